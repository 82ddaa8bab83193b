"""The database refuses a commit, whichever: said honestly, and made good by the next call."""

from itertools import count

import pytest

from gateway.errors import Code
from tests.gateway.durability.agreement import disagreements
from tests.gateway.durability.deeds import DEEDS, FINALIZE, Deed, invoice_the_order, say_it_again
from tests.gateway.durability.mortal import COMMIT, LATER, NewDatabase, gateway, house

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_commit_that_is_refused_is_made_good_by_the_next_call(
    new_database: NewDatabase, deed: Deed
) -> None:
    for number in count(1):
        at = house(new_database(), "guide")
        async with gateway(at) as (client, life):
            known = await deed.prepare(client)
            with life.losing_commit(number):
                answer = await deed.call(client, known)
        if life.steps.count(COMMIT) < number:
            break
        async with gateway(at, later=LATER) as (client, _):
            again = await say_it_again(client, deed, known)
            wrong = [again, *await disagreements(at), await invoice_the_order(client, at.bank)]

        said = (answer.status_code, answer.json().get("code"))
        assert said in {(503, Code.DATABASE_UNAVAILABLE), (deed.done, None)}, (number, answer.text)
        assert [one for one in wrong if one is not None] == [], number

    assert answer.status_code == deed.done


async def test_what_is_final_never_looks_like_a_failure(new_database: NewDatabase) -> None:
    at = house(new_database(), "guide")
    async with gateway(at) as (client, life):
        known = await FINALIZE.prepare(client)
        with life.losing_commit(0):
            await FINALIZE.call(client, known)
    at = house(new_database(), "guide")
    async with gateway(at) as (client, again):
        known = await FINALIZE.prepare(client)

        with again.losing_commit(life.steps.count(COMMIT)):
            answer = await FINALIZE.call(client, known)

        assert answer.status_code == 200
        assert answer.json()["invoice"]["number"] == "F-2026-001"
