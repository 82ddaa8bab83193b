"""
The lines of a draft, in the words in which they will be said to Qonto, with what they come to. Pure.

Rule 1: a line of the invoice is copied as it is: quantity, unit, price, rate, discount and exemption.
Rule 2: what is copied costs what Qonto says it costs; what is asked for is counted with the one formula.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from gateway.errors import invalid
from gateway.money import LineAmounts, cents_of, line_amounts
from gateway.qonto import reading
from gateway.resources.billed.lines import LineAsked, asked_line, said_again
from gateway.resources.billed.model import Discount
from gateway.resources.billed.upstream import read_discount
from gateway.resources.credit_notes.upstream import AMOUNTS
from gateway.resources.invoices.model import Invoice

_PERCENTAGE: Final = "percentage"
_EXEMPTION: Final = "vat_exemption_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    asked: LineAsked
    discount: Discount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """*items* are Qonto's words and our amounts; *discount* is on the whole."""

    items: tuple[Mapping[str, Any], ...]
    discount: Discount | None
    total_cents: int
    vat_cents: int


def copied(invoice: Invoice) -> Content:
    said = reading.things(invoice.wire, "items")
    items = []
    for item, wire in zip(invoice.items, said, strict=True):
        exemption = reading.text(wire, _EXEMPTION)
        items.append(
            {
                **said_again(item, invoice.currency),
                **({} if exemption is None else {_EXEMPTION: exemption}),
                **_amounts(item.net_cents, item.total_cents),
            }
        )
    return Content(
        items=tuple(items),
        discount=read_discount(reading.inner(invoice.wire, "discount")),
        total_cents=invoice.total_cents,
        vat_cents=invoice.vat_cents,
    )


def counted(lines: Sequence[CreditLine], discount: Discount | None, *, currency: str) -> Content:
    return recounted([_item(line, place, currency) for place, line in enumerate(lines)], discount)


def recounted(items: Sequence[Mapping[str, Any]], discount: Discount | None) -> Content:
    """The same lines under another discount on the whole."""
    net_cents = sum(item["subtotal_cents"] for item in items)
    vat_cents = sum(item["total_amount_cents"] for item in items) - net_cents
    if discount is not None:
        left_cents = net_cents - _taken(net_cents, discount)
        # Qonto does not say how it spreads such a discount over the rates: in proportion, as a reader would.
        vat_cents = _rounded(Decimal(vat_cents) * left_cents / net_cents) if net_cents else vat_cents
        net_cents = left_cents
    if net_cents < 0:
        raise invalid("discount", "la remise dépasse le total des lignes. Réduisez-la.")
    return Content(
        items=tuple(items), discount=discount, total_cents=net_cents + vat_cents, vat_cents=vat_cents
    )


def said(discount: Discount) -> dict[str, str]:
    return {"type": discount.type, "value": discount.value}


def _item(line: CreditLine, place: int, currency: str) -> dict[str, Any]:
    asked = line.asked
    if asked.currency not in (None, currency):
        raise invalid(f"items.{place}.unitPrice.currency", f"la facture est en {currency}. Corrigez-la.")
    amounts = _counted(asked, line.discount)
    if amounts.subtotal_cents < 0 or _more_than_all(line.discount):
        raise invalid(f"items.{place}.discount", "la remise dépasse le prix de la ligne. Réduisez-la.")
    item = {**asked_line(asked, currency), **_amounts(amounts.subtotal_cents, amounts.total_cents)}
    return item if line.discount is None else {**item, "discount": said(line.discount)}


def _counted(asked: LineAsked, discount: Discount | None) -> LineAmounts:
    line, value = asked.line, Decimal(0) if discount is None else Decimal(discount.value)
    rate = discount is not None and discount.type == _PERCENTAGE
    return line_amounts(
        quantity=line.quantity,
        unit_price=line.unit_price,
        vat_rate=line.vat_rate,
        discount_rate=value if rate else Decimal(0),
        discount=Decimal(0) if rate else value,
    )


def _more_than_all(discount: Discount | None) -> bool:
    return discount is not None and discount.type == _PERCENTAGE and Decimal(discount.value) > 1


def _taken(net_cents: int, discount: Discount) -> int:
    value = Decimal(discount.value)
    if _more_than_all(discount):
        raise invalid("discount", "la remise dépasse le total des lignes. Réduisez-la.")
    return _rounded(value * net_cents) if discount.type == _PERCENTAGE else cents_of(value)


def _rounded(cents: Decimal) -> int:
    return cents_of(cents.scaleb(-2))


def _amounts(net_cents: int, total_cents: int) -> dict[str, int]:
    return dict(zip(AMOUNTS, (net_cents, total_cents), strict=True))
