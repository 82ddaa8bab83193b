"""
The body of `update_quote`, field by field as `gateway.yaml` has it (a test compares the two), and what it
asks. An e-mail is asked for as it is of an invoice.
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from gateway.resources.billed.bodies import ItemAsked, line_asked
from gateway.resources.quote_workflow.service import QuoteChanges
from gateway.web.fields import Day, Strict, not_blank


class QuoteUpdate(Strict):
    issue_date: Day | None = Field(default=None, alias="issueDate")
    expiry_date: Day | None = Field(default=None, alias="expiryDate")
    header: Annotated[str, Field(max_length=1000)] | None = None
    footer: Annotated[str, Field(max_length=1000)] | None = None
    terms_and_conditions: (
        Annotated[str, Field(min_length=1, max_length=3000), AfterValidator(not_blank)] | None
    ) = Field(default=None, alias="termsAndConditions")
    items: Annotated[list[ItemAsked], Field(min_length=1, max_length=200)] | None = None


def quote_changes(body: QuoteUpdate) -> QuoteChanges:
    return QuoteChanges(
        issue_date=body.issue_date,
        expiry_date=body.expiry_date,
        header=body.header,
        footer=body.footer,
        terms_and_conditions=body.terms_and_conditions,
        items=None if body.items is None else tuple(line_asked(item) for item in body.items),
    )
