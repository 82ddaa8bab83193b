"""
Cents <-> wire, and what a line costs.

Rule 1: no float and no Decimal: a text of digits is a whole number and a power of ten, so every
intermediate result is exact.
Rule 2: only two roundings per line, halves away from zero: its subtotal and its total; the VAT is
their difference. Totals of documents are sums of lines.

What is asked again and again is remembered: a shop sells the same articles at the same prices.
"""

from functools import lru_cache

from mock_qonto.values import value

PERCENTAGE = "percentage"
ABSOLUTE = "absolute"


@value
class Discount:
    kind: str
    """PERCENTAGE: *value* is a fraction ("0.1" is ten percent). ABSOLUTE: an amount."""
    value: str


@value
class Price:
    """What a line, or a whole document, comes to."""

    subtotal_cents: int
    vat_cents: int
    total_cents: int
    discount_cents: int


@lru_cache(maxsize=1024)
def wire(cents: int) -> str:
    """5988 -> "59.88"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def amount(cents: int, currency: str) -> dict[str, str]:
    """{"value": "59.88", "currency": "EUR"}."""
    return {"value": wire(cents), "currency": currency}


@lru_cache(maxsize=1024)
def cents(text: str) -> int:
    """Euros as text to cents: 59.9 is 5990; at most two decimals."""
    whole, _, decimals = text.partition(".")
    return int(whole) * 100 + int(f"{decimals:0<2}")


def unit(cents: int) -> int | float:
    """5988 -> 59.88: what accounts and the guide's edition say instead of a text."""
    return cents / 100 if cents % 100 else cents // 100


@lru_cache(maxsize=1024)
def number(text: str) -> int | float:
    """What the guide's edition sends instead of the text: "2" -> 2, "1.5" -> 1.5."""
    return float(text) if "." in text else int(text)


def round_half_up(numerator: int, denominator: int) -> int:
    """To the nearest whole number, halves away from zero."""
    if numerator < 0:
        return -round_half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


@lru_cache(maxsize=1024)
def price_line(*, quantity: str, unit_price_cents: int, vat_rate: str, discount: Discount | None) -> Price:
    pieces, scale = scaled(quantity)
    gross = pieces * unit_price_cents
    rate, rate_scale = scaled(vat_rate)
    if discount is None:
        subtotal = round_half_up(gross, scale)
        total = round_half_up(gross * (rate_scale + rate), scale * rate_scale)
        return Price(subtotal_cents=subtotal, vat_cents=total - subtotal, total_cents=total, discount_cents=0)
    value, value_scale = scaled(discount.value)
    net_scale = scale * value_scale
    if discount.kind == PERCENTAGE:
        net = gross * (value_scale - value)
    else:
        net = gross * value_scale - value * 100 * scale
    subtotal = round_half_up(net, net_scale)
    total = round_half_up(net * (rate_scale + rate), net_scale * rate_scale)
    return Price(
        subtotal_cents=subtotal,
        vat_cents=total - subtotal,
        total_cents=total,
        discount_cents=round_half_up(gross, scale) - subtotal,
    )


def price_document(lines: tuple[Price, ...], discount: Discount | None) -> Price:
    """
    The sum of *lines*, less a discount on the whole.

    Such a discount is taken from the subtotal; the VAT shrinks in the same proportion, whatever its rates.
    No document says how Qonto spreads it over the rates: our choice.
    """
    subtotal = vat = 0
    for line in lines:
        subtotal += line.subtotal_cents
        vat += line.vat_cents
    if discount is None:
        return Price(subtotal_cents=subtotal, vat_cents=vat, total_cents=subtotal + vat, discount_cents=0)
    value, scale = scaled(discount.value)
    taken = round_half_up(value * (subtotal if discount.kind == PERCENTAGE else 100), scale)
    left = subtotal - taken
    vat = round_half_up(vat * left, subtotal) if subtotal else vat
    return Price(subtotal_cents=left, vat_cents=vat, total_cents=left + vat, discount_cents=taken)


@lru_cache(maxsize=1024)
def scaled(text: str) -> tuple[int, int]:
    """The digits as a whole number, and the power of ten they are to be divided by: 1.50 is (150, 100)."""
    whole, point, decimals = text.partition(".")
    return (int(whole + decimals), 10 ** len(decimals)) if point else (int(text), 1)
