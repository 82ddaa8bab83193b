"""
The bodies of what is paid, field by field as `gateway.yaml` has them (a test compares the two), and what they
ask: two spellings become one, euros become cents.
"""

from typing import Annotated

from pydantic import Field

from gateway.resources.payments.service import PaymentAsked
from gateway.web.fields import Day, Strict, at_most, cents, either


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


class Reconcile(Strict):
    transaction_id: Annotated[str, Field(min_length=1, max_length=200, alias="transactionId")]


def payment_asked(body: MarkPaid) -> PaymentAsked:
    return PaymentAsked(
        amount_cents=cents(body.amount),
        paid_at=either("payment_date", body.payment_date, body.payment_date_camel),
        method=either("payment_method", body.payment_method, body.payment_method_camel),
        reference=body.reference,
        notes=body.notes,
        partial=either("is_partial", body.is_partial, body.is_partial_camel),
    )
