"""
The bodies of what happens to an invoice, field by field as `gateway.yaml` has them (a test compares the two),
and what they ask: two spellings become one.
"""

from typing import Annotated

from pydantic import Field

from gateway.resources.invoice_workflow.service import SendingAsked
from gateway.web.fields import Email, Strict, either

Recipients = Annotated[list[Email], Field(max_length=100)]


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


def sending_asked(body: Send) -> SendingAsked:
    copy_to_self = either("copy_to_self", body.copy_to_self, body.copy_to_self_camel)
    return SendingAsked(
        emails=tuple(dict.fromkeys(body.emails or body.send_to or body.send_to_camel or ())),
        title=either("email_title", body.email_title, body.email_title_camel),
        body=either("email_body", body.email_body, body.email_body_camel),
        copy_to_self=True if copy_to_self is None else copy_to_self,
    )
