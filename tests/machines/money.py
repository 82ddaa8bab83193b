"""What lines come to, worked out anew from the formula and from nothing of either side."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

Totals = tuple[int, int]
"""Total and VAT, in cents."""

_CENT = Decimal(100)


def line(title: str, quantity: str, price: str, vat_rate: str) -> dict[str, Any]:
    """A line as Qonto is asked for it."""
    return {
        "title": title,
        "quantity": quantity,
        "unit_price": {"value": price, "currency": "EUR"},
        "vat_rate": vat_rate,
    }


def totals(items: list[dict[str, Any]]) -> Totals:
    priced = [_priced(item["quantity"], item["unit_price"]["value"], item["vat_rate"]) for item in items]
    return sum(total for total, _ in priced), sum(vat for _, vat in priced)


@cache
def _priced(quantity: str, price: str, vat_rate: str) -> Totals:
    """Two roundings, halves away from zero: the subtotal and the total; the VAT is what is between them."""
    net = Decimal(quantity) * Decimal(price) * _CENT
    subtotal = int(net.quantize(Decimal(1), ROUND_HALF_UP))
    total = int((net * (1 + Decimal(vat_rate))).quantize(Decimal(1), ROUND_HALF_UP))
    return total, total - subtotal


@cache
def wire(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
