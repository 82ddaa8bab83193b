"""Killed at every step of every call that changes something: the next call leaves both sides equal."""

from itertools import count

import pytest

from tests.gateway.durability.agreement import disagreements
from tests.gateway.durability.deeds import (
    CREATE,
    DEEDS,
    DELETE,
    FINALIZE,
    NEXT,
    RECONCILE,
    Deed,
    invoice_the_order,
)
from tests.gateway.durability.mortal import LATER, House, Killed, NewDatabase, gateway, house

pytestmark = pytest.mark.anyio

STEPS_MAX = 60
# What is left behind is settled in one place for all of them; reading and the other edition are a sample.
MATRIX = [
    *(("guide", deed, "again") for deed in DEEDS),
    *(("guide", deed, "show") for deed in (CREATE, FINALIZE, RECONCILE)),
    *(("guide", deed, "list") for deed in (CREATE, DELETE)),
    *(("2026-11", deed, "again") for deed in (CREATE, FINALIZE)),
]


@pytest.mark.parametrize(("edition", "deed", "then"), MATRIX, ids=str)
async def test_whenever_it_is_killed_the_next_call_leaves_both_sides_equal(
    new_database: NewDatabase, edition: str, deed: Deed, then: str
) -> None:
    wrong: list[str] = []

    for step in count(1):
        at = house(new_database(), edition)
        died = await _die(at, deed, step, then, wrong)
        if not died:
            break

    assert not wrong
    assert 3 < step < STEPS_MAX


@pytest.mark.postgres
@pytest.mark.parametrize("deed", [CREATE, FINALIZE], ids=str)
async def test_on_postgres_too(postgres_databases: NewDatabase, deed: Deed) -> None:
    """A sample: the steps that leave something behind. Databases by the dozen take their time there."""
    wrong: list[str] = []
    steps = await _steps(house(postgres_databases(), "guide"), deed)
    lasting = [step for step, name in enumerate(steps, 1) if not name.startswith("GET")]

    for step in lasting:
        assert await _die(house(postgres_databases(), "guide"), deed, step, "again", wrong)

    assert not wrong
    assert len(lasting) > 5


async def _steps(at: House, deed: Deed) -> list[str]:
    async with gateway(at) as (client, life):
        known = await deed.prepare(client)
        with life.ending_at(0):
            await deed.call(client, known)
    return life.steps


async def _die(at: House, deed: Deed, step: int, then: str, wrong: list[str]) -> bool:
    """One life and the next; False when the call was over before *step*."""
    async with gateway(at) as (client, life):
        known = await deed.prepare(client)
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
        said += [await invoice_the_order(client, at.bank)]
        said += await disagreements(at)
    wrong += [f"killed at {step} ({life.steps[step - 1]}): {one}" for one in said if one is not None]
    return True
