"""Which accounts count, in which currency, and how much of an IBAN is shown."""

from dataclasses import replace

import pytest

from gateway.resources.bank.model import BankAccount, active, balance, masked

ACCOUNT = BankAccount(
    id="a",
    name="Compte",
    iban="FR7630006000011234567890189",
    main=False,
    status="active",
    currency="EUR",
    balance_cents=100,
    authorized_balance_cents=90,
    updated_at=None,
)
SECOND = replace(ACCOUNT, id="b")
MAIN = replace(ACCOUNT, id="main", main=True, balance_cents=10, authorized_balance_cents=1)
DOLLARS = replace(ACCOUNT, id="usd", currency="USD")
CLOSED = replace(ACCOUNT, id="closed", status="closed")


def test_the_main_account_comes_first_and_a_closed_one_not_at_all() -> None:
    assert [one.id for one in active([ACCOUNT, CLOSED, SECOND, MAIN])] == ["main", "a", "b"]


def test_money_of_another_currency_is_listed_and_never_added() -> None:
    said = balance([DOLLARS, MAIN, ACCOUNT, CLOSED])

    assert [one.id for one in said.accounts] == ["main", "usd", "a"]
    assert (said.currency, said.balance_cents, said.authorized_balance_cents) == ("EUR", 110, 91)
    assert balance([DOLLARS]).currency == "USD"


def test_without_an_account_there_is_nothing_in_euros() -> None:
    said = balance([CLOSED])

    assert (said.accounts, said.currency, said.balance_cents, said.authorized_balance_cents) == (
        (),
        "EUR",
        0,
        0,
    )


@pytest.mark.parametrize(
    ("iban", "shown"),
    [
        ("FR7630006000011234567890189", "FR76 XXXX XXXX 0189"),
        ("FR761234", "FR76 XXXX XXXX 1234"),
        ("FR76123", "FR76123"),
        ("", ""),
    ],
)
def test_an_iban_shows_its_ends(iban: str, shown: str) -> None:
    assert masked(iban) == shown
