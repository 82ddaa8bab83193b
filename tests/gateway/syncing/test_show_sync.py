"""`GET /api/qonto/sync`: the last run, and how far the present one has got."""

import asyncio

import pytest

from gateway.db.tables import sync_runs
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.syncing.books import DEAD, HeldUp, bank_with, opened

pytestmark = pytest.mark.anyio


async def test_before_the_first_run_there_is_none(shop: Shop) -> None:
    answer = await shop.ask("show_sync")

    assert (answer.status, answer.body["lastSync"]) == (200, None)
    assert not shop.asked_of_bank("list_transactions")


async def test_the_last_run_says_what_it_said(shop: Shop) -> None:
    said = (await shop.ask("sync_transactions", user="camille")).body

    last = (await shop.ask("show_sync")).body["lastSync"]

    alike = ("syncRunId", "status", "syncScope", "itemsFetched", "itemsCreated", "itemsSkipped", "durationMs")
    assert {name: last[name] for name in alike} == {name: said[name] for name in alike}
    assert (last["hasActiveLock"], last["startedBy"]) == (False, "camille")
    assert last["startedAt"] <= last["completedAt"]


async def test_a_run_that_failed_says_why(shop: Shop) -> None:
    shop.fault("list_transactions", Kind.STATUS, count=9)
    refused = await shop.ask("sync_transactions")

    last = (await shop.ask("show_sync")).body["lastSync"]

    assert (last["status"], last["syncRunId"]) == ("failed", refused.body["details"]["syncRunId"])
    (error,) = last["errors"]
    assert (error["transactionId"], error["code"]) == (None, "SYNC_ERROR")
    assert last["hasActiveLock"] is False


async def test_a_running_one_shows_its_progress(database_url: str, edition: str) -> None:
    bank = bank_with(230, edition=edition)
    held_up = HeldUp(bank, "/v2/transactions", nth=3)
    async with opened(database_url, bank, edition, transport=held_up) as shop:
        run = asyncio.create_task(shop.ask("sync_transactions"))
        await held_up.waiting.wait()

        last = (await shop.ask("show_sync")).body["lastSync"]
        held_up.go_on.set()
        done = await run

    assert (last["status"], last["hasActiveLock"], last["completedAt"]) == ("running", True, None)
    assert 100 < last["itemsCreated"] < done.body["itemsCreated"]
    assert last["syncRunId"] == done.body["syncRunId"]


async def test_one_whose_process_died_has_no_lock(database_url: str, edition: str) -> None:
    bank = bank_with(230, edition=edition)
    held_up = HeldUp(bank, "/v2/transactions", nth=3)
    async with opened(database_url, bank, edition, transport=held_up) as shop:
        run = asyncio.create_task(shop.ask("sync_transactions"))
        await held_up.waiting.wait()
        run.cancel()
        await asyncio.wait([run])
    async with opened(database_url, bank, edition, later=DEAD) as shop:
        last = (await shop.ask("show_sync")).body["lastSync"]
        rows = await shop.rows(sync_runs)

    assert (last["status"], last["hasActiveLock"]) == ("running", False)
    assert [row["status"] for row in rows] == ["running"]
