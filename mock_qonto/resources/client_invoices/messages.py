"""What is said to and of an invoice: commands may be refused, events are facts."""

from datetime import datetime

from mock_qonto.kernel.messages import Command, Event
from mock_qonto.resources.billing.terms import Recipient
from mock_qonto.resources.client_invoices.terms import Account, Terms
from mock_qonto.values import value


# ---------------------------------------------------------------- commands
@value
class CreateClientInvoice(Command):
    client_id: str
    iban: str
    currency: str
    terms: Terms
    final: bool
    """Final at once, its number consumed."""
    quote_id: str | None = None


@value
class UpdateClientInvoice(Command):
    """*terms* replace the draft's; *client_id* and *iban* None: as they are."""

    client_id: str | None
    iban: str | None
    terms: Terms


@value
class DeleteClientInvoice(Command):
    pass


@value
class FinalizeClientInvoice(Command):
    pass


@value
class MakeClientInvoicePdf(Command):
    """Asked by time alone, a moment after an invoice became final."""


@value
class MarkClientInvoicePaid(Command):
    paid_at: datetime


@value
class UnmarkClientInvoicePaid(Command):
    pass


@value
class CancelClientInvoice(Command):
    pass


@value
class CreditClientInvoice(Command):
    """Asked by a credit note that has just been made of it, never by a customer."""

    credit_note_id: str
    total_cents: int


@value
class SendClientInvoice(Command):
    email_id: str
    send_to: tuple[str, ...]
    email_title: str
    email_body: str
    copy_to_self: bool


# ---------------------------------------------------------------- events
@value
class ClientInvoiceCreated(Event):
    client: Recipient
    account: Account
    currency: str
    terms: Terms
    quote_id: str | None = None


@value
class ClientInvoiceUpdated(Event):
    client: Recipient
    account: Account
    terms: Terms


@value
class ClientInvoiceDeleted(Event):
    quote_id: str | None = None


@value
class ClientInvoiceFinalized(Event):
    number: str
    series: str | None


@value
class ClientInvoicePdfMade(Event):
    attachment_id: str
    number: str


@value
class ClientInvoiceMarkedPaid(Event):
    paid_at: datetime


@value
class ClientInvoiceUnmarkedPaid(Event):
    pass


@value
class ClientInvoiceCanceled(Event):
    pass


@value
class ClientInvoiceCredited(Event):
    credit_note_id: str
    total_cents: int


@value
class ClientInvoiceCreditedWholly(Event):
    pass


@value
class ClientInvoiceSent(Event):
    email_id: str
    attachment_id: str
    send_to: tuple[str, ...]
    email_title: str
    email_body: str
    copy_to_self: bool


COMMANDS = (
    CreateClientInvoice,
    UpdateClientInvoice,
    DeleteClientInvoice,
    FinalizeClientInvoice,
    MakeClientInvoicePdf,
    MarkClientInvoicePaid,
    UnmarkClientInvoicePaid,
    CancelClientInvoice,
    CreditClientInvoice,
    SendClientInvoice,
)
EVENTS = (
    ClientInvoiceCreated,
    ClientInvoiceUpdated,
    ClientInvoiceDeleted,
    ClientInvoiceFinalized,
    ClientInvoicePdfMade,
    ClientInvoiceMarkedPaid,
    ClientInvoiceUnmarkedPaid,
    ClientInvoiceCanceled,
    ClientInvoiceCredited,
    ClientInvoiceCreditedWholly,
    ClientInvoiceSent,
)
