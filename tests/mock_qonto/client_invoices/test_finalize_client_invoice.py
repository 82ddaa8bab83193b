import asyncio

import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_a_draft_becomes_unpaid_with_a_number(customer: Customer) -> None:
    draft = await customer.draft()
    customer.wait(60)

    invoice = (await customer.act(draft, "finalize")).json()["client_invoice"]

    assert (invoice["status"], invoice["number"]) == ("unpaid", "F-2026-001")
    assert invoice["finalized_at"] == "2026-03-02T09:01:00.000Z"
    assert invoice["total_amount"] == draft["total_amount"]


async def test_it_cannot_be_done_twice(customer: Customer) -> None:
    invoice = await customer.unpaid()

    answer = await customer.act(invoice, "finalize")

    assert refusal(answer)[:2] == (412, "invoice_not_in_draft_status")
    assert await customer.invoice(invoice["id"]) == invoice


async def test_an_invoice_without_lines_cannot_be_finalized(customer: Customer) -> None:
    draft = await customer.draft(items=[])

    assert refusal(await customer.act(draft, "finalize")) == (422, "invalid", "/data/attributes/items")


async def test_a_hundred_at_once_get_a_hundred_consecutive_numbers(customer: Customer) -> None:
    drafts = [await customer.draft() for _ in range(100)]

    answers = await asyncio.gather(
        *(customer.http.post(f"/v2/client_invoices/{draft['id']}/finalize") for draft in drafts)
    )

    numbers = sorted(answer.json()["client_invoice"]["number"] for answer in answers)
    assert numbers == [f"F-2026-{ordinal:03d}" for ordinal in range(1, 101)]


async def test_an_unknown_invoice_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.post(f"/v2/client_invoices/{UNKNOWN_ID}/finalize"))[0] == 404
