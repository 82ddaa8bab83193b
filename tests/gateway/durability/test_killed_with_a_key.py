"""A creation under an `Idempotency-Key`, killed at every step: said again, it is one invoice, one answer."""

from itertools import count

import httpx
import pytest

from gateway.db.idempotency import LONGEST_CALL
from mock_qonto.resources.client_invoices.model import ClientInvoice
from tests.gateway.durability.agreement import disagreements
from tests.gateway.durability.deeds import ORDER, ROUTES, invoice_the_order
from tests.gateway.durability.mortal import COMMIT, House, Killed, NewDatabase, gateway, house

pytestmark = pytest.mark.anyio

STEPS_MAX = 60
DONE = (201, None)
INVOICED = (409, "ORDER_ALREADY_INVOICED")
IN_USE = (409, "IDEMPOTENCY_KEY_IN_USE")


async def create(client: httpx.AsyncClient) -> httpx.Response:
    headers = {"Idempotency-Key": "an order, once"}
    return await client.post(ROUTES, json={"salesOrderId": ORDER.id}, headers=headers)


def said(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


async def test_whenever_it_is_killed_the_key_is_free_again_in_time(new_database: NewDatabase) -> None:
    for step in count(1):
        at = house(new_database(), "guide")
        if not await _killed(at, step):
            break
        async with gateway(at) as (client, _):
            at_once = await create(client)
        async with gateway(at, later=LONGEST_CALL) as (client, _):
            in_time, again = [await create(client) for _ in range(2)]

            assert said(at_once) in {DONE, INVOICED, IN_USE}, (step, at_once.text)
            assert said(in_time) in {DONE, INVOICED}, (step, in_time.text)
            assert said(again) == said(in_time), step
            assert await disagreements(at) == [], step
            assert await invoice_the_order(client, at.bank) is None, step
            assert len(at.bank.default_world.all(ClientInvoice)) == 1, step

    assert 3 < step < STEPS_MAX


async def test_killed_before_the_answer_left_it_is_told_by_the_next_gateway(
    new_database: NewDatabase,
) -> None:
    at = house(new_database(), "guide")
    async with gateway(at) as (client, life):
        with life.ending_at(0):
            whole = await create(client)
    at = house(new_database(), "guide")
    assert await _killed(at, len(life.steps))

    async with gateway(at) as (client, _):
        answer = await create(client)

    assert (answer.status_code, answer.headers["Idempotency-Replayed"]) == (201, "true")
    assert answer.json().keys() == whole.json().keys()
    assert len(at.bank.default_world.all(ClientInvoice)) == 1


async def test_what_was_made_is_told_even_when_its_answer_cannot_be_kept(new_database: NewDatabase) -> None:
    at = house(new_database(), "guide")
    async with gateway(at) as (client, life):
        with life.losing_commit(0):
            await create(client)
    at = house(new_database(), "guide")

    async with gateway(at) as (client, again):
        with again.losing_commit(life.steps.count(COMMIT)):
            answer = await create(client)

    assert said(answer) == DONE
    async with gateway(at, later=LONGEST_CALL) as (client, _):
        assert said(await create(client)) == INVOICED


async def _killed(at: House, step: int) -> bool:
    """False when the call was over before *step*."""
    async with gateway(at) as (client, life):
        with life.ending_at(step):
            try:
                assert said(await create(client)) == DONE
            except Killed:
                return True
    return False
