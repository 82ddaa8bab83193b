"""One `Idempotency-Key`, many callers, two gateways: one of them creates, all of them learn of it."""

from itertools import cycle

import httpx
import pytest

from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.client_invoices.model import ClientInvoice
from tests.gateway.durability.agreement import disagreements
from tests.gateway.durability.deeds import ORDER, ROUTES
from tests.gateway.durability.mortal import house
from tests.gateway.races.test_races import at_once, codes, counters

pytestmark = pytest.mark.anyio

CROWD = 20
KEY = {"Idempotency-Key": "k-1"}


async def create(client: httpx.AsyncClient, order: str = ORDER.id) -> httpx.Response:
    return await client.post(ROUTES, json={"salesOrderId": order}, headers=KEY)


async def test_twenty_say_the_same_under_one_key_and_all_get_the_same_answer_in_the_end(
    database_url: str,
) -> None:
    at = house(database_url, "guide")
    async with counters(at) as both:
        answers = await at_once(create(client) for client, _ in zip(cycle(both), range(CROWD)))
        later = [await create(client) for client in both]

    made = [answer for answer in answers if answer.status_code == 201]
    assert {answer.content for answer in (*made, *later)} == {made[0].content}
    assert sum("Idempotency-Replayed" not in answer.headers for answer in made) == 1
    assert set(codes(answers)) <= {(201, None), (409, "IDEMPOTENCY_KEY_IN_USE")}
    assert len(at.bank.default_world.all(ClientInvoice)) == 1
    assert await disagreements(at) == []


async def test_two_orders_under_one_key_and_one_of_them_is_invoiced(database_url: str) -> None:
    at = house(database_url, "guide")
    async with counters(at) as both:
        answers = await at_once(
            create(client, order.id) for client, order in zip(both, INVOICEABLE[:2], strict=True)
        )

    assert codes(answers) == {(201, None): 1, (422, "IDEMPOTENCY_KEY_REUSED"): 1}
    assert len(at.bank.default_world.all(ClientInvoice)) == 1
