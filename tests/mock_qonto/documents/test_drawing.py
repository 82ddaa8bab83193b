"""Any text can be drawn."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from mock_qonto.documents.drawing import RIGHT, draw, wrapped
from mock_qonto.documents.sheet import Row, Sheet

TEXTS = (
    "",
    "été à 5 €",
    "x" * 1800,
    "\n" * 1800,
    "a\n" * 900,
    "\x00\x07\x1b\x7f",
    "中文 עברית العربية 😀",
    "\u202eabc\u200d\ufeff\ufffe",
    "e\u0301" * 50,
    " \t\u2003\u00a0 ",
    "<b>&amp;</b>%s{}()\\",
)


def _sheet(text: str, rows: int = 3) -> Sheet:
    row = Row(
        title=text, description=text, quantity=text[:40], unit_price="1 €", vat_rate="20 %", total="1 €"
    )
    return Sheet(
        heading="Facture",
        number=text[:40],
        facts=(("Commande", text),),
        seller=(text,),
        buyer=(text, text),
        columns=("Désignation", "Quantité", "Prix unitaire HT", "TVA", "Total HT"),
        rows=(row,) * rows,
        totals=(("Total TTC", "1 €"),),
        payment=(text,),
        notes=(text,),
    )


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_stops_the_drawing(text: str) -> None:
    pdf = draw(_sheet(text))

    assert pdf.startswith(b"%PDF-")
    assert len(PdfReader(BytesIO(pdf)).pages) >= 1


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert draw(_sheet("été à 5 €")) == draw(_sheet("été à 5 €"))


def test_many_lines_go_on_over_the_page_under_the_same_heads() -> None:
    pages = PdfReader(BytesIO(draw(_sheet("Ligne", rows=200)))).pages

    assert len(pages) > 5
    assert all("Désignation" in page.extract_text() for page in pages[:-1])


def test_what_the_font_lacks_is_replaced() -> None:
    assert wrapped("a中b\x07", RIGHT) == ["a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"]


def test_a_long_word_is_cut() -> None:
    lines = wrapped("x" * 500, 100)

    assert len(lines) > 10
    assert "".join(lines) == "x" * 500
