"""
Lines on their way: of ours or of a request to Qonto, of Qonto's back to it, of Qonto's to our rows.

Quantities and rates are strings, prices amounts: what every edition takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from gateway.money import plain
from gateway.resources.billed.model import InvoiceItem
from gateway.resources.clients.model import ClientDetails, ClientKind
from gateway.resources.clients.model import PostalAddress as ClientAddress
from gateway.resources.documents.model import DocumentItem, ItemKind
from gateway.resources.orders.lines import CustomLine, InvoiceLine, custom, fee_lines
from gateway.resources.orders.model import Address, Customer, CustomerType, Fees, country_code

EURO: Final = "EUR"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAsked:
    """A line in the words of an edit page."""

    line: CustomLine
    unit: str | None
    currency: str | None


# ------------------------------------------------------------------ to Qonto
def wire_lines(lines: Sequence[InvoiceLine]) -> list[dict[str, Any]]:
    return [wire_line(line, currency=EURO) for line in lines]


def wire_line(line: InvoiceLine, *, currency: str, unit: str | None = None) -> dict[str, Any]:
    return _said(
        title=line.title,
        description=line.description,
        quantity=plain(line.quantity),
        unit=unit or line.unit,
        price=plain(line.unit_price),
        currency=currency,
        vat_rate=plain(line.vat_rate),
    )


def asked_line(asked: LineAsked, currency: str) -> dict[str, Any]:
    return wire_line(custom(asked.line), currency=asked.currency or currency, unit=asked.unit)


def said_again(item: InvoiceItem, currency: str) -> dict[str, Any]:
    """A line of Qonto's own, said back to it."""
    said = _said(
        title=item.title,
        description=item.description,
        quantity=plain(item.quantity),
        unit=item.unit,
        price=plain(item.unit_price),
        currency=currency,
        vat_rate=plain(item.vat_rate),
    )
    if item.discount is not None:
        said["discount"] = {"type": item.discount.type, "value": item.discount.value}
    return said


def _said(
    *,
    title: str,
    description: str | None,
    quantity: str,
    unit: str | None,
    price: str,
    currency: str,
    vat_rate: str,
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": title,
        "description": description,
        "quantity": quantity,
        "unit": unit,
        "unit_price": {"value": price, "currency": currency},
        "vat_rate": vat_rate,
    }
    return {name: value for name, value in said.items() if value is not None}


def client_details(customer: Customer, *, email: str, address: Address) -> ClientDetails:
    """A customer of ours as Qonto should know it."""
    company = customer.type is CustomerType.ORGANIZATION
    return ClientDetails(
        kind=ClientKind.COMPANY if company else ClientKind.INDIVIDUAL,
        email=email,
        billing_address=ClientAddress(
            street_address=address.street,
            zip_code=address.postal_code,
            city=address.city,
            country_code=country_code(address.country) or "FR",
        ),
        name=customer.name if company else None,
        first_name=None if company else customer.first_name,
        last_name=None if company else customer.last_name,
        vat_number=customer.vat_number,
        tax_identification_number=customer.siret,
    )


# ------------------------------------------------------------------ to our rows
FEE_TITLES: Final = tuple(
    line.title for line in fee_lines(Fees(shipping_cents=1, handling_cents=1, insurance_cents=1))
)
"""Delivery, handling, insurance: in the order of the columns."""


def stored_items(items: Sequence[InvoiceItem], before: Sequence[DocumentItem]) -> tuple[DocumentItem, ...]:
    """Qonto's lines as we keep them. Product and kind, unknown to it, come from our line of that title."""
    known = {item.title: item for item in reversed(before)}
    rows = []
    for item in items:
        same = known.get(item.title)
        rows.append(
            DocumentItem(
                id=str(uuid4()),
                title=item.title,
                description=item.description,
                quantity=item.quantity,
                unit=item.unit,
                discount=_discount(item),
                unit_price=item.unit_price,
                vat_percent=item.vat_rate * Decimal(100),
                net_cents=item.net_cents,
                vat_cents=item.vat_cents,
                total_cents=item.total_cents,
                product_id=None if same is None else same.product_id,
                kind=_kind(item.title) if same is None else same.kind,
            )
        )
    return tuple(rows)


def _discount(item: InvoiceItem) -> dict[str, str] | None:
    return None if item.discount is None else {"type": item.discount.type, "value": item.discount.value}


def _kind(title: str) -> ItemKind:
    return ItemKind.FEE if title in FEE_TITLES else ItemKind.CUSTOM
