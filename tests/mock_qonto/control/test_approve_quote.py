"""The client says yes to a quote."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer, fields_of
from tests.mock_qonto.support import UNKNOWN_ID

pytestmark = pytest.mark.anyio


async def test_a_quote_that_waits_becomes_approved(control: httpx.AsyncClient, customer: Customer) -> None:
    id = await customer.create_quote()

    answer = await control.post("/actions/approve-quote", json={"quote_id": id})

    assert answer.status_code == 200
    assert answer.json() == {
        "quote_id": id,
        "number": "D-2026-001",
        "status": "approved",
        "decided_at": "2026-03-02T09:00:00.000Z",
    }
    quote = await customer.quote(id)
    assert (quote["status"], quote["approved_at"]) == ("approved", "2026-03-02T09:00:00.000Z")
    assert quote["canceled_at"] is None


@pytest.mark.parametrize("first", ["approve", "cancel"])
async def test_a_decided_quote_is_not_approved_again(
    control: httpx.AsyncClient, customer: Customer, first: str
) -> None:
    id = await customer.create_quote()
    await control.post(f"/actions/{first}-quote", json={"quote_id": id})
    before = await customer.quote(id)

    answer = await control.post("/actions/approve-quote", json={"quote_id": id})

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:mock-qonto:refused-by-the-bank")
    assert before["status"] in answer.json()["detail"]
    assert await customer.quote(id) == before


async def test_an_unknown_quote_is_named(control: httpx.AsyncClient, customer: Customer) -> None:
    answer = await control.post("/actions/approve-quote", json={"quote_id": UNKNOWN_ID})

    assert answer.status_code == 422
    assert fields_of(answer) == ["/quote_id"]


async def test_no_customer_can_do_it(customer: Customer) -> None:
    id = await customer.create_quote()

    for verb in ("approve", "accept", "finalize", "convert_to_invoice"):
        answer = await customer.ask("POST", f"/v2/quotes/{id}/{verb}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
