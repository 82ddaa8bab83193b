"""What is said to and of an invoice: commands may be refused, events are facts."""

from dataclasses import dataclass
from datetime import datetime

from mock_qonto.kernel.messages import Command, Event
from mock_qonto.resources.client_invoices.terms import Account, Recipient, Terms


# ---------------------------------------------------------------- commands
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateClientInvoice(Command):
    client_id: str
    iban: str
    currency: str
    terms: Terms
    final: bool
    """Final at once, its number consumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateClientInvoice(Command):
    """*terms* replace the draft's; *client_id* and *iban* None: as they are."""

    client_id: str | None
    iban: str | None
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteClientInvoice(Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalizeClientInvoice(Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeClientInvoicePdf(Command):
    """Asked by time alone, a moment after an invoice became final."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkClientInvoicePaid(Command):
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmarkClientInvoicePaid(Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelClientInvoice(Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SendClientInvoice(Command):
    email_id: str
    send_to: tuple[str, ...]
    email_title: str
    email_body: str
    copy_to_self: bool


# ---------------------------------------------------------------- events
@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInvoiceCreated(Event):
    client: Recipient
    account: Account
    currency: str
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInvoiceUpdated(Event):
    client: Recipient
    account: Account
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInvoiceDeleted(Event):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInvoiceFinalized(Event):
    number: str
    series: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInvoicePdfMade(Event):
    attachment_id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInvoiceMarkedPaid(Event):
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInvoiceUnmarkedPaid(Event):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInvoiceCanceled(Event):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
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
    ClientInvoiceSent,
)
