"""`POST /api/qonto/sync`: every movement is kept once, and asked for again only when it has changed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, insert, update

from gateway.db import Database
from gateway.db.tables import bank_transactions, sync_runs
from mock_qonto.resources.bank_accounts.model import main_account
from mock_qonto.resources.transactions.messages import BookTransaction, ConcludeTransaction
from mock_qonto.resources.transactions.terms import Status, income
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.support import NOON
from tests.gateway.syncing.books import bank_with, check_same, opened, receive, there

pytestmark = pytest.mark.anyio


async def synced(shop: Shop, **params: Any) -> dict[str, Any]:
    answer: Answer = await shop.ask("sync_transactions", params=params)
    assert answer.status == 200, answer.body
    return answer.body


async def test_every_movement_is_kept_whatever_its_status(shop: Shop) -> None:
    said = await synced(shop)

    assert said["status"] == "completed"
    assert said["itemsCreated"] == said["itemsFetched"] == len(there(shop.stack.bank))
    assert {one.status for one in there(shop.stack.bank).values()} > {Status.COMPLETED}
    await check_same(shop)


async def test_a_second_run_asks_once_per_account_and_changes_nothing(shop: Shop) -> None:
    await synced(shop)
    rows = await shop.rows(bank_transactions)
    asked = len(shop.stack.bank.journal.exchanges)

    said = await synced(shop)

    assert (said["itemsCreated"], said["itemsUpdated"], said["syncScope"]) == (0, 0, "incremental")
    assert said["message"] == "Synchronisation terminée : rien de nouveau."
    since = [one.operation for one in list(shop.stack.bank.journal.exchanges)[asked:]]
    assert since == ["list_bank_accounts", "list_transactions", "list_transactions"]
    assert await shop.rows(bank_transactions) == rows


async def test_only_what_has_changed_since_is_brought_here(shop: Shop) -> None:
    await synced(shop)
    receive(shop.stack.bank, 3)

    said = await synced(shop)

    assert (said["itemsCreated"], said["itemsUpdated"]) == (3, 0)
    assert said["itemsFetched"] < 10
    await check_same(shop)


async def test_what_settles_is_brought_up_to_date(shop: Shop) -> None:
    pending = _announce(shop)
    await synced(shop)
    shop.stack.wait(hours=1)
    shop.on_dashboard(ConcludeTransaction(id=pending))

    said = await synced(shop)

    assert (said["itemsCreated"], said["itemsUpdated"]) == (0, 1)
    (row,) = await shop.rows(bank_transactions, qonto_id=pending)
    assert (row["status"], row["settled_at"]) == ("completed", shop.stack.world.clock.now)
    await check_same(shop)


async def test_what_was_matched_here_is_never_touched(shop: Shop) -> None:
    pending = _announce(shop)
    await synced(shop)
    invoice = await shop.final()
    document = (await shop.ask("show_invoice_details", id=invoice["id"])).invoice["id"]
    ours = {"matching_status": "manual_matched", "matched_document_id": document, "matched_by": "camille"}
    await _write(shop, bank_transactions, pending, ours)
    shop.stack.wait(hours=1)
    shop.on_dashboard(ConcludeTransaction(id=pending))

    await synced(shop)
    await synced(shop, scope="all")

    (row,) = await shop.rows(bank_transactions, qonto_id=pending)
    assert row["status"] == "completed"
    assert {name: row[name] for name in ours} == ours


async def test_more_movements_of_one_instant_than_a_page_holds(database_url: str, edition: str) -> None:
    bank = bank_with(230, edition=edition, apart=timedelta(0))
    async with opened(database_url, bank, edition) as shop:
        said = await synced(shop)

        assert said["itemsCreated"] == said["itemsFetched"] == len(there(bank))
        await check_same(shop)


@pytest.mark.parametrize("params", [{"scope": "all"}, {"fullSync": "true"}])
async def test_everything_can_be_read_again(shop: Shop, params: dict[str, Any]) -> None:
    await synced(shop)

    said = await synced(shop, **params)

    assert (said["syncScope"], said["itemsSkipped"]) == ("all", len(there(shop.stack.bank)))
    assert (said["itemsCreated"], said["itemsUpdated"]) == (0, 0)


async def test_where_history_begins_can_be_chosen(shop: Shop) -> None:
    receive(shop.stack.bank, 2)
    recent = {id for id, one in there(shop.stack.bank).items() if one.updated_at >= NOON.replace(hour=0)}

    said = await synced(shop, scope="all", **{"from": NOON.date().isoformat()})

    assert said["itemsCreated"] == len(recent) < len(there(shop.stack.bank))
    assert (await synced(shop))["itemsCreated"] == 0


async def test_a_look_at_recent_days_leaves_no_gap_behind(shop: Shop) -> None:
    receive(shop.stack.bank, 2)

    await synced(shop, since=NOON.date().isoformat())
    await synced(shop)

    await check_same(shop)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"scope": "some"}, "scope"),
        ({"scope": "all", "from": "hier"}, "from"),
        ({"since": "2026-02-30"}, "since"),
        ({"since": "1999-12-31"}, "since"),
        ({"from": "2026-01-01"}, "from"),
        ({"scope": "all", "since": "2026-01-01"}, "since"),
        ({"fullSync": "maybe"}, "fullSync"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name(
    shop: Shop, params: dict[str, Any], field: str
) -> None:
    answer = await shop.ask("sync_transactions", params=params)

    assert (answer.status, answer.code) == (422, "INVALID_PARAMETER")
    assert [one["field"] for one in answer.body["details"]["fields"]] == [field]
    assert not await shop.rows(sync_runs)


@pytest.mark.parametrize(
    ("kind", "how", "status", "code"),
    [
        (Kind.STATUS, {}, 502, "UPSTREAM_FAILED"),
        (Kind.STATUS, {"status": 503}, 503, "UPSTREAM_BUSY"),
        (Kind.RESET, {}, 503, "UPSTREAM_UNREACHABLE"),
    ],
)
async def test_a_run_that_stops_is_no_success_and_the_next_goes_on(
    database_url: str, edition: str, kind: Kind, how: dict[str, Any], status: int, code: str
) -> None:
    bank = bank_with(230, edition=edition)
    async with opened(database_url, bank, edition) as shop:
        shop.fault("list_transactions", kind, nth=3, count=9, **how)

        answer = await shop.ask("sync_transactions")

        assert (answer.status, answer.code) == (status, code)
        details = answer.body["details"]
        assert (details["status"], details["itemsCreated"]) == (
            "failed",
            len(await shop.rows(bank_transactions)),
        )
        assert details["itemsCreated"] > 100
        (run,) = await shop.rows(sync_runs)
        assert (run["id"], run["status"], run["items_created"]) == (
            details["syncRunId"],
            "failed",
            details["itemsCreated"],
        )

        shop.stack.faults.clear(shop.stack.world.slug)
        said = await synced(shop)

        assert said["itemsCreated"] == len(there(bank)) - details["itemsCreated"]
        await check_same(shop)


async def test_one_that_cannot_be_kept_is_told_and_asked_for_again(shop: Shop) -> None:
    """A row of another program stands in the way of its name."""
    one = next(iter(there(shop.stack.bank).values()))
    await _in_the_way(shop, one.transaction_id)

    said = await synced(shop)

    assert (said["status"], said["itemsFailed"]) == ("partial", 1)
    (error,) = said["errors"]
    assert (error["transactionId"], error["code"]) == (one.id, "UPSERT_ERROR")
    assert said["itemsCreated"] == len(there(shop.stack.bank)) - 1
    assert (await synced(shop))["itemsFailed"] == 1
    await _write(shop, bank_transactions, "elsewhere", {"transaction_id": "moved away"})
    assert (await synced(shop))["itemsCreated"] == 1
    assert (await synced(shop))["itemsFetched"] < 5


async def test_a_reset_bank_is_another_world(shop: Shop) -> None:
    await synced(shop)
    fresh = bank_with(1, edition=shop.stack.world.settings.edition)
    async with opened(shop.database_url, fresh, shop.stack.world.settings.edition) as other:
        answer = await other.ask("sync_transactions")

    assert (answer.status, answer.code) == (409, "WORLD_CHANGED")


def _announce(shop: Shop) -> str:
    """A transfer that has not arrived yet."""
    account = main_account(shop.stack.world)
    assert account is not None
    movement = income(amount_cents=5_988, label="Annoncé", reference=None, counterparty_iban=None)
    id = shop.stack.world.ids.mint()
    hour = shop.stack.world.clock.now + timedelta(days=9)
    shop.on_dashboard(BookTransaction(id=id, bank_account_id=account.id, movement=movement, settles_at=hour))
    return id


async def _write(shop: Shop, table: Table, qonto_id: str, values: dict[str, Any]) -> None:
    db = Database.open(shop.database_url)
    try:
        async with db.transaction() as tx:
            await tx.execute(update(table).where(table.c.qonto_id == qonto_id).values(**values))
    finally:
        await db.close()


async def _in_the_way(shop: Shop, transaction_id: str) -> None:
    row = {
        "id": "in-the-way",
        "qonto_id": "elsewhere",
        "transaction_id": transaction_id,
        "bank_account_id": "elsewhere",
        "amount": 1,
        "currency": "EUR",
        "side": "credit",
        "status": "completed",
        "label": "",
        "attachment_ids": [],
        "label_ids": [],
        "raw_data": {},
        "created_at": NOON,
        "updated_at": NOON,
    }
    db = Database.open(shop.database_url)
    try:
        async with db.transaction() as tx:
            await tx.execute(insert(bank_transactions).values(row))
    finally:
        await db.close()
