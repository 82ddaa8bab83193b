"""What may be asked, field by field: the request schemas of `gateway.yaml`. A test compares the two."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_PRICE_MAX = 99999999.99
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_LOCAL_PART_MAX = 64
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def _at_most(places: int) -> AfterValidator:
    def check(value: float) -> float:
        exponent = Decimal(str(value)).normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            raise ValueError(f"au plus {places} décimales")
        return value

    return AfterValidator(check)


def _in_our_century(value: date) -> date:
    if not _FIRST_DAY <= value <= _LAST_DAY:
        raise ValueError(f"une date entre le {_FIRST_DAY} et le {_LAST_DAY} est attendue")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("un texte est attendu, pas seulement des espaces")
    return value


def _an_email(value: str) -> str:
    if not _EMAIL.fullmatch(value) or value.index("@") > _LOCAL_PART_MAX:
        raise ValueError("une adresse e-mail est attendue")
    return value


Euros = Annotated[float, Field(ge=0, le=_PRICE_MAX), _at_most(2)]
Rate = Annotated[float, Field(ge=0, le=1), _at_most(5)]
Day = Annotated[date, AfterValidator(_in_our_century)]
Title = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_not_blank)]
Email = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_an_email)]
Recipients = Annotated[list[Email], Field(max_length=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(_Strict):
    pass


class FeesAsked(_Strict):
    shipping_cost_ht: Euros | None = None
    handling_cost_ht: Euros | None = None
    insurance_cost_ht: Euros | None = None
    fees_vat_rate: Rate | None = None


class CustomLine(_Strict):
    title: Title
    description: Annotated[str, Field(max_length=1800)] | None = None
    quantity: Annotated[float, Field(gt=0, le=999999.999), _at_most(3)]
    unit_price_ht: Euros
    vat_rate: Rate


class AddressAsked(_Strict):
    street: Annotated[str, Field(max_length=250)] | None = None
    address: Annotated[str, Field(max_length=250)] | None = None
    address_line1: Annotated[str, Field(max_length=250)] | None = None
    postal_code: Annotated[str, Field(max_length=50)] | None = None
    zip_code: Annotated[str, Field(max_length=50)] | None = None
    city: Annotated[str, Field(max_length=100)] | None = None
    country: Annotated[str, Field(max_length=60)] | None = None
    country_code: Annotated[str, Field(max_length=60)] | None = None


class InvoiceCreate(_Strict):
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


class PriceAsked(_Strict):
    value: Annotated[str, Field(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None


class ItemAsked(_Strict):
    title: Title
    description: Annotated[str, Field(max_length=1800)] | None = None
    quantity: Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,3})?$")]
    unit: Annotated[str, Field(max_length=40)] | None = None
    unit_price: PriceAsked = Field(alias="unitPrice")
    vat_rate: Annotated[str, Field(alias="vatRate", pattern=r"^(0(\.[0-9]{1,5})?|1(\.0{1,5})?)$")]


class InvoiceUpdate(_Strict):
    issue_date: Day | None = Field(default=None, alias="issueDate")
    due_date: Day | None = Field(default=None, alias="dueDate")
    header: Annotated[str, Field(max_length=1000)] | None = None
    footer: Annotated[str, Field(max_length=1000)] | None = None
    terms_and_conditions: Annotated[str, Field(max_length=3000)] | None = Field(
        default=None, alias="termsAndConditions"
    )
    items: Annotated[list[ItemAsked], Field(min_length=1, max_length=197)] | None = None
    billing_address: AddressAsked | None = None
    shipping_address: AddressAsked | None = None
    shipping_cost_ht: Euros | None = None
    handling_cost_ht: Euros | None = None
    insurance_cost_ht: Euros | None = None
    fees_vat_rate: Rate | None = None
    notes: Annotated[str, Field(max_length=5000)] | None = None
    # The lines kept here are Qonto's, always: what the front end believes they are is not looked at.
    local_items: Annotated[list[dict[str, Any]], Field(max_length=200)] | None = Field(
        default=None, alias="localItems"
    )
    sync_to_order: bool | None = Field(default=None, alias="syncToOrder")


class MarkPaid(_Strict):
    amount: Annotated[float, Field(ge=0, le=9999999999.99), _at_most(2)] | None = None
    payment_date_camel: Day | None = Field(default=None, alias="paymentDate")
    payment_date: Day | None = None
    payment_method_camel: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, alias="paymentMethod"
    )
    payment_method: Annotated[str, Field(max_length=40)] | None = None
    reference: Annotated[str, Field(max_length=200)] | None = None
    notes: Annotated[str, Field(max_length=2000)] | None = None
    is_partial_camel: bool | None = Field(default=None, alias="isPartial")
    is_partial: bool | None = None


class Send(_Strict):
    emails: Recipients | None = None
    send_to_camel: Recipients | None = Field(default=None, alias="sendTo")
    send_to: Recipients | None = None
    email_title_camel: Annotated[str, Field(min_length=1, max_length=255)] | None = Field(
        default=None, alias="emailTitle"
    )
    email_title: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    email_body_camel: Annotated[str, Field(max_length=10000)] | None = Field(default=None, alias="emailBody")
    email_body: Annotated[str, Field(max_length=10000)] | None = None
    copy_to_self_camel: bool | None = Field(default=None, alias="copyToSelf")
    copy_to_self: bool | None = None


class ListQuery(BaseModel):
    status: Literal["draft", "unpaid", "paid", "canceled", "overdue", "cancelled"] | None = None
    page: Annotated[int, Field(ge=1, le=1000000)] = 1
    per_page: Annotated[int, Field(ge=1, le=500)] = 100
    whole: bool = Field(default=False, alias="all")
