"""Finalize when everybody comes at once, and when answers get lost: one number, and everybody knows it."""

import asyncio
import sqlite3
from collections.abc import Awaitable

import pytest
from anyio.lowlevel import checkpoint

from gateway.db.tables import burnt_numbers, intents
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.confirming import asked, finalize
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio


async def test_twenty_answers_with_one_token_make_one_number(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]

    answers = await asyncio.gather(*(finalize(shop, draft["id"], token) for _ in range(20)))

    assert [answer.status for answer in answers].count(200) == 1
    assert {answer.status for answer in answers} <= {200, 409, 428}
    assert len(shop.asked_of_bank("finalize_client_invoice")) == 1
    assert len(await shop.rows(burnt_numbers)) == 1


async def test_two_people_with_two_tokens_make_one_number(shop: Shop) -> None:
    draft = await shop.draft()
    tokens = {user: (await asked(shop, draft["id"], user=user))["token"] for user in ("marie", "paul")}

    answers = await asyncio.gather(
        *(finalize(shop, draft["id"], token, user=user) for user, token in tokens.items())
    )

    assert sorted(answer.status for answer in answers) == [200, 409]
    assert len(shop.asked_of_bank("finalize_client_invoice")) == 1


async def test_nobody_changes_what_is_being_finalised(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]

    answers = await asyncio.gather(
        finalize(shop, draft["id"], token), shop.ask("delete_invoice", id=draft["id"])
    )

    assert sorted(answer.status for answer in answers) in ([200, 409], [200, 404])


@pytest.mark.parametrize("head_start", [-120, -40, 0, 40, 120])
async def test_a_change_at_the_same_moment_is_never_finalised_unseen(
    sqlite_url: str, head_start: int
) -> None:
    async with stack(sqlite_url) as running:
        shop = Shop(stack=running, database_url=sqlite_url)
        draft = await shop.draft()
        token = (await asked(shop, draft["id"]))["token"]

        confirmed, changed = await asyncio.gather(
            later(-head_start, finalize(shop, draft["id"], token)),
            later(head_start, shop.ask("update_invoice", id=draft["id"], json={"footer": "Merci."})),
        )

        shown = (await shop.ask("show_invoice", id=draft["id"])).invoice
        assert sorted([confirmed.status, changed.status]) == [200, 409]
        assert (shown["number"], shown["footer"]) in {("F-2026-001", None), (None, "Merci.")}


async def test_a_lost_answer_is_looked_after_and_told_as_the_success_it_was(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]
    shop.fault("finalize_client_invoice", Kind.APPLY_THEN_504)

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.invoice["number"]) == (200, "F-2026-001")
    assert len(shop.asked_of_bank("finalize_client_invoice")) == 1


async def test_when_nobody_can_look_it_is_unknown_and_the_next_reader_finds_the_number(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"], user="marie"))["token"]
    shop.fault("finalize_client_invoice", Kind.APPLY_THEN_504)
    shop.fault("show_client_invoice", Kind.STATUS, status=500, nth=3, count=3)

    lost = await finalize(shop, draft["id"], token, user="marie")
    shown = await shop.ask("show_invoice", id=draft["id"])

    assert (lost.status, lost.code) == (504, "OUTCOME_UNKNOWN")
    assert (shown.invoice["status"], shown.invoice["number"]) == ("unpaid", "F-2026-001")
    (burnt,) = await shop.rows(burnt_numbers)
    assert (burnt["number"], burnt["burnt_by"]) == ("F-2026-001", "marie")


async def test_an_outcome_that_cannot_be_written_down_is_still_told(sqlite_url: str) -> None:
    async with stack(sqlite_url) as running:
        shop = Shop(stack=running, database_url=sqlite_url)
        draft = await shop.draft()
        token = (await asked(shop, draft["id"]))["token"]
        jam(sqlite_url)

        answer = await finalize(shop, draft["id"], token)

        assert (answer.status, answer.invoice["number"]) == (200, "F-2026-001")
        assert answer.invoice["workflow_status"] == "finalized"
        assert [row["closed_at"] for row in await shop.rows(intents, kind="finalize_invoice")] == [None]


async def later(turns: int, call: Awaitable[Answer]) -> Answer:
    """After so many turns of the event loop."""
    for _ in range(turns):
        await checkpoint()
    return await call


def jam(sqlite_url: str) -> None:
    """The register takes nothing more."""
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute(
            "CREATE TRIGGER jammed BEFORE INSERT ON burnt_numbers BEGIN SELECT RAISE(ABORT, 'jammed'); END"
        )
    connection.close()
