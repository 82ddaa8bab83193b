"""What a quote is asked for with, field by field as `gateway.yaml` has it (a test compares the two)."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from gateway.resources.invoice_creation.bodies import (
    AddressAsked,
    CustomLine,
    FeesAsked,
    address_asked,
    custom_line,
    fees_asked,
)
from gateway.resources.quote_creation.service import DAYS, QuoteRequest
from gateway.resources.service_lines.bodies import ServicesBody
from gateway.web.fields import Strict, whole

Days = Annotated[int, Field(ge=1, le=365), BeforeValidator(whole)]
Terms = Annotated[str, Field(max_length=3000)]


class QuoteCreate(Strict):
    sales_order_id: Annotated[str, Field(min_length=1, max_length=100, alias="salesOrderId")]
    # Rule 1: anything else is refused before this model is asked (web/auto_finalize.py).
    auto_finalize: Literal[False] = Field(default=False, alias="autoFinalize")
    expiry_days: Days = Field(default=DAYS, alias="expiryDays")
    fees: FeesAsked | None = None
    custom_lines: Annotated[list[CustomLine], Field(max_length=100)] | None = Field(
        default=None, alias="customLines"
    )
    label: Annotated[str, Field(max_length=1000)] | None = None
    terms_and_conditions: Terms | None = Field(default=None, alias="termsAndConditions")
    billing_address: AddressAsked | None = Field(default=None, alias="billingAddress")


class ServiceQuoteCreate(ServicesBody):
    validity_days: Days = Field(default=DAYS, alias="validityDays")
    terms_and_conditions: Terms | None = Field(default=None, alias="termsAndConditions")


class QuoteFromInvoice(Strict):
    expiry_days: Days = Field(default=DAYS, alias="expiryDays")


class ConvertToQuote(Strict):
    expiry_days: Days = Field(default=DAYS, alias="expiryDays")
    delete_original: bool = Field(default=False, alias="deleteOriginal")


def quote_request(body: QuoteCreate) -> QuoteRequest:
    fees = body.fees or FeesAsked()
    return QuoteRequest(
        order_id=body.sales_order_id,
        days=body.expiry_days,
        fees=fees_asked(
            fees.shipping_cost_ht, fees.handling_cost_ht, fees.insurance_cost_ht, fees.fees_vat_rate
        ),
        custom_lines=tuple(custom_line(line) for line in body.custom_lines or ()),
        label=(body.label or "").strip() or None,
        terms=terms(body.terms_and_conditions),
        billing_address=address_asked(body.billing_address, "billingAddress"),
    )


def terms(given: str | None) -> str | None:
    return (given or "").strip() or None
