"""What is asked of a transaction and what happens to it. Customers only ever add and remove files."""

from datetime import datetime

from mock_qonto.kernel.messages import Command, Event
from mock_qonto.resources.transactions.terms import Movement, Status
from mock_qonto.values import value


@value
class BookTransaction(Command):
    """Without *settles_at* the money has already moved; with it, it moves (or is declined) at that hour."""

    bank_account_id: str
    movement: Movement
    settles_at: datetime | None = None
    outcome: Status = Status.COMPLETED


@value
class ConcludeTransaction(Command):
    """Asked by time, never by a customer."""


@value
class AttachToTransaction(Command):
    attachment_id: str


@value
class DetachFromTransaction(Command):
    attachment_id: str


@value
class DetachAllFromTransaction(Command):
    pass


@value
class TransactionBooked(Event):
    transaction_id: str
    bank_account_id: str
    movement: Movement
    settled_balance_cents: int | None
    settles_at: datetime | None
    outcome: Status


@value
class TransactionSettled(Event):
    settled_balance_cents: int


@value
class TransactionDeclined(Event):
    pass


@value
class TransactionAttachmentAdded(Event):
    attachment_id: str


@value
class TransactionAttachmentRemoved(Event):
    attachment_id: str


COMMANDS = (
    BookTransaction,
    ConcludeTransaction,
    AttachToTransaction,
    DetachFromTransaction,
    DetachAllFromTransaction,
)
EVENTS = (
    TransactionBooked,
    TransactionSettled,
    TransactionDeclined,
    TransactionAttachmentAdded,
    TransactionAttachmentRemoved,
)
