"""What is said to and of a quote: commands may be refused, events are facts."""

from mock_qonto.kernel.messages import Command, Event
from mock_qonto.resources.billing.terms import Recipient
from mock_qonto.resources.quotes.terms import Terms
from mock_qonto.values import value


# ---------------------------------------------------------------- commands
@value
class CreateQuote(Command):
    client_id: str
    currency: str
    terms: Terms
    number: str | None
    """Given by hand."""


@value
class UpdateQuote(Command):
    """*terms* replace the quote's; *client_id* and *number* None: as they are."""

    client_id: str | None
    terms: Terms
    number: str | None


@value
class DeleteQuote(Command):
    pass


@value
class MakeQuotePdf(Command):
    """Asked by time alone, a moment after a quote was made or changed."""


@value
class SendQuote(Command):
    email_id: str
    send_to: tuple[str, ...]
    email_title: str
    email_body: str
    copy_to_self: bool


@value
class ApproveQuote(Command):
    """Asked by a person at Qonto, or by the client on the public page; by no call of the API."""


@value
class CancelQuote(Command):
    """Asked by a person at Qonto; by no call of the API."""


@value
class LinkInvoice(Command):
    """Asked by an invoice that was made from the quote."""

    invoice_id: str


@value
class UnlinkInvoice(Command):
    """Asked by such an invoice when it is removed as a draft."""

    invoice_id: str


# ---------------------------------------------------------------- events
@value
class QuoteCreated(Event):
    client: Recipient
    currency: str
    terms: Terms
    number: str
    series: str | None


@value
class QuoteUpdated(Event):
    client: Recipient
    terms: Terms
    number: str | None
    """The number it bears from now on, given by hand; None: as it was."""


@value
class QuoteDeleted(Event):
    pass


@value
class QuotePdfMade(Event):
    attachment_id: str


@value
class QuoteSent(Event):
    email_id: str
    attachment_id: str
    send_to: tuple[str, ...]
    email_title: str
    email_body: str
    copy_to_self: bool


@value
class QuoteApproved(Event):
    pass


@value
class QuoteCanceled(Event):
    pass


@value
class QuoteInvoiced(Event):
    invoice_id: str


@value
class QuoteInvoiceRemoved(Event):
    invoice_id: str


COMMANDS = (
    CreateQuote,
    UpdateQuote,
    DeleteQuote,
    MakeQuotePdf,
    SendQuote,
    ApproveQuote,
    CancelQuote,
    LinkInvoice,
    UnlinkInvoice,
)
EVENTS = (
    QuoteCreated,
    QuoteUpdated,
    QuoteDeleted,
    QuotePdfMade,
    QuoteSent,
    QuoteApproved,
    QuoteCanceled,
    QuoteInvoiced,
    QuoteInvoiceRemoved,
)
