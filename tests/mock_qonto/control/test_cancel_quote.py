"""Somebody cancels a quote on Qonto's dashboard."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer, fields_of
from tests.mock_qonto.support import UNKNOWN_ID

pytestmark = pytest.mark.anyio


async def test_a_quote_that_waits_becomes_canceled(control: httpx.AsyncClient, customer: Customer) -> None:
    id = await customer.create_quote()

    answer = await control.post("/actions/cancel-quote", json={"quote_id": id})

    assert (answer.status_code, answer.json()["status"]) == (200, "canceled")
    quote = await customer.quote(id)
    assert (quote["status"], quote["canceled_at"]) == ("canceled", "2026-03-02T09:00:00.000Z")
    assert quote["approved_at"] is None


async def test_so_does_one_that_was_approved_and_both_hours_are_kept(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    id = await customer.create_quote()
    await control.post("/actions/approve-quote", json={"quote_id": id})
    await control.post("/clock/advance", json={"seconds": 60})

    await control.post("/actions/cancel-quote", json={"quote_id": id})

    quote = await customer.quote(id)
    assert quote["status"] == "canceled"
    assert quote["approved_at"] == "2026-03-02T09:00:00.000Z"
    assert quote["canceled_at"] == "2026-03-02T09:01:00.000Z"


async def test_once_is_enough(control: httpx.AsyncClient, customer: Customer) -> None:
    id = await customer.create_quote()
    await control.post("/actions/cancel-quote", json={"quote_id": id})

    answer = await control.post("/actions/cancel-quote", json={"quote_id": id})

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:mock-qonto:refused-by-the-bank")


async def test_an_unknown_quote_is_named(control: httpx.AsyncClient) -> None:
    answer = await control.post("/actions/cancel-quote", json={"quote_id": UNKNOWN_ID})

    assert answer.status_code == 422
    assert fields_of(answer) == ["/quote_id"]
