"""A client and lines, as Qonto says them on a document of any kind. Pure."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """In Qonto's own words, to be said again when the line is."""

    type: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceItem:
    """*vat_rate* is a fraction."""

    title: str
    description: str | None
    quantity: Decimal
    unit: str | None
    unit_price: Decimal
    vat_rate: Decimal
    net_cents: int
    vat_cents: int
    total_cents: int
    discount: Discount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicedClient:
    id: str | None
    type: str | None
    name: str
    first_name: str | None
    last_name: str | None
    email: str | None
    vat_number: str | None
    tax_identification_number: str | None
    street_address: str | None
    zip_code: str | None
    city: str | None
    country_code: str | None
