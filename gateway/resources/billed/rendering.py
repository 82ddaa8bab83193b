"""A client, a line, an address and a page's place, in the one shape the front end reads."""

from typing import Any

from gateway.money import amount, cents_of, plain
from gateway.resources.billed.model import InvoicedClient, InvoiceItem
from gateway.resources.documents.model import PostalAddress
from gateway.resources.orders.model import Address


def render_client(client: InvoicedClient) -> dict[str, Any]:
    return {
        "id": client.id,
        "type": client.type,
        "name": client.name,
        "first_name": client.first_name,
        "last_name": client.last_name,
        "email": client.email,
        "vat_number": client.vat_number,
        "tax_identification_number": client.tax_identification_number,
        "billing_address": {
            "street_address": client.street_address,
            "zip_code": client.zip_code,
            "city": client.city,
            "country_code": client.country_code,
        },
    }


def render_item(item: InvoiceItem, currency: str) -> dict[str, Any]:
    price_cents = cents_of(item.unit_price)
    return {
        "title": item.title,
        "description": item.description,
        "quantity": plain(item.quantity),
        "unit": item.unit,
        "unit_price": amount(price_cents, currency),
        "unit_price_cents": price_cents,
        "vat_rate": plain(item.vat_rate),
        "subtotal": amount(item.net_cents, currency),
        "subtotal_cents": item.net_cents,
        "total_vat": amount(item.vat_cents, currency),
        "total_vat_cents": item.vat_cents,
        "total_amount": amount(item.total_cents, currency),
        "total_amount_cents": item.total_cents,
        "discount": (
            None if item.discount is None else {"type": item.discount.type, "value": item.discount.value}
        ),
    }


def render_meta(*, page: int, pages: int, per_page: int, total_count: int) -> dict[str, Any]:
    return {
        "current_page": page,
        "next_page": page + 1 if page < pages else None,
        "prev_page": page - 1 if page > 1 else None,
        "total_pages": pages,
        "total_count": total_count,
        "per_page": per_page,
    }


def render_address(address: PostalAddress | Address | None) -> dict[str, str] | None:
    if address is None:
        return None
    return {
        "street": address.street,
        "postal_code": address.postal_code,
        "city": address.city,
        "country": address.country,
    }
