"""What is booked, when the money moves, and that nothing but a transaction's files changes afterwards."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mock_qonto.kernel.messages import Command
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.transactions.messages import (
    AttachToTransaction,
    BookTransaction,
    ConcludeTransaction,
    DetachAllFromTransaction,
    DetachFromTransaction,
)
from mock_qonto.resources.transactions.model import Transaction, readable_id
from mock_qonto.resources.transactions.terms import Movement, Side, Status
from tests.mock_qonto.desk import Desk, refused

IN = Movement(side=Side.CREDIT, operation_type="income", amount_cents=1000, label="Maison Martin")
OUT = replace(IN, side=Side.DEBIT, operation_type="transfer")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def booked(
    desk: Desk, movement: Movement = IN, *, after_s: float | None = None, **fields: Any
) -> Transaction:
    settles_at = None if after_s is None else desk.now + timedelta(seconds=after_s)
    account_id = desk.account.id
    asked = {"id": "t-1", "bank_account_id": account_id, "movement": movement, "settles_at": settles_at}
    desk.says(BookTransaction(**{**asked, **fields}))
    return transaction(desk, fields.get("id", "t-1"))


def transaction(desk: Desk, id: str = "t-1") -> Transaction:
    return desk.one(Transaction, id)


def test_what_has_moved_already_is_booked_as_settled_now(desk: Desk) -> None:
    account = desk.account
    earlier = len([one for one in desk.world.all(Transaction) if one.bank_account_id == account.id])

    one = booked(desk)

    assert one == Transaction(
        id="t-1",
        created_at=desk.now,
        updated_at=desk.now,
        transaction_id=readable_id(account, earlier + 1),
        bank_account_id=account.id,
        status=Status.COMPLETED,
        movement=IN,
        emitted_at=desk.now,
        settled_at=desk.now,
        settled_balance_cents=account.balance_cents,
    )
    assert booked(desk, id="t-2").transaction_id == readable_id(account, earlier + 2)
    assert desk.account.balance_cents == account.balance_cents


@pytest.mark.parametrize(("movement", "moved_cents"), [(IN, 1000), (OUT, -1000)])
def test_what_is_pending_moves_its_money_at_the_hour_it_named(
    desk: Desk, movement: Movement, moved_cents: int
) -> None:
    before = desk.account
    pending = booked(desk, movement, after_s=60)
    hour = desk.now + timedelta(seconds=60)

    desk.wait(59)
    assert (transaction(desk), desk.account) == (pending, before)
    desk.wait(60)

    balance = before.balance_cents + moved_cents
    assert (pending.status, pending.settled_at, pending.settled_balance_cents) == (Status.PENDING, None, None)
    assert transaction(desk) == replace(
        pending, status=Status.COMPLETED, settled_at=hour, settled_balance_cents=balance, updated_at=hour
    )
    assert desk.one(BankAccount, before.id).balance_cents == balance


def test_what_is_declined_moves_nothing(desk: Desk) -> None:
    before = desk.account
    pending = booked(desk, after_s=60, outcome=Status.DECLINED)

    desk.wait(60)

    assert pending.outcome is Status.DECLINED
    assert transaction(desk) == replace(pending, status=Status.DECLINED, updated_at=desk.now)
    assert desk.account == before


@pytest.mark.parametrize("outcome", [Status.COMPLETED, Status.DECLINED])
def test_an_appointment_that_comes_twice_finds_nothing_left_to_do(desk: Desk, outcome: Status) -> None:
    booked(desk, after_s=60, outcome=outcome)
    desk.wait(60)
    before = transaction(desk), desk.account
    desk.wait(60)

    assert desk.says(ConcludeTransaction(id="t-1")) == ()
    assert (transaction(desk), desk.account) == before


def test_files_come_and_go_and_nothing_else_changes(desk: Desk) -> None:
    before = booked(desk)
    desk.wait(60)
    for id in ("a-1", "a-2", "a-3"):
        desk.says(AttachToTransaction(id="t-1", attachment_id=id))
    assert transaction(desk) == replace(before, attachment_ids=("a-1", "a-2", "a-3"), updated_at=desk.now)


def test_a_file_that_is_not_the_transactions_is_named_as_not_found(desk: Desk) -> None:
    booked(desk)

    stranger = DetachFromTransaction(id="t-1", attachment_id="a-1")

    assert refused(lambda: desk.says(stranger)) == (404, "not_found", "attachment a-1 was not found")


@pytest.mark.parametrize(
    "command",
    [
        ConcludeTransaction(id="t-1"),
        AttachToTransaction(id="t-1", attachment_id="a-1"),
        DetachFromTransaction(id="t-1", attachment_id="a-1"),
        DetachAllFromTransaction(id="t-1"),
    ],
)
def test_a_transaction_nobody_knows_is_named_as_one(desk: Desk, command: Command) -> None:
    assert refused(lambda: desk.says(command)) == (404, "not_found", "transaction t-1 was not found")


def test_the_name_people_read_is_made_of_the_accounts(desk: Desk) -> None:
    account = replace(desk.account, slug="verone-bank-account-4819-bank-account-2")

    assert readable_id(account, 7) == "verone-bank-account-4819-2-transaction-7"
