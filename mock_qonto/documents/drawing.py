"""
A sheet, drawn: A4, as many pages as it takes, any text.

Rule 1: the same sheet gives the same bytes: no date, no random id (reportlab's *invariant*).
Rule 2: no text can stop the drawing: what the font lacks becomes a replacement sign, long words are cut,
long tables go on over the page.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from mock_qonto.documents.sheet import Row, Sheet

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 50.0, 545.0, 790.0, 60.0
LEADING = 12.0
SIZE, SMALL, LARGE = 9.0, 8.0, 18.0
PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
MISSING = "\N{REPLACEMENT CHARACTER}"
EDGES = (250.0, 335.0, 425.0, 470.0, RIGHT)
"""Where the five columns of the table end; all but the first are flush right."""
TITLE_WIDTH = EDGES[0] - LEFT - 40
LINES_MAX = 120
"""One text takes no more lines than this: a text of line breaks alone shall not fill a thousand pages."""


def draw(sheet: Sheet) -> bytes:
    _fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(_clean(f"{sheet.heading} {sheet.number}"))
    pen = _Pen(canvas)
    _head(pen, sheet)
    _table(pen, sheet)
    _totals(pen, sheet)
    for block in (sheet.payment, sheet.notes):
        pen.gap()
        for text in block:
            pen.paragraph(text, LEFT, RIGHT - LEFT, size=SMALL)
    canvas.save()
    return out.getvalue()


class _Pen:
    """Where on which page the next line goes."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.y = TOP

    def gap(self, height: float = LEADING) -> None:
        self.y -= height

    def room(self, height: float = LEADING) -> None:
        """Begin a new page if *height* does not fit on this one."""
        if self.y - height < BOTTOM:
            self.canvas.showPage()
            self.y = TOP

    def write(
        self, text: str, x: float, *, font: str = PLAIN, size: float = SIZE, flush: bool = False
    ) -> None:
        self.canvas.setFont(font, size)
        if flush:
            self.canvas.drawRightString(x, self.y, text)
        else:
            self.canvas.drawString(x, self.y, text)

    def paragraph(self, text: str, x: float, width: float, *, font: str = PLAIN, size: float = SIZE) -> None:
        for line in wrapped(text, width, font=font, size=size):
            self.room()
            self.write(line, x, font=font, size=size)
            self.gap()

    def rule(self) -> None:
        self.canvas.setLineWidth(0.5)
        self.canvas.line(LEFT, self.y + LEADING - 3, RIGHT, self.y + LEADING - 3)


def wrapped(text: str, width: float, *, font: str = PLAIN, size: float = SIZE) -> list[str]:
    """*text* in lines no wider than *width*; words that are wider are cut."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in _pieces(_clean(paragraph), width, font, size):
            longer = f"{line} {word}" if line else word
            if line and pdfmetrics.stringWidth(longer, font, size) > width:
                lines.append(line)
                longer = word
            line = longer
        if line or (lines and lines[-1]):
            lines.append(line)
    return lines if len(lines) <= LINES_MAX else [*lines[: LINES_MAX - 1], "…"]


def _pieces(text: str, width: float, font: str, size: float) -> Iterator[str]:
    """The words of *text*, cut where one alone is wider than the line."""
    for word in text.split(" "):
        piece = ""
        used = 0.0
        for sign in word:
            needs = pdfmetrics.stringWidth(sign, font, size)
            if piece and used + needs > width:
                yield piece
                piece, used = "", 0.0
            piece += sign
            used += needs
        if piece:
            yield piece


def _head(pen: _Pen, sheet: Sheet) -> None:
    for line in sheet.seller:
        pen.paragraph(line, LEFT, 230)
    bottom, pen.y = pen.y, TOP
    for number, line in enumerate(sheet.buyer):
        pen.paragraph(line, 320, RIGHT - 320, font=PLAIN if number else BOLD)
    pen.y = min(pen.y, bottom)
    pen.gap(2 * LEADING)
    for line in wrapped(f"{sheet.heading} {sheet.number}", RIGHT - LEFT, font=BOLD, size=LARGE):
        pen.write(line, LEFT, font=BOLD, size=LARGE)
        pen.gap(2 * LEADING)
    for label, value in sheet.facts:
        pen.paragraph(f"{label} : {value}", LEFT, RIGHT - LEFT)
    pen.gap(2 * LEADING)


def _table(pen: _Pen, sheet: Sheet) -> None:
    _columns(pen, sheet.columns)
    for row in sheet.rows:
        _row(pen, row, sheet.columns)
    pen.gap()


def _columns(pen: _Pen, columns: tuple[str, ...]) -> None:
    pen.write(columns[0], LEFT, font=BOLD, size=SMALL)
    for label, edge in zip(columns[1:], EDGES[1:], strict=True):
        pen.write(label, edge, font=BOLD, size=SMALL, flush=True)
    pen.gap()
    pen.rule()
    pen.gap(4)


def _row(pen: _Pen, row: Row, columns: tuple[str, ...]) -> None:
    lines = [(line, PLAIN, SIZE) for line in wrapped(row.title, TITLE_WIDTH)]
    lines += [(line, PLAIN, SMALL) for line in wrapped(row.description, TITLE_WIDTH, size=SMALL)]
    cells = (row.quantity, row.unit_price, row.vat_rate, row.total)
    columns_of_cells = [
        wrapped(cell, edge - before - 6, size=SMALL)
        for cell, before, edge in zip(cells, (LEFT + TITLE_WIDTH, *EDGES[1:]), EDGES[1:], strict=False)
    ]
    height = max(len(lines), *(len(column) for column in columns_of_cells))
    for number in range(height):
        if pen.y - LEADING < BOTTOM:
            pen.room()
            _columns(pen, columns)
        if number < len(lines):
            text, font, size = lines[number]
            pen.write(text, LEFT, font=font, size=size)
        for column, edge in zip(columns_of_cells, EDGES[1:], strict=True):
            if number < len(column):
                pen.write(column[number], edge, size=SMALL, flush=True)
        pen.gap()
    pen.gap(3)


def _totals(pen: _Pen, sheet: Sheet) -> None:
    pen.room()
    pen.rule()
    for number, (label, value) in enumerate(sheet.totals, start=1):
        pen.room()
        font = BOLD if number == len(sheet.totals) else PLAIN
        pen.write(_clean(label), EDGES[2], font=font, flush=True)
        pen.write(_clean(value), RIGHT, font=font, flush=True)
        pen.gap()


@cache
def _fonts() -> frozenset[int]:
    """Make both fonts known to reportlab, once; answers the signs they can write."""
    known: list[Iterable[int]] = []
    for name in (PLAIN, BOLD):
        with as_file(files("mock_qonto.documents").joinpath(f"fonts/{name}.ttf")) as path:
            font = TTFont(name, path)
        pdfmetrics.registerFont(font)
        known.append(font.face.charToGlyph)
    return frozenset(known[0]) & frozenset(known[1])


def _clean(text: str) -> str:
    """*text* with every sign the fonts lack, and every control sign, replaced."""
    writable = _fonts()
    return "".join(
        sign if ord(sign) in writable and (sign.isprintable() or sign in _SPACES) else _stand_in(sign)
        for sign in text
    )


def _stand_in(sign: str) -> str:
    return " " if sign.isspace() else MISSING
