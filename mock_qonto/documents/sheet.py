"""
What is printed on a sheet of paper, whatever the resource it comes from, and its PDF.

Everything is text already: a drawing program rounds nothing and knows no money.
"""

from functools import lru_cache
from importlib import import_module

from mock_qonto.values import value

KEPT_MAX = 256


@value
class Row:
    title: str
    description: str
    quantity: str
    unit_price: str
    vat_rate: str
    total: str


@value
class Sheet:
    heading: str
    number: str
    facts: tuple[tuple[str, str], ...]
    """Label and value: dates, references."""
    seller: tuple[str, ...]
    buyer: tuple[str, ...]
    columns: tuple[str, str, str, str, str]
    rows: tuple[Row, ...]
    totals: tuple[tuple[str, str], ...]
    """Label and value, the last one in bold."""
    payment: tuple[str, ...]
    notes: tuple[str, ...]


@lru_cache(maxsize=KEPT_MAX)
def pdf(sheet: Sheet) -> bytes:
    """The same sheet gives the same bytes, so the last ones are worth keeping."""
    # Imported when the first PDF is wanted: the drawing library costs a tenth of a second and 15 MB
    # that a bank nobody asks for a PDF should not pay at start-up.
    drawing = import_module("mock_qonto.documents.drawing")
    drawn: bytes = drawing.draw(sheet)
    return drawn
