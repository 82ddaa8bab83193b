"""
The bodies of what is done to a draft, field by field as `gateway.yaml` has them (a test compares the two),
and what they ask.
"""

from typing import Annotated, Literal

from pydantic import Field

from gateway.resources.billed.bodies import ItemAsked, line_asked
from gateway.resources.billed.model import Discount
from gateway.resources.credit_note_workflow.lines import CreditLine
from gateway.resources.credit_note_workflow.service import CreditNoteChanges, CreditNoteRequest
from gateway.web.fields import Strict


class DiscountAsked(Strict):
    type: Literal["percentage", "absolute", "amount"]
    value: Annotated[str, Field(pattern=r"^[0-9]{1,8}(\.[0-9]{1,6})?$")]


class CreditItemAsked(ItemAsked):
    discount: DiscountAsked | None = None


Reason = Annotated[str, Field(max_length=1000)]
Terms = Annotated[str, Field(max_length=3000)]
Items = Annotated[list[CreditItemAsked], Field(min_length=1, max_length=200)]


class CreditNoteCreate(Strict):
    invoice_id: Annotated[str, Field(min_length=1, max_length=100, alias="invoiceId")]
    reason: Reason | None = None
    items: Items | None = None
    discount: DiscountAsked | None = None
    terms_and_conditions: Terms | None = Field(default=None, alias="termsAndConditions")
    local_draft: bool = Field(default=False, alias="localDraft")


class CreditNoteUpdate(Strict):
    reason: Reason | None = None
    items: Items | None = None
    discount: DiscountAsked | None = None
    terms_and_conditions: Terms | None = Field(default=None, alias="termsAndConditions")


def credit_note_request(body: CreditNoteCreate) -> CreditNoteRequest:
    return CreditNoteRequest(
        invoice_id=body.invoice_id,
        reason=body.reason,
        lines=_lines(body.items),
        discount=_discount(body.discount),
        terms_and_conditions=body.terms_and_conditions,
        local_draft=body.local_draft,
    )


def credit_note_changes(body: CreditNoteUpdate) -> CreditNoteChanges:
    return CreditNoteChanges(
        reason=body.reason,
        lines=_lines(body.items),
        discount=_discount(body.discount),
        terms_and_conditions=body.terms_and_conditions,
    )


def _lines(items: list[CreditItemAsked] | None) -> tuple[CreditLine, ...] | None:
    if items is None:
        return None
    return tuple(CreditLine(asked=line_asked(item), discount=_discount(item.discount)) for item in items)


def _discount(asked: DiscountAsked | None) -> Discount | None:
    return None if asked is None else Discount(type=asked.type, value=asked.value)
