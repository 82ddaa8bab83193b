"""What money does to an account, which one is meant, and how an IBAN is recognised."""

from dataclasses import replace

import pytest

from mock_qonto.resources.bank_accounts.model import (
    BankAccount,
    MoveMoney,
    ReceiveTransfer,
    Status,
    TransferReceived,
    active_with_iban,
    main_account,
    with_iban,
)
from mock_qonto.resources.transactions.model import Transaction
from tests.mock_qonto.desk import Desk, refused

IBAN = "FR7612345987650123456789014"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def put(desk: Desk, account: BankAccount) -> BankAccount:
    desk.world.table(BankAccount).put(account)
    return account


def test_a_transfer_raises_both_balances_and_is_booked(desk: Desk) -> None:
    before = desk.account
    desk.wait(60)
    transfer = ReceiveTransfer(
        id=before.id, amount_cents=1000, label="Maison Martin", reference="F-1", counterparty_iban=IBAN
    )

    received, *_ = desk.says(transfer)

    assert received == TransferReceived(
        id=before.id,
        at=desk.now,
        amount_cents=1000,
        label="Maison Martin",
        reference="F-1",
        counterparty_iban=IBAN,
    )
    assert desk.account == replace(
        before,
        balance_cents=before.balance_cents + 1000,
        authorized_balance_cents=before.authorized_balance_cents + 1000,
        updated_at=desk.now,
    )
    booked = desk.world.all(Transaction)[-1].movement
    assert (booked.amount_cents, booked.label, booked.reference) == (1000, "Maison Martin", "F-1")
    assert booked.counterparty_iban == IBAN


def test_money_that_leaves_lowers_both_balances(desk: Desk) -> None:
    before = desk.account

    desk.says(MoveMoney(id=before.id, amount_cents=-300))

    assert desk.account == replace(
        before,
        balance_cents=before.balance_cents - 300,
        authorized_balance_cents=before.authorized_balance_cents - 300,
        updated_at=desk.now,
    )


def test_an_account_nobody_knows_is_named_as_one(desk: Desk) -> None:
    transfer = ReceiveTransfer(id="b-9", amount_cents=1, label="Martin")

    assert refused(lambda: desk.says(transfer)) == (404, "not_found", "bank account b-9 was not found")


def test_who_names_none_means_the_main_account_else_the_first_that_is_open(desk: Desk) -> None:
    (first, *others) = desk.world.all(BankAccount)
    second = put(desk, replace(first, id="b-2", main=True, iban=IBAN))
    for account in (first, *others):
        put(desk, replace(account, main=False))

    assert main_account(desk.world) == second
    put(desk, replace(second, main=False))
    assert main_account(desk.world) == replace(first, main=False)
    put(desk, replace(first, main=True, status=Status.CLOSED))
    found = main_account(desk.world)
    assert found is not None
    assert found.id == (others[0].id if others else "b-2")
    for account in desk.world.all(BankAccount):
        put(desk, replace(account, status=Status.CLOSED))
    assert main_account(desk.world) is None


@pytest.mark.parametrize("spelled", [IBAN, IBAN.lower(), " FR76 1234 5987 6501 2345 6789 014 "])
def test_an_iban_is_recognised_however_it_is_spelled(desk: Desk, spelled: str) -> None:
    ours = put(desk, replace(desk.account, id="b-2", iban=IBAN))

    assert (with_iban(desk.world, spelled), active_with_iban(desk.world, spelled)) == (ours, ours)


def test_a_closed_account_is_known_and_takes_no_money_and_an_open_one_of_its_iban_does(desk: Desk) -> None:
    closed = put(desk, replace(desk.account, id="b-2", iban=IBAN, status=Status.CLOSED))
    assert (with_iban(desk.world, IBAN), active_with_iban(desk.world, IBAN)) == (closed, None)
    assert with_iban(desk.world, "FR76") is None

    reopened = put(desk, replace(closed, id="b-3", status=Status.ACTIVE))

    assert active_with_iban(desk.world, IBAN) == reopened
