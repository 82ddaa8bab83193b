"""
The bodies of what happens to an invoice, field by field as `gateway.yaml` has them (a test compares the two),
and what they ask: two spellings become one, euros become cents.
"""

from typing import Annotated, TypeVar

from pydantic import Field

from gateway.errors import invalid
from gateway.resources.invoice_workflow.service import PaymentAsked, SendingAsked
from gateway.web.fields import Day, Email, Strict, at_most, cents

T = TypeVar("T")

Recipients = Annotated[list[Email], Field(max_length=100)]


class Nothing(Strict):
    pass


class MarkPaid(Strict):
    amount: Annotated[float, Field(ge=0, le=9999999999.99), at_most(2)] | None = None
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


class Send(Strict):
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


def payment_asked(body: MarkPaid) -> PaymentAsked:
    return PaymentAsked(
        amount_cents=cents(body.amount),
        paid_at=_either("payment_date", body.payment_date, body.payment_date_camel),
        method=_either("payment_method", body.payment_method, body.payment_method_camel),
        reference=body.reference,
        notes=body.notes,
        partial=bool(_either("is_partial", body.is_partial, body.is_partial_camel)),
    )


def sending_asked(body: Send) -> SendingAsked:
    copy_to_self = _either("copy_to_self", body.copy_to_self, body.copy_to_self_camel)
    return SendingAsked(
        emails=tuple(dict.fromkeys(body.emails or body.send_to or body.send_to_camel or ())),
        title=_either("email_title", body.email_title, body.email_title_camel),
        body=_either("email_body", body.email_body, body.email_body_camel),
        copy_to_self=True if copy_to_self is None else copy_to_self,
    )


def _either(field: str, one: T | None, other: T | None) -> T | None:
    """Two spellings of one field; two readers could understand two values differently."""
    if one is not None and other is not None and one != other:
        raise invalid(field, "ses deux orthographes se contredisent. N'en envoyez qu'une.")
    return other if one is None else one
