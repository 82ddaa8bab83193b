import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_a_draft_is_gone(customer: Customer) -> None:
    draft, kept = await customer.draft(), await customer.draft()

    answer = await customer.delete(f"/v2/client_invoices/{draft['id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert refusal(await customer.get(f"/v2/client_invoices/{draft['id']}"))[0] == 404
    listed = (await customer.get("/v2/client_invoices")).json()["client_invoices"]
    assert [invoice["id"] for invoice in listed] == [kept["id"]]


@pytest.mark.parametrize("verb", ["", "mark_as_paid", "mark_as_canceled"])
async def test_a_final_invoice_cannot_be_removed(customer: Customer, verb: str) -> None:
    invoice = await customer.unpaid()
    if verb:
        await customer.act(invoice, verb)

    answer = await customer.delete(f"/v2/client_invoices/{invoice['id']}")

    assert refusal(answer)[:2] == (412, "invoice_not_in_draft_status")
    assert (await customer.invoice(invoice["id"]))["number"] == "F-2026-001"


async def test_an_unknown_invoice_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.delete(f"/v2/client_invoices/{UNKNOWN_ID}"))[:2] == (404, "not_found")
