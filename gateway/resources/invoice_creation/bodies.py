"""
The body of `create_invoice`, field by field as `gateway.yaml` has it (a test compares the two), and what it
asks: euros become cents.
"""

from typing import Annotated, Literal

from pydantic import Field

from gateway.errors import invalid
from gateway.resources.invoice_creation.service import InvoiceRequest
from gateway.resources.orders import lines
from gateway.resources.orders.model import Address
from gateway.resources.orders.store import address_from
from gateway.web.fields import Day, Euros, Rate, Strict, Title, at_most, cents, exact

_PARTS = {"street": "la rue", "postal_code": "le code postal", "city": "la ville", "country": "le pays"}


class FeesAsked(Strict):
    shipping_cost_ht: Euros | None = None
    handling_cost_ht: Euros | None = None
    insurance_cost_ht: Euros | None = None
    fees_vat_rate: Rate | None = None


class CustomLine(Strict):
    title: Title
    description: Annotated[str, Field(max_length=1800)] | None = None
    quantity: Annotated[float, Field(gt=0, le=999999.999), at_most(3)]
    unit_price_ht: Euros
    vat_rate: Rate


class AddressAsked(Strict):
    street: Annotated[str, Field(max_length=250)] | None = None
    address: Annotated[str, Field(max_length=250)] | None = None
    address_line1: Annotated[str, Field(max_length=250)] | None = None
    postal_code: Annotated[str, Field(max_length=50)] | None = None
    zip_code: Annotated[str, Field(max_length=50)] | None = None
    city: Annotated[str, Field(max_length=100)] | None = None
    country: Annotated[str, Field(max_length=60)] | None = None
    country_code: Annotated[str, Field(max_length=60)] | None = None


class InvoiceCreate(Strict):
    sales_order_id: Annotated[str, Field(min_length=1, max_length=100, alias="salesOrderId")]
    # Rule 1: anything else is refused before this model is asked (web/auto_finalize.py).
    auto_finalize: Literal[False] = Field(default=False, alias="autoFinalize")
    fees: FeesAsked | None = None
    custom_lines: Annotated[list[CustomLine], Field(max_length=100)] | None = Field(
        default=None, alias="customLines"
    )
    issue_date: Day | None = Field(default=None, alias="issueDate")
    label: Annotated[str, Field(max_length=1000)] | None = None
    billing_address: AddressAsked | None = Field(default=None, alias="billingAddress")
    shipping_address: AddressAsked | None = Field(default=None, alias="shippingAddress")


def invoice_request(body: InvoiceCreate) -> InvoiceRequest:
    fees = body.fees or FeesAsked()
    return InvoiceRequest(
        order_id=body.sales_order_id,
        fees=fees_asked(
            fees.shipping_cost_ht, fees.handling_cost_ht, fees.insurance_cost_ht, fees.fees_vat_rate
        ),
        custom_lines=tuple(custom_line(line) for line in body.custom_lines or ()),
        issue_date=body.issue_date,
        label=body.label,
        billing_address=address_asked(body.billing_address, "billingAddress"),
        shipping_address=address_asked(body.shipping_address, "shippingAddress"),
    )


def fees_asked(
    shipping: float | None, handling: float | None, insurance: float | None, vat_rate: float | None
) -> lines.FeesAsked | None:
    if shipping is handling is insurance is vat_rate is None:
        return None
    return lines.FeesAsked(
        shipping_cents=cents(shipping),
        handling_cents=cents(handling),
        insurance_cents=cents(insurance),
        vat_rate=None if vat_rate is None else exact(vat_rate),
    )


def address_asked(asked: AddressAsked | None, field: str) -> Address | None:
    if asked is None:
        return None
    address = address_from(asked.model_dump())
    if address is None:
        return None
    missing = [_PARTS[part] for part in address.missing()]
    if missing:
        raise invalid(field, f"il manque {', '.join(missing)}. Complétez l'adresse ou ne l'envoyez pas.")
    return address


def custom_line(line: CustomLine) -> lines.CustomLine:
    return lines.CustomLine(
        title=line.title,
        description=line.description,
        quantity=exact(line.quantity),
        unit_price=exact(line.unit_price_ht),
        vat_rate=exact(line.vat_rate),
    )
