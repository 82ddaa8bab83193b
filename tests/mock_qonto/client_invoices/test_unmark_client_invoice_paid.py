import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_a_paid_invoice_is_unpaid_again(customer: Customer) -> None:
    invoice = await customer.unpaid()
    await customer.act(invoice, "mark_as_paid")

    again = (await customer.act(invoice, "unmark_as_paid")).json()["client_invoice"]

    assert (again["status"], again["paid_at"], again["amount_paid"]) == ("unpaid", None, None)


async def test_its_pdf_stays_the_one_it_was(customer: Customer) -> None:
    invoice = await customer.unpaid()
    await customer.act(invoice, "mark_as_paid")
    await customer.act(invoice, "unmark_as_paid")

    customer.wait(10)

    again = await customer.invoice(invoice["id"])
    assert again["attachment_id"] == invoice["attachment_id"]
    assert again["updated_at"] == "2026-03-02T09:00:01.000Z"


async def test_what_is_not_paid_cannot_be_unmarked(customer: Customer) -> None:
    for invoice in (await customer.draft(), await customer.unpaid()):
        assert refusal(await customer.act(invoice, "unmark_as_paid"))[:2] == (422, "invalid")


async def test_an_unknown_invoice_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.post(f"/v2/client_invoices/{UNKNOWN_ID}/unmark_as_paid"))[0] == 404
