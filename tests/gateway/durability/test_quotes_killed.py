"""Killed at every step of every call that changes a quote, or its answer lost: nothing is done unasked."""

from itertools import count

import pytest

from gateway.errors import Code
from mock_qonto.web.faults import Kind
from tests.gateway.durability.mortal import LATER, House, Killed, NewDatabase, gateway, house
from tests.gateway.durability.quotes import (
    ACCEPT,
    CREATE,
    DELETE,
    FINALIZE,
    QUOTE_DEEDS,
    SEND,
    QuoteDeed,
    disagreements,
    quote_the_order,
    say_it_again,
    show_it,
)

pytestmark = pytest.mark.anyio

STEPS_MAX = 60
NEXT = {"again": say_it_again, "show": show_it}
MATRIX = [
    *(("guide", deed, "again") for deed in QUOTE_DEEDS),
    *(("guide", deed, "show") for deed in (CREATE, DELETE)),
    *(("2026-11", deed, "again") for deed in (CREATE, FINALIZE)),
]


@pytest.mark.parametrize(("edition", "deed", "then"), MATRIX, ids=str)
async def test_whenever_it_is_killed_the_next_call_leaves_both_sides_equal(
    new_database: NewDatabase, edition: str, deed: QuoteDeed, then: str
) -> None:
    wrong: list[str] = []

    for step in count(1):
        if not await _die(house(new_database(), edition), deed, step, then, wrong):
            break

    assert not wrong
    assert 1 < step < STEPS_MAX


@pytest.mark.postgres
@pytest.mark.parametrize("deed", [CREATE, FINALIZE], ids=str)
async def test_on_postgres_too(postgres_databases: NewDatabase, deed: QuoteDeed) -> None:
    wrong: list[str] = []
    steps = await _steps(house(postgres_databases(), "guide"), deed)
    lasting = [step for step, name in enumerate(steps, 1) if not name.startswith("GET")]

    for step in lasting:
        assert await _die(house(postgres_databases(), "guide"), deed, step, "again", wrong)

    assert not wrong
    assert len(lasting) > 5


@pytest.mark.parametrize("nth", range(1, 6))
async def test_a_quote_that_was_sent_is_finalised_whichever_commit_fails(
    new_database: NewDatabase, nth: int
) -> None:
    at = house(new_database(), "guide")
    async with gateway(at) as (client, life):
        known = await FINALIZE.prepare(client, at.bank)
        with life.losing_commit(nth):
            answer = await FINALIZE.call(client, known)
    async with gateway(at, later=LATER) as (client, _):
        shown = (await client.get(f"/api/qonto/quotes/{known['id']}")).json()["quote"]
        wrong = await disagreements(at)

    assert wrong == []
    assert (answer.status_code == 200) is (shown["status"] == "finalized")


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.GARBAGE])
@pytest.mark.parametrize("deed", [deed for deed in QUOTE_DEEDS if deed is not ACCEPT], ids=str)
async def test_what_was_done_is_never_done_twice(
    new_database: NewDatabase, deed: QuoteDeed, kind: Kind
) -> None:
    at = house(new_database(), "guide")
    async with gateway(at) as (client, _):
        known = await deed.prepare(client, at.bank)
        before = _asked(at, deed)
        at.fault(deed.bank_call, kind)

        answer = await deed.call(client, known)

        silent = deed in (FINALIZE, SEND)
        found = (answer.status_code, answer.json().get("code"))
        assert found == ((504, Code.OUTCOME_UNKNOWN) if silent else (deed.done, None)), answer.text
        assert _asked(at, deed) - before == 1
        assert await disagreements(at) == []
        assert await quote_the_order(client, deed, known) is None


def _asked(at: House, deed: QuoteDeed) -> int:
    return len([one for one in at.bank.journal.exchanges if one.operation == deed.bank_call])


async def _steps(at: House, deed: QuoteDeed) -> list[str]:
    async with gateway(at) as (client, life):
        known = await deed.prepare(client, at.bank)
        with life.ending_at(0):
            await deed.call(client, known)
    return life.steps


async def _die(at: House, deed: QuoteDeed, step: int, then: str, wrong: list[str]) -> bool:
    """One life and the next; False when the call was over before *step*."""
    async with gateway(at) as (client, life):
        known = await deed.prepare(client, at.bank)
        with life.ending_at(step):
            try:
                answer = await deed.call(client, known)
            except Killed:
                pass
            else:
                assert answer.status_code == deed.done, answer.text
                return False
    async with gateway(at, later=LATER) as (client, _):
        said = [await NEXT[then](client, deed, known)]
        said += await disagreements(at)
        said += [await quote_the_order(client, deed, known)]
        said += await disagreements(at)
    wrong += [f"killed at {step} ({life.steps[step - 1]}): {one}" for one in said if one is not None]
    return True
