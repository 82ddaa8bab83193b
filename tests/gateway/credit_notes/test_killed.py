"""Killed at every step of issuing a credit note, or unanswered: the next call leaves both sides equal."""

from collections.abc import Awaitable, Callable
from itertools import count

import httpx
import pytest

from gateway.errors import Code
from mock_qonto.web.faults import Kind
from tests.gateway.credit_notes.deeds import ISSUE, list_them, say_it_again, show_the_invoice
from tests.gateway.durability.agreement import disagreements
from tests.gateway.durability.conftest import (
    new_database,
    postgres_databases,
)
from tests.gateway.durability.deeds import Known
from tests.gateway.durability.mortal import LATER, House, Killed, NewDatabase, gateway, house

__all__ = ["new_database", "postgres_databases"]

pytestmark = pytest.mark.anyio

MODERN = "2026-11"
CALL = "create_credit_note"
STEPS_MAX = 60
Next = Callable[[httpx.AsyncClient, Known], Awaitable[str | None]]


@pytest.mark.parametrize("then", [say_it_again, list_them, show_the_invoice])
async def test_whenever_it_is_killed_the_next_call_leaves_both_sides_equal(
    new_database: NewDatabase, then: Next
) -> None:
    wrong: list[str] = []

    for step in count(1):
        if not await _die(house(new_database(), MODERN), step, then, wrong):
            break

    assert not wrong
    assert 10 < step < STEPS_MAX


@pytest.mark.postgres
async def test_on_postgres_too(postgres_databases: NewDatabase) -> None:
    """A sample: the steps that leave something behind."""
    wrong: list[str] = []
    async with gateway(house(postgres_databases(), MODERN)) as (client, life):
        known = await ISSUE.prepare(client)
        with life.ending_at(0):
            await ISSUE.call(client, known)
    lasting = [step for step, name in enumerate(life.steps, 1) if not name.startswith("GET")]

    for step in lasting:
        assert await _die(house(postgres_databases(), MODERN), step, say_it_again, wrong)

    assert not wrong
    assert len(lasting) > 5


async def _die(at: House, step: int, then: Next, wrong: list[str]) -> bool:
    """One life and the next; False when the call was over before *step*."""
    async with gateway(at) as (client, life):
        known = await ISSUE.prepare(client)
        with life.ending_at(step):
            try:
                answer = await ISSUE.call(client, known)
            except Killed:
                pass
            else:
                assert answer.status_code == ISSUE.done, answer.text
                return False
    async with gateway(at, later=LATER) as (client, _):
        said = [await then(client, known), *await disagreements(at)]
    wrong += [f"killed at {step} ({life.steps[step - 1]}): {one}" for one in said if one is not None]
    return True


# ------------------------------------------------------------------ alive, and unanswered
@pytest.mark.parametrize(
    "kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.GARBAGE, Kind.TRUNCATED_BODY]
)
async def test_what_was_done_is_found_done_and_never_done_twice(
    new_database: NewDatabase, kind: Kind
) -> None:
    at = house(new_database(), MODERN)
    async with gateway(at) as (client, _):
        known = await ISSUE.prepare(client)
        at.fault(CALL, kind)

        answer = await ISSUE.call(client, known)

        assert answer.status_code == ISSUE.done, answer.text
        assert len([one for one in at.bank.journal.exchanges if one.operation == CALL]) == 1
        assert await disagreements(at) == []


@pytest.mark.parametrize("kind", [Kind.STATUS, Kind.RESET])
async def test_what_was_not_done_is_said_not_to_be_and_may_be_said_again(
    new_database: NewDatabase, kind: Kind
) -> None:
    at = house(new_database(), MODERN)
    async with gateway(at) as (client, _):
        known = await ISSUE.prepare(client)
        at.fault(CALL, kind)

        answer = await ISSUE.call(client, known)
        between = await disagreements(at)
        again = await say_it_again(client, known)

        assert answer.status_code in {502, 504}, answer.text
        assert (between, again, await disagreements(at)) == ([], None, [])


async def test_an_answer_lost_and_nobody_to_ask_is_told_and_settled_by_the_next_call(
    new_database: NewDatabase,
) -> None:
    at = house(new_database(), MODERN)
    async with gateway(at) as (client, _):
        known = await ISSUE.prepare(client)
        at.fault(CALL, Kind.APPLY_THEN_DROP)
        at.fault("list_credit_notes", Kind.STATUS, count=3)

        answer = await ISSUE.call(client, known)
        again = await say_it_again(client, known)

        assert (answer.status_code, answer.json()["code"]) == (504, Code.OUTCOME_UNKNOWN), answer.text
        assert (again, await disagreements(at)) == (None, [])
