"""GET /api/qonto/debug-counts: both sides counted, and what to do where they differ."""

from collections.abc import AsyncIterator

import pytest

from mock_qonto.resources.transactions.terms import Side
from mock_qonto.web.faults import Kind
from tests.gateway.attachments.drawer import Drawer, bank_of, clock_of
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio


@pytest.fixture
async def drawer(database_url: str, edition: str) -> AsyncIterator[Drawer]:
    bank = bank_of(edition)
    async with stack(database_url, edition=edition, bank=bank, clock=clock_of(bank)) as running:
        yield Drawer(stack=running, database_url=database_url)


async def test_nothing_on_both_sides_is_a_match(drawer: Drawer) -> None:
    answer = await drawer.ask("show_debug_counts")

    assert (answer.status, answer.body["match"], answer.body["diff"]) == (200, True, 0)
    assert answer.body["qonto"] == {"total": 0, "debits": 0, "credits": 0, "byYear": {}}


async def test_what_both_sides_have_is_counted_by_side_and_by_year(drawer: Drawer) -> None:
    for year in (1, 2):
        for side in (Side.DEBIT, Side.DEBIT, Side.CREDIT)[: year + 1]:
            await drawer.known(drawer.booked(side=side))
        drawer.stack.wait(days=365)

    answer = await drawer.ask("show_debug_counts")

    expected = {"total": 5, "debits": 4, "credits": 1, "byYear": {"2026": 2, "2027": 3}}
    assert answer.body["qonto"] == expected
    assert answer.body["database"] == {**expected, "expenses_created": None, "expenses_by_status": {}}
    assert (answer.body["match"], answer.body["diff"]) == (True, 0)
    assert "les mêmes" in answer.body["message"]


async def test_what_was_not_synchronised_is_missing(drawer: Drawer) -> None:
    await drawer.known(drawer.booked())
    for _ in range(3):
        drawer.booked()

    answer = await drawer.ask("show_debug_counts")

    assert (answer.body["match"], answer.body["diff"]) == (False, 3)
    assert "Il manque 3" in answer.body["message"]


async def test_more_than_one_page_is_counted_without_being_read(drawer: Drawer) -> None:
    for _ in range(120):
        drawer.booked()

    answer = await drawer.ask("show_debug_counts")

    assert answer.body["qonto"]["total"] == 120
    read = drawer.asked_of_bank("list_transactions")
    assert len(read) < 12
    assert all("per_page=1" in one.target.split("&") or "per_page=1&" in one.target for one in read)


async def test_the_ends_of_a_year_are_in_it(drawer: Drawer) -> None:
    world, bank = drawer.stack.world, drawer.stack.bank
    for year, month, day, hour, minute, second in ((2026, 12, 31, 23, 59, 59), (2027, 1, 1, 0, 0, 0)):
        bank.advance_to(
            world,
            world.clock.now.replace(
                year=year, month=month, day=day, hour=hour, minute=minute, second=second, microsecond=0
            ),
        )
        await drawer.known(drawer.booked())

    answer = await drawer.ask("show_debug_counts")

    assert answer.body["qonto"]["byYear"] == answer.body["database"]["byYear"] == {"2026": 1, "2027": 1}


async def test_a_bank_that_breaks_is_a_refusal(drawer: Drawer) -> None:
    drawer.fault("list_transactions", Kind.STATUS, count=3)

    answer = await drawer.ask("show_debug_counts")

    assert answer.said == (502, "UPSTREAM_FAILED")
