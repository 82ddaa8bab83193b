"""
The organization's accounts.

They come with the fixture. Their balances move when money arrives, which no customer can ask for: the
control plane does (POST /actions/...).
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from mock_qonto import errors
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.values import value


class Status(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


@value
class BankAccount(Record):
    slug: str
    name: str
    status: Status
    main: bool
    organization_id: str
    iban: str
    bic: str
    currency: str
    balance_cents: int
    authorized_balance_cents: int


@value
class ReceiveTransfer(Command):
    """Somebody pays: *id* is the account's. *amount_cents* is positive."""

    amount_cents: int
    label: str
    reference: str | None = None
    counterparty_iban: str | None = None


@value
class MoveMoney(Command):
    """Asked by a transaction that settles, never by a customer. What leaves the account is negative."""

    amount_cents: int


@value
class TransferReceived(Event):
    amount_cents: int
    label: str
    reference: str | None
    counterparty_iban: str | None = None


@value
class MoneyMoved(Event):
    amount_cents: int


def decide(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
    match command:
        case ReceiveTransfer():
            if world.find(BankAccount, command.id) is None:
                raise errors.not_found("bank account", command.id)
            return (
                TransferReceived(
                    id=command.id,
                    at=now,
                    amount_cents=command.amount_cents,
                    label=command.label,
                    reference=command.reference,
                    counterparty_iban=command.counterparty_iban,
                ),
            )
        case MoveMoney():
            return (MoneyMoved(id=command.id, at=now, amount_cents=command.amount_cents),)
    raise AssertionError(f"not an account's command: {command}")


def evolve(before: BankAccount | None, event: Event) -> BankAccount | None:
    assert before is not None
    match event:
        case TransferReceived() | MoneyMoved():
            return replace(
                before,
                balance_cents=before.balance_cents + event.amount_cents,
                authorized_balance_cents=before.authorized_balance_cents + event.amount_cents,
                updated_at=event.at,
            )
    raise AssertionError(f"not an account's event: {event}")


def main_account(world: World) -> BankAccount | None:
    """The account meant by whoever names none."""
    accounts = [account for account in world.table(BankAccount) if account.status is Status.ACTIVE]
    return next((account for account in accounts if account.main), accounts[0] if accounts else None)


def with_iban(world: World, iban: str) -> BankAccount | None:
    """The organization's own account of that IBAN, however it is spaced or spelled, closed ones too."""
    accounts = world.table(BankAccount)
    return next(iter(accounts.at(accounts.having("iban", "".join(iban.split()).upper()))), None)


def active_with_iban(world: World, iban: str) -> BankAccount | None:
    """The organization's own active account of that IBAN, however it is spaced or spelled."""
    accounts = world.table(BankAccount)
    for account in accounts.at(accounts.having("iban", "".join(iban.split()).upper())):
        if account.status is Status.ACTIVE:
            return account
    return None


DECIDER = Decider(
    kind=BankAccount,
    commands=(ReceiveTransfer, MoveMoney),
    events=(TransferReceived, MoneyMoved),
    decide=decide,
    evolve=evolve,
    indexes={"iban": lambda account: account.iban},
)
