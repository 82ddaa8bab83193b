"""
What moved on an account, and why.

Rule 1: no customer makes a transaction: it is booked when money has arrived, or has been announced.
Rule 2: what is pending has moved nothing yet; the hour it settles at was named when it was booked.
Rule 3: nothing of it changes afterwards but its files.
"""

from dataclasses import replace
from datetime import UTC, datetime

from mock_qonto import errors
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.machine import At, Machine
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Arranged, Record
from mock_qonto.kernel.world import World
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.transactions.messages import (
    COMMANDS,
    EVENTS,
    AttachToTransaction,
    BookTransaction,
    ConcludeTransaction,
    DetachAllFromTransaction,
    DetachFromTransaction,
    TransactionAttachmentAdded,
    TransactionAttachmentRemoved,
    TransactionBooked,
    TransactionDeclined,
    TransactionSettled,
)
from mock_qonto.resources.transactions.terms import Movement, Status
from mock_qonto.values import value

NEVER = datetime.max.replace(tzinfo=UTC)
"""Where what has not settled stands among what has: last."""


@value
class Transaction(Record):
    transaction_id: str
    """The name people read; *id* is the one that belongs to nothing else."""
    bank_account_id: str
    status: Status
    movement: Movement
    emitted_at: datetime
    settled_at: datetime | None
    settled_balance_cents: int | None
    outcome: Status = Status.COMPLETED
    """What becomes of it once it is pending no longer."""
    attachment_ids: tuple[str, ...] = ()


MACHINE = Machine(
    kind="transaction",
    contract="Transaction",
    edges={
        Status.PENDING: {TransactionSettled: Status.COMPLETED, TransactionDeclined: Status.DECLINED},
        Status.DECLINED: {},
        Status.COMPLETED: {},
    },
)


# ---------------------------------------------------------------- deciding
def decide(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
    match command:
        case BookTransaction():
            return (_booked(world, command, now),)
        case ConcludeTransaction():
            return _conclude(world, _existing(world, command.id), now)
        case AttachToTransaction():
            _existing(world, command.id)
            return (TransactionAttachmentAdded(id=command.id, at=now, attachment_id=command.attachment_id),)
        case DetachFromTransaction():
            if command.attachment_id not in _existing(world, command.id).attachment_ids:
                raise errors.not_found("attachment", command.attachment_id)
            return (_removed(command.id, command.attachment_id, now),)
        case DetachAllFromTransaction():
            transaction = _existing(world, command.id)
            return tuple(_removed(transaction.id, id, now) for id in transaction.attachment_ids)
    raise AssertionError(f"not a transaction's command: {command}")


def _booked(world: World, command: BookTransaction, now: datetime) -> TransactionBooked:
    account = _account(world, command.bank_account_id)
    ordinal = len(world.table(Transaction).having("bank_account", account.id)) + 1
    return TransactionBooked(
        id=command.id,
        at=now,
        transaction_id=readable_id(account, ordinal),
        bank_account_id=account.id,
        movement=command.movement,
        settled_balance_cents=account.balance_cents if command.settles_at is None else None,
        settles_at=command.settles_at,
        outcome=command.outcome,
    )


def _conclude(world: World, transaction: Transaction, now: datetime) -> tuple[Event, ...]:
    if transaction.status is not Status.PENDING:
        return ()
    if transaction.outcome is Status.DECLINED:
        return (TransactionDeclined(id=transaction.id, at=now),)
    balance = _account(world, transaction.bank_account_id).balance_cents
    balance += transaction.movement.signed_cents
    return (TransactionSettled(id=transaction.id, at=now, settled_balance_cents=balance),)


def _removed(id: str, attachment_id: str, now: datetime) -> TransactionAttachmentRemoved:
    return TransactionAttachmentRemoved(id=id, at=now, attachment_id=attachment_id)


def _existing(world: World, id: str) -> Transaction:
    transaction = world.find(Transaction, id)
    if transaction is None:
        raise errors.not_found("transaction", id)
    return transaction


def _account(world: World, id: str) -> BankAccount:
    account = world.find(BankAccount, id)
    assert account is not None, "money moves on accounts that are there"
    return account


def readable_id(account: BankAccount, ordinal: int) -> str:
    """{organization slug}-{number of the account}-transaction-{number of the transaction}."""
    organization, _, number = account.slug.rpartition("-bank-account-")
    return f"{organization}-{number}-transaction-{ordinal}"


# ---------------------------------------------------------------- evolving
def evolve(before: Transaction | None, event: Event) -> Transaction:
    if isinstance(event, TransactionBooked):
        assert before is None
        return _born(event)
    assert before is not None
    changed = replace(before, updated_at=event.at)
    match event:
        case TransactionSettled():
            return replace(
                changed,
                status=MACHINE.follow(before.status, TransactionSettled),
                settled_at=event.at,
                settled_balance_cents=event.settled_balance_cents,
            )
        case TransactionDeclined():
            return replace(changed, status=MACHINE.follow(before.status, TransactionDeclined))
        case TransactionAttachmentAdded():
            return replace(changed, attachment_ids=(*before.attachment_ids, event.attachment_id))
        case TransactionAttachmentRemoved():
            left = tuple(id for id in before.attachment_ids if id != event.attachment_id)
            return replace(changed, attachment_ids=left)
    raise AssertionError(f"not a transaction's event: {event}")


def _born(event: TransactionBooked) -> Transaction:
    settled = event.settles_at is None
    return Transaction(
        id=event.id,
        created_at=event.at,
        updated_at=event.at,
        transaction_id=event.transaction_id,
        bank_account_id=event.bank_account_id,
        status=Status.COMPLETED if settled else Status.PENDING,
        movement=event.movement,
        emitted_at=event.at,
        settled_at=event.at if settled else None,
        settled_balance_cents=event.settled_balance_cents,
        outcome=event.outcome,
    )


def _where(transaction: Transaction) -> tuple[str, Status]:
    return transaction.bank_account_id, transaction.status


# A list is always of one account and, most of the time, of one status: one index for each order it can have.
DECIDER = Decider(
    kind=Transaction,
    commands=COMMANDS,
    events=EVENTS,
    decide=decide,
    evolve=evolve,
    machine=MACHINE,
    status_of=lambda transaction: transaction.status,
    after={
        TransactionBooked: At(
            hour=lambda event: event.settles_at, command=lambda id: ConcludeTransaction(id=id)
        ),
    },
    indexes={
        "bank_account": lambda transaction: transaction.bank_account_id,
        "transaction_id": lambda transaction: transaction.transaction_id,
        "settled_at": Arranged(_where, lambda transaction: transaction.settled_at or NEVER),
        "emitted_at": Arranged(_where, lambda transaction: transaction.emitted_at),
        "updated_at": Arranged(_where, lambda transaction: transaction.updated_at),
    },
)
