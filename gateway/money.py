"""
Money: integer cents inside, decimal text on the wire, one formula.

Per line, in exact decimals, halves away from zero, and only these two roundings: subtotal = round(q * p * (1
- d))        total = round(q * p * (1 - d) * (1 + vat))        vat = total - subtotal A document's totals are
the sums of its lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

_CENT = Decimal("0.01")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)  # a product of four wire values is exact far below this


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAmounts:
    subtotal_cents: int
    vat_cents: int
    total_cents: int


def line_amounts(
    *,
    quantity: Decimal,
    unit_price: Decimal,
    vat_rate: Decimal,
    discount_rate: Decimal = Decimal(0),
    discount: Decimal = Decimal(0),
) -> LineAmounts:
    """
    *vat_rate* and *discount_rate* are fractions (0.2 is 20 %); *discount* is an absolute amount taken off
    first.
    """
    with localcontext(_EXACT):
        net = (quantity * unit_price - discount) * (1 - discount_rate)
        subtotal_cents = cents_of(net)
        total_cents = cents_of(net * (1 + vat_rate))
    return LineAmounts(
        subtotal_cents=subtotal_cents, vat_cents=total_cents - subtotal_cents, total_cents=total_cents
    )


def sum_lines(lines: Iterable[LineAmounts]) -> LineAmounts:
    kept = tuple(lines)
    return LineAmounts(
        subtotal_cents=sum(line.subtotal_cents for line in kept),
        vat_cents=sum(line.vat_cents for line in kept),
        total_cents=sum(line.total_cents for line in kept),
    )


def cents_of(value: Decimal | str | int) -> int:
    """Cents of an amount in euros, halves away from zero (what Python calls ROUND_HALF_UP)."""
    return int(_EXACT.quantize(Decimal(value), _CENT).scaleb(2, _EXACT))


def decimal_of(cents: int) -> Decimal:
    """Euros, exact, two decimals: what the DECIMAL columns hold."""
    return Decimal(cents).scaleb(-2)


def text_of(cents: int) -> str:
    """`4990` is `"49.90"` on the wire."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def amount(cents: int, currency: str = "EUR") -> dict[str, str]:
    """The wire's `{value, currency}`."""
    return {"value": text_of(cents), "currency": currency}


def plain(value: Decimal) -> str:
    """Shortest decimal text: 3.000 is "3", 0.200 is "0.2", never "3.0" and never an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def spoken(cents: int, currency: str = "EUR") -> str:
    """For a person: `1 234,50 €` (narrow no-break spaces, as French typography wants)."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    unit = "€" if currency == "EUR" else currency
    return f"{sign}{whole:,}".replace(",", "\u202f") + f",{rest:02d}\u00a0{unit}"
