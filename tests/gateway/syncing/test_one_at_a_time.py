"""Runs of one kind never overlap, between any number of gateways; a dead one is gone on with."""

import asyncio

import pytest

from gateway.db.tables import bank_transactions, sync_runs
from tests.gateway.syncing.books import DEAD, HeldUp, bank_with, check_same, opened, receive, there

pytestmark = pytest.mark.anyio


async def test_of_many_at_once_no_two_overlap(database_url: str, edition: str) -> None:
    bank = bank_with(230, edition=edition)
    async with opened(database_url, bank, edition) as one, opened(database_url, bank, edition) as other:
        answers = await asyncio.gather(
            *(shop.ask("sync_transactions") for shop in (one, other, one, other, one, other))
        )

        refused = [answer for answer in answers if answer.status != 200]
        assert {(answer.status, answer.code) for answer in refused} == {(409, "SYNC_RUNNING")}
        # One that waited for the database until the first was through found nothing left to bring.
        made = [answer.body["itemsCreated"] for answer in answers if answer.status == 200]
        assert sum(made) == max(made) == len(there(bank))
        await check_same(one)
        assert {row["status"] for row in await one.rows(sync_runs)} == {"completed"}


async def test_the_second_hears_how_far_the_first_is(database_url: str, edition: str) -> None:
    bank = bank_with(230, edition=edition)
    held_up = HeldUp(bank, "/v2/transactions", nth=3)
    async with (
        opened(database_url, bank, edition, transport=held_up) as one,
        opened(database_url, bank, edition) as other,
    ):
        run = asyncio.create_task(one.ask("sync_transactions", user="camille"))
        await held_up.waiting.wait()
        refused = await other.ask("sync_transactions", params={"scope": "all"})
        invoices = await other.ask("sync_invoices")
        kept = len(await one.rows(bank_transactions))
        held_up.go_on.set()
        done = await run

    assert (refused.status, refused.code) == (409, "SYNC_RUNNING")
    details = refused.body["details"]
    assert (details["syncRunId"], details["startedBy"]) == (done.body["syncRunId"], "camille")
    assert details["itemsCreated"] == kept
    # The other kind has a lock of its own.
    assert invoices.status == 200


async def test_a_dead_one_is_taken_over_and_its_process_finds_out(database_url: str, edition: str) -> None:
    bank = bank_with(230, edition=edition)
    held_up = HeldUp(bank, "/v2/transactions", nth=3)
    async with (
        opened(database_url, bank, edition, transport=held_up) as sleeper,
        opened(database_url, bank, edition, later=DEAD) as other,
    ):
        run = asyncio.create_task(sleeper.ask("sync_transactions"))
        await held_up.waiting.wait()
        receive(bank, 2)

        taken = await other.ask("sync_transactions")
        held_up.go_on.set()
        awoken = await run

        assert (taken.status, taken.body["resumed"]) == (200, True)
        # All pages of the run, its first ones too.
        assert taken.body["itemsCreated"] == len(there(bank))
        assert (awoken.status, awoken.code) == (409, "SYNC_RUNNING")
        await check_same(other)
        (row,) = await other.rows(sync_runs)
        assert (row["id"], row["status"]) == (taken.body["syncRunId"], "completed")


async def test_a_dead_one_gives_way_to_another_question(database_url: str, edition: str) -> None:
    bank = bank_with(230, edition=edition)
    held_up = HeldUp(bank, "/v2/transactions", nth=3)
    async with opened(database_url, bank, edition, transport=held_up) as sleeper:
        run = asyncio.create_task(sleeper.ask("sync_transactions"))
        await held_up.waiting.wait()
        run.cancel()
        await asyncio.wait([run])
    async with opened(database_url, bank, edition, later=DEAD) as other:
        said = (await other.ask("sync_transactions", params={"scope": "all"})).body

        assert (said["resumed"], said["syncScope"], said["itemsFetched"]) == (False, "all", len(there(bank)))
        await check_same(other)
        runs = {row["id"]: row["status"] for row in await other.rows(sync_runs)}
        assert sorted(runs.values()) == ["completed", "failed"]
        assert runs[said["syncRunId"]] == "completed"
