"""
Family M: what lines and documents come to.

One formula, in exact decimals, with two roundings per line, halves away from zero: the subtotal
`round(q * p * (1 - d))` and the total `round(q * p * (1 - d) * (1 + vat))`. The VAT is their difference.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.rules.exchange import CREDIT_NOTE, INVOICE, QUOTE, Shown, shown_in
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, held, of_documents
from contracts.rules.rule import Check, Occasion, Provenance, Rule, Side

_EXACT = Context(prec=60)
_CENT = Decimal(1)
_DOCUMENTS = (INVOICE, QUOTE, CREDIT_NOTE)
_SUMMED = ("total_amount_cents", "total_vat_cents")
_TWICE = tuple(
    (name, f"{name}_cents") for name in ("total_amount", "vat_amount", "unit_price", "subtotal", "total_vat")
)
"""What is said in euros and in cents."""


class Line(NamedTuple):
    """What a line comes to, in cents."""

    subtotal: int
    total: int


@lru_cache(maxsize=4096)
def price(quantity: str, unit_cents: int, vat_rate: str, discount: tuple[str, str] | None) -> Line | None:
    """None where something is no number."""
    with localcontext(_EXACT):
        try:
            net = Decimal(quantity) * unit_cents
            if discount is not None:
                kind, value = discount
                net = net * (1 - Decimal(value)) if kind == "percentage" else net - Decimal(value) * 100
            subtotal = net.quantize(_CENT, ROUND_HALF_UP)
            total = (net * (1 + Decimal(vat_rate))).quantize(_CENT, ROUND_HALF_UP)
        except InvalidOperation:
            return None
    return Line(int(subtotal), int(total))


def price_of(item: Mapping[str, Any]) -> Line | None:
    """Of a line as an answer shows it, with its unit price in cents."""
    cents, discount = item.get("unit_price_cents"), item.get("discount")
    if not isinstance(cents, int):
        return None
    taken = (
        None if not isinstance(discount, dict) else (str(discount.get("type")), str(discount.get("value")))
    )
    return price(str(item.get("quantity")), cents, str(item.get("vat_rate")), taken)


def price_asked(item: Any) -> Line | None:
    """Of a line as a request says it, with its unit price in euros."""
    value = held(item, "unit_price", "value")
    try:
        cents = int(Decimal(str(value)).scaleb(2))
    except InvalidOperation:
        return None
    return price_of({**item, "unit_price_cents": cents}) if isinstance(item, dict) else None


@lru_cache(maxsize=4096)
def euros(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


# ---------------------------------------------------------------- what is wrong with a document
def lines_by_the_formula(shown: Shown) -> Found:
    found: Found = None
    for row, item in enumerate(shown.fields.get("items") or ()):
        line = price_of(item) if isinstance(item, dict) else None
        if line is None:
            continue
        said = (item.get("subtotal_cents"), item.get("total_amount_cents"), item.get("total_vat_cents"))
        if said != (line.subtotal, line.total, line.total - line.subtotal):
            return f"line {row} comes to {said}, not {line.subtotal}, {line.total}"
        found = KEPT
    return found


def sums_of_lines(shown: Shown) -> Found:
    fields = shown.fields
    total = fields.get("total_amount_cents")
    vat = fields.get("vat_amount_cents", fields.get("total_vat_cents"))
    items = fields.get("items")
    if (
        not isinstance(total, int)
        or not isinstance(vat, int)
        or fields.get("discount")
        or "items" not in fields
    ):
        return None
    wanted = [sum(int(item.get(name, 0)) for item in items or ()) for name in _SUMMED]
    return KEPT if [total, vat] == wanted else f"{total} with VAT {vat}, and the lines come to {wanted}"


def texts_and_cents_agree(shown: Shown) -> Found:
    currency = shown.fields.get("currency")
    for place in (shown.fields, *(shown.fields.get("items") or ())):
        for name, twin in _TWICE:
            value, cents = place.get(name), place.get(twin)
            if not isinstance(value, dict) or not isinstance(cents, int):
                continue
            if value.get("value") != euros(cents) or value.get("currency") != currency:
                return f"{name} is {value} and {cents} cents"
    return KEPT


def items_in(*, numbers: bool) -> Check:
    """Whether quantities, prices and rates come as numbers, or as texts."""

    def tell(shown: Shown) -> Found:
        found: Found = None
        for item in shown.fields.get("items") or ():
            values = [item.get(name) for name in ("quantity", "unit_price", "vat_rate")]
            kept = all(
                isinstance(value, int | float) if numbers else isinstance(value, str | dict)
                for value in values
            )
            if not kept:
                return f"a line of {', '.join(type(value).__name__ for value in values)}"
            found = KEPT
        return found

    return of_documents(tell, *_DOCUMENTS)


# ---------------------------------------------------------------- the gateway
def shown_by_the_gateway(tell: object) -> Check:
    def check(journal: Journal) -> Iterator[Occasion]:
        assert callable(tell)
        for index, call in enumerate(journal.calls or ()):
            for shown in shown_in(call.answered) if call.ok else ():
                found = tell(shown)
                if found is not None:
                    yield Occasion(index, found or None)

    return check


_FORMULA = "ours; what Qonto rounds is not documented"

RULES = (
    Rule(
        id="M.1",
        says="A line is quantity times price less its discount, rounded once without and once with VAT.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source=_FORMULA,
        check=of_documents(lines_by_the_formula, *_DOCUMENTS),
    ),
    Rule(
        id="M.2",
        says="A document comes to the sum of its lines.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source=_FORMULA,
        check=of_documents(sums_of_lines, *_DOCUMENTS),
    ),
    Rule(
        id="M.3",
        says="Every amount says the same in euros and in cents, in the currency of its document.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages of every document: value, currency, and *_cents beside them",
        check=of_documents(texts_and_cents_agree, *_DOCUMENTS),
    ),
    Rule(
        id="M.4",
        says="Quantities, prices and rates of lines are answered as numbers.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, its example answers",
        check=items_in(numbers=True),
        editions=("guide",),
    ),
    Rule(
        id="M.5",
        says="Quantities, prices and rates of lines are answered as texts.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages of every document",
        check=items_in(numbers=False),
        editions=("2026-11",),
    ),
    Rule(
        id="M.6",
        says="What the gateway shows of a document comes to the same, line by line.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="one formula on both sides",
        check=shown_by_the_gateway(lines_by_the_formula),
        protocol=True,
    ),
    Rule(
        id="M.7",
        says="What the gateway shows of a document is the sum of its lines.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="one formula on both sides",
        check=shown_by_the_gateway(sums_of_lines),
        protocol=True,
    ),
)
