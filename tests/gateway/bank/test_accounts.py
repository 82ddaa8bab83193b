"""What is on the accounts, and which one is paid to."""

from dataclasses import replace

import pytest

from gateway.errors import Code, GatewayError
from gateway.resources.bank.model import BankAccount, active, balance, masked
from gateway.resources.bank.upstream import list_accounts, payment_iban
from tests.gateway.qonto.offline import offline
from tests.gateway.qonto.wire import Wire, client, says

pytestmark = pytest.mark.anyio

ACCOUNT = BankAccount(
    id="a-1",
    name="Compte principal",
    iban="FR7699999000010000048190103",
    main=True,
    status="active",
    currency="EUR",
    balance_cents=1825040,
    authorized_balance_cents=1825040,
    updated_at=None,
)
EMPTY_PAGE = {
    "bank_accounts": [],
    "meta": {
        "current_page": 1,
        "next_page": None,
        "prev_page": None,
        "total_pages": 1,
        "total_count": 0,
        "per_page": 100,
    },
}


def test_money_of_another_currency_is_listed_and_never_added() -> None:
    dollars = replace(ACCOUNT, id="a-2", main=False, currency="USD", balance_cents=999)

    shown = balance([dollars, ACCOUNT])

    assert [account.id for account in shown.accounts] == ["a-1", "a-2"]
    assert (shown.currency, shown.balance_cents) == ("EUR", 1825040)


def test_closed_accounts_are_not_shown() -> None:
    assert active([replace(ACCOUNT, status="closed")]) == ()


def test_nothing_at_all_is_zero_euros() -> None:
    assert (balance([]).currency, balance([]).balance_cents) == ("EUR", 0)


def test_a_masked_iban_shows_its_ends() -> None:
    assert masked("FR7699999000010000048190103") == "FR76 XXXX XXXX 0103"


@pytest.mark.parametrize("edition", ["guide", "2026-11"])
async def test_the_main_account_is_paid_to(edition: str) -> None:
    qonto = offline(edition).qonto
    main = next(account for account in await list_accounts(qonto) if account.main)

    assert await payment_iban(qonto) == main.iban


async def test_without_an_active_account_nobody_can_be_paid() -> None:
    with pytest.raises(GatewayError) as refused:
        await payment_iban(client(Wire(says(200, EMPTY_PAGE))))

    assert refused.value.code is Code.CONFLICT
