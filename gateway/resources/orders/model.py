"""
Orders as the back office keeps them: what was sold, to whom, and where the bill goes.

Rule 1: nothing is invented. A missing e-mail, rate or address stays None until somebody fills it in.
Rule 2: both spellings of the reference, `organisation` and `organization`, mean the same customer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class OrderStatus(StrEnum):
    PENDING_APPROVAL = "pending_approval"
    DRAFT = "draft"
    VALIDATED = "validated"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


INVOICEABLE_STATUSES = frozenset(
    {OrderStatus.VALIDATED, OrderStatus.PARTIALLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED}
)


class CustomerType(StrEnum):
    ORGANIZATION = "organization"
    INDIVIDUAL = "individual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    street: str
    postal_code: str
    city: str
    country: str

    def missing(self) -> Iterator[str]:
        """Names of the parts without which no invoice can be addressed."""
        for name, value in (("street", self.street), ("postal_code", self.postal_code), ("city", self.city)):
            if not value.strip():
                yield name
        if country_code(self.country) is None:
            yield "country"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    id: str
    type: CustomerType
    name: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    vat_number: str | None = None
    siret: str | None = None
    addresses: tuple[Address, ...] = ()
    """
    The billing address first, then the address of the seat; only those of which at least one part is known.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    id: str
    product_id: str | None
    title: str
    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal | None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """What is charged beside the goods; *vat_rate* is for all three."""

    shipping_cents: int = 0
    handling_cents: int = 0
    insurance_cents: int = 0
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    id: str
    order_number: str
    status: str
    payment_terms: str | None
    customer_type: CustomerType | None
    customer_id: str | None
    customer: Customer | None
    billing_address: Address | None
    shipping_address: Address | None
    fees: Fees
    lines: tuple[OrderLine, ...]
    total_ttc_cents: int | None = None
    """The total the order itself claims, to be compared with the invoice's before anybody confirms."""
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """One row of `qonto-gateway orders`."""

    id: str
    order_number: str
    customer_name: str
    total_ttc_cents: int
    invoiceable: bool
    reason: str | None = None


def customer_type_of(text: str | None) -> CustomerType | None:
    match (text or "").strip().lower():
        case "organization" | "organisation":
            return CustomerType.ORGANIZATION
        case "individual":
            return CustomerType.INDIVIDUAL
    return None


_COUNTRIES = {
    "france": "FR",
    "belgique": "BE", "belgium": "BE",
    "suisse": "CH", "switzerland": "CH",
    "luxembourg": "LU",
    "allemagne": "DE", "germany": "DE",
    "espagne": "ES", "spain": "ES",
    "italie": "IT", "italy": "IT",
    "royaume-uni": "GB", "united kingdom": "GB",
}  # fmt: skip
_ALPHA_2 = re.compile(r"[A-Za-z]{2}")


def country_code(country: str) -> str | None:
    """
    ISO 3166-1 alpha-2; None for a name we do not know.

    No country at all is France, as everywhere in the back office; an unknown one is not, since it decides the
    VAT.
    """
    named = country.strip()
    if not named:
        return "FR"
    if _ALPHA_2.fullmatch(named):
        return named.upper()
    return _COUNTRIES.get(named.lower())


_DAYS = {"immediate": 0, "net_15": 15, "net_30": 30, "net_60": 60}
_DAYS_OTHERWISE = 30


def due_date(issued: date, payment_terms: str | None) -> date:
    return issued + timedelta(days=_DAYS.get(payment_terms or "", _DAYS_OTHERWISE))
