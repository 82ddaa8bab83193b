"""
An order as somebody else's file says it: what may be written, and in which words.

Rule 1: amounts are read as the decimals that were written, never through a binary fraction.
Rule 2: nothing is invented: what is not given stays unknown, and the bill of such an order is refused later.
"""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from gateway.resources.orders.model import CustomerType, OrderStatus, customer_type_of

_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_ID_MAX, _NUMBER_MAX, _WORDS_MAX, _NOTES_MAX = 36, 60, 250, 5000


def _exactly(value: Any) -> Any:
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return Decimal(value.strip())
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Decimal(value)
    raise ValueError("un nombre comme 49.90 est attendu")


def _a_kind(value: Any) -> Any:
    kind = customer_type_of(value) if isinstance(value, str) else None
    if kind is None:
        raise ValueError("les valeurs possibles sont organisation, organization ou individual")
    return kind


def _printable(value: Any) -> Any:
    if isinstance(value, str) and "\x00" in value:
        raise ValueError("un caractère NUL ne peut pas être gardé")
    return value


Exact = BeforeValidator(_exactly)
Euros = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2), Exact]
Total = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2), Exact]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=3), Exact]
Rate = Annotated[Decimal, Field(ge=0, le=1, decimal_places=5), Exact]
Kind = Annotated[CustomerType, BeforeValidator(_a_kind)]
Id = Annotated[str, Field(min_length=1, max_length=_ID_MAX), BeforeValidator(_printable)]
Words = Annotated[str, Field(min_length=1, max_length=_WORDS_MAX), BeforeValidator(_printable)]
Notes = Annotated[str, Field(max_length=_NOTES_MAX), BeforeValidator(_printable)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True)


class PlaceShape(_Shape):
    """The names of its parts changed over the years: all of them are understood."""

    street: Words | None = Field(
        default=None, validation_alias=AliasChoices("street", "address", "address_line1")
    )
    postal_code: Words | None = Field(default=None, validation_alias=AliasChoices("postal_code", "zip_code"))
    city: Words | None = None
    country: Words | None = Field(default=None, validation_alias=AliasChoices("country", "country_code"))

    def columns(self) -> dict[str, str | None] | None:
        parts = {
            "street": self.street,
            "postal_code": self.postal_code,
            "city": self.city,
            "country": self.country,
        }
        return {name: value or "" for name, value in parts.items()} if any(parts.values()) else None


class CustomerShape(_Shape):
    type: Kind | None = None
    id: Id | None = None
    legal_name: Words | None = None
    trade_name: Words | None = None
    first_name: Words | None = None
    last_name: Words | None = None
    email: Words | None = None
    phone: Words | None = None
    siret: Words | None = None
    vat_number: Words | None = None
    address_line1: Words | None = None
    postal_code: Words | None = None
    city: Words | None = None
    country: Words | None = None


class ItemShape(_Shape):
    label: Words
    quantity: Quantity
    unit_price_ht: Euros
    tax_rate: Rate | None = None
    sku: Words | None = None
    notes: Notes | None = None


class OrderShape(_Shape):
    order_number: Annotated[str, Field(min_length=1, max_length=_NUMBER_MAX), BeforeValidator(_printable)]
    id: Id | None = None
    status: OrderStatus = OrderStatus.VALIDATED
    payment_terms: Literal["immediate", "net_15", "net_30", "net_60"] | None = None
    customer: CustomerShape | None = None
    organisation: CustomerShape | None = None
    organization: CustomerShape | None = None
    individual: CustomerShape | None = None
    billing_address: PlaceShape | None = None
    shipping_address: PlaceShape | None = None
    shipping_cost_ht: Euros = Decimal(0)
    handling_cost_ht: Euros = Decimal(0)
    insurance_cost_ht: Euros = Decimal(0)
    fees_vat_rate: Rate | None = None
    total_ttc: Total | None = None
    notes: Notes | None = None
    items: Annotated[list[ItemShape], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _one_customer(self) -> Self:
        named = [
            name for name in ("customer", "organisation", "organization", "individual") if getattr(self, name)
        ]
        if len(named) != 1:
            raise ValueError("un client est attendu, et un seul : customer, organisation ou individual")
        kind = self.customer_type
        if kind is None:
            raise ValueError("customer.type est obligatoire : organisation ou individual")
        if self.buyer.type not in (None, kind):
            raise ValueError(f"{named[0]}.type dit autre chose que {named[0]}")
        missing = [name for name in _NAMES[kind] if not getattr(self.buyer, name)]
        if missing:
            raise ValueError(f"{named[0]}.{missing[0]} est obligatoire pour ce client")
        return self

    @property
    def buyer(self) -> CustomerShape:
        found = self.customer or self.organisation or self.organization or self.individual
        assert found is not None
        return found

    @property
    def customer_type(self) -> CustomerType | None:
        if self.customer is not None:
            return self.customer.type
        return CustomerType.INDIVIDUAL if self.individual is not None else CustomerType.ORGANIZATION


_NAMES = {
    CustomerType.ORGANIZATION: ("legal_name",),
    CustomerType.INDIVIDUAL: ("first_name", "last_name"),
}
