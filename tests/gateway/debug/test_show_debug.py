"""GET /api/qonto/debug: accounts and samples, with nothing in them that is nobody's business."""

from collections.abc import AsyncIterator

import pytest

from gateway.qonto.client import Qonto
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.transactions.terms import Side
from mock_qonto.web.faults import Kind
from tests.gateway.attachments.drawer import LIVE, Drawer, bank_of, bearer, clock_of
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio
IBAN = "FR7630006000011234567891234"


@pytest.fixture(params=["guide", "2026-11"])
async def drawer(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Drawer]:
    bank = bank_of(request.param)
    async with stack(sqlite_url, edition=request.param, bank=bank, clock=clock_of(bank)) as running:
        yield Drawer(stack=running, database_url=sqlite_url)


async def test_accounts_and_a_sample_of_their_transactions(drawer: Drawer) -> None:
    for _ in range(7):
        drawer.booked()

    answer = await drawer.ask("show_debug")

    accounts = answer.body["bankAccounts"]
    (main,) = [one for one in accounts if one["main"]]
    (sampled,) = [one for one in answer.body["transactionsByAccount"] if one["account"] == main["name"]]
    assert (answer.status, answer.body["authMode"]) == (200, "api_key")
    assert answer.body["bankAccountsCount"] == len(accounts) == len(answer.body["transactionsByAccount"])
    for how in ("withStatus", "withoutStatus"):
        shown = sampled["transactions"][how]
        assert (shown["total"], shown["count"], len(shown["sample"])) == (7, 5, 5)
        assert shown["sample"][0]["amount"] == 49.9


async def test_no_iban_is_shown_whole(drawer: Drawer) -> None:
    drawer.booked(f"VIR {IBAN} LOYER")
    ibans = [one.iban for one in drawer.stack.world.all(BankAccount)]

    response = await drawer.stack.client.get("/api/qonto/debug")

    assert ibans
    assert not [iban for iban in (*ibans, IBAN) if iban in response.text.replace(" ", "")]
    shown = {one["iban"] for one in response.json()["bankAccounts"]}
    assert shown == {f"{iban[:4]} **** **** {iban[-4:]}" for iban in ibans}
    assert "VIR FR76 **** **** 1234 LOYER" in response.text


async def test_an_account_that_cannot_be_read_is_said_so_beside_the_others(drawer: Drawer) -> None:
    drawer.booked()
    drawer.fault("list_transactions", Kind.STATUS, count=3)

    answer = await drawer.ask("show_debug")

    failed, *others = answer.body["transactionsByAccount"]
    assert (answer.status, failed["code"]) == (200, "UPSTREAM_FAILED")
    assert failed.keys() == {"account", "error", "code"}
    assert all("transactions" in one for one in others)


async def test_a_bank_that_is_away_is_a_refusal_without_a_stack_trace(drawer: Drawer) -> None:
    drawer.fault("list_bank_accounts", Kind.RESET, count=3)

    response = await drawer.stack.client.get("/api/qonto/debug")

    assert (response.status_code, response.json()["code"]) == (503, "UPSTREAM_UNREACHABLE")
    assert "Traceback" not in response.text
    assert Qonto.__module__ not in response.text


@pytest.mark.parametrize("operation", ["show_debug", "show_debug_counts"])
async def test_in_live_mode_it_is_closed(new_url: str, operation: str) -> None:
    bank = bank_of("guide")
    async with stack(new_url, bank=bank, settings=LIVE) as running:
        running.client.headers.update(bearer())

        answer = await Drawer(stack=running, database_url=new_url).ask(operation)

        assert answer.said == (404, "DEBUG_DISABLED")
        assert not bank.journal.exchanges


@pytest.mark.parametrize("operation", ["show_debug", "show_debug_counts"])
async def test_unless_a_setting_opens_it(new_url: str, operation: str) -> None:
    settings = {**LIVE, "gateway_allow_debug": "1"}
    async with stack(new_url, bank=bank_of("guide"), settings=settings) as running:
        running.client.headers.update(bearer())

        answer = await Drawer(stack=running, database_url=new_url).ask(operation)

        assert answer.status == 200
        assert LIVE["qonto_api_key"] not in str(answer.body)


async def test_money_that_came_and_money_that_went_are_told_apart(drawer: Drawer) -> None:
    drawer.booked(side=Side.CREDIT)

    answer = await drawer.ask("show_debug")

    sides = [
        one["side"]
        for account in answer.body["transactionsByAccount"]
        for one in account["transactions"]["withStatus"]["sample"]
    ]
    assert sides == ["credit"]
