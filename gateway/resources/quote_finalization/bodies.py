"""The body of `finalize_quote`, field by field as `gateway.yaml` has it (a test compares the two)."""

from typing import Annotated

from pydantic import Field

from gateway.resources.invoice_workflow.bodies import Recipients
from gateway.resources.quote_finalization.opening import Mailing
from gateway.web.fields import Strict, either


class QuoteFinalize(Strict):
    confirmation_token: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, alias="confirmationToken"
    )
    emails: Recipients | None = None
    email_title_camel: Annotated[str, Field(min_length=1, max_length=255)] | None = Field(
        default=None, alias="emailTitle"
    )
    email_title: Annotated[str, Field(min_length=1, max_length=255)] | None = None


def mailing_of(body: QuoteFinalize) -> Mailing:
    return Mailing(
        emails=tuple(dict.fromkeys(body.emails or ())),
        title=either("email_title", body.email_title, body.email_title_camel),
    )
