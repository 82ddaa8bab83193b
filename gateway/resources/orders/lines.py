"""
The lines of an invoice: goods, fees, and what was added by hand. Pure.

Each line is worded as Qonto takes it and counted with the one formula of `money.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gateway.money import LineAmounts, decimal_of, line_amounts
from gateway.resources.orders.model import Fees, Order, OrderLine

TITLE_MAX = 40
DESCRIPTION_MAX = 1800


class LineKind(StrEnum):
    PRODUCT = "product"
    FEE = "fee"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    kind: LineKind
    title: str
    description: str | None
    quantity: Decimal
    unit: str
    unit_price: Decimal
    vat_rate: Decimal
    amounts: LineAmounts
    product_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeesAsked:
    """Fees given with the request: each one that is not None wins over the order's own."""

    shipping_cents: int | None = None
    handling_cents: int | None = None
    insurance_cents: int | None = None
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomLine:
    title: str
    description: str | None
    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal


def merged(own: Fees, asked: FeesAsked | None) -> Fees:
    if asked is None:
        return own
    return Fees(
        shipping_cents=own.shipping_cents if asked.shipping_cents is None else asked.shipping_cents,
        handling_cents=own.handling_cents if asked.handling_cents is None else asked.handling_cents,
        insurance_cents=own.insurance_cents if asked.insurance_cents is None else asked.insurance_cents,
        vat_rate=own.vat_rate if asked.vat_rate is None else asked.vat_rate,
    )


def lines_of(order: Order, custom_lines: Sequence[CustomLine]) -> tuple[InvoiceLine, ...]:
    return (
        *(goods(line) for line in order.lines),
        *fee_lines(order.fees),
        *(custom(line) for line in custom_lines),
    )


def goods(line: OrderLine) -> InvoiceLine:
    assert line.vat_rate is not None
    return _line(
        kind=LineKind.PRODUCT,
        title=line.title,
        description=line.notes,
        quantity=line.quantity,
        unit="pièce",
        unit_price=line.unit_price,
        vat_rate=line.vat_rate,
        product_id=line.product_id,
    )


def fee_lines(fees: Fees) -> tuple[InvoiceLine, ...]:
    charged = (
        ("Frais de livraison", fees.shipping_cents),
        ("Frais de manutention", fees.handling_cents),
        ("Frais d'assurance", fees.insurance_cents),
    )
    return tuple(
        _line(
            kind=LineKind.FEE,
            title=title,
            description=None,
            quantity=Decimal(1),
            unit="forfait",
            unit_price=decimal_of(cents),
            vat_rate=Decimal(0) if fees.vat_rate is None else fees.vat_rate,
        )
        for title, cents in charged
        if cents > 0
    )


def custom(line: CustomLine) -> InvoiceLine:
    return _line(
        kind=LineKind.CUSTOM,
        title=line.title,
        description=line.description,
        quantity=line.quantity,
        unit="pièce",
        unit_price=line.unit_price,
        vat_rate=line.vat_rate,
    )


def _line(
    *,
    kind: LineKind,
    title: str,
    description: str | None,
    quantity: Decimal,
    unit: str,
    unit_price: Decimal,
    vat_rate: Decimal,
    product_id: str | None = None,
) -> InvoiceLine:
    shown, told = _worded(title, description)
    return InvoiceLine(
        kind=kind,
        title=shown,
        description=told,
        quantity=quantity,
        unit=unit,
        unit_price=unit_price,
        vat_rate=vat_rate,
        amounts=line_amounts(quantity=quantity, unit_price=unit_price, vat_rate=vat_rate),
        product_id=product_id,
    )


def _worded(title: str, description: str | None) -> tuple[str, str | None]:
    """Qonto takes titles of 40 characters: a longer one is cut, and told in full in the description."""
    title, description = title.strip(), (description or "").strip()
    if len(title) > TITLE_MAX:
        description = f"{title}\n{description}".strip()
        title = title[: TITLE_MAX - 1].rstrip() + "…"
    return title, description[:DESCRIPTION_MAX] or None


def unworded(title: str, description: str | None) -> tuple[str, str | None]:
    """What `_worded` was given: the whole title, and what was told besides."""
    first, _, rest = (description or "").partition("\n")
    if title.endswith("…") and len(first) > TITLE_MAX and first.startswith(title.removesuffix("…")):
        return first, rest or None
    return title, description
