"""
What moved on an account, and why.

A transaction is booked when money has arrived (`bank_accounts`), never by a customer, and is final at once.
"""

from datetime import datetime
from enum import StrEnum

from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.values import value


class Side(StrEnum):
    CREDIT = "credit"
    DEBIT = "debit"


@value
class Transaction(Record):
    bank_account_id: str
    side: Side
    amount_cents: int
    label: str
    reference: str | None


@value
class BookTransaction(Command):
    bank_account_id: str
    side: Side
    amount_cents: int
    label: str
    reference: str | None


@value
class TransactionBooked(Event):
    bank_account_id: str
    side: Side
    amount_cents: int
    label: str
    reference: str | None


def decide(_: World, command: Command, now: datetime) -> tuple[Event, ...]:
    match command:
        case BookTransaction():
            return (
                TransactionBooked(
                    id=command.id,
                    at=now,
                    bank_account_id=command.bank_account_id,
                    side=command.side,
                    amount_cents=command.amount_cents,
                    label=command.label,
                    reference=command.reference,
                ),
            )
    raise AssertionError(f"not a transaction's command: {command}")


def evolve(before: Transaction | None, event: Event) -> Transaction:
    assert before is None
    assert isinstance(event, TransactionBooked)
    return Transaction(
        id=event.id,
        created_at=event.at,
        updated_at=event.at,
        bank_account_id=event.bank_account_id,
        side=event.side,
        amount_cents=event.amount_cents,
        label=event.label,
        reference=event.reference,
    )


DECIDER = Decider(
    kind=Transaction,
    commands=(BookTransaction,),
    events=(TransactionBooked,),
    decide=decide,
    evolve=evolve,
    indexes={"bank_account": lambda transaction: transaction.bank_account_id},
)
