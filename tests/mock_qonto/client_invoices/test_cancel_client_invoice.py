import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio

ACTIONS = ("finalize", "mark_as_paid", "unmark_as_paid", "mark_as_canceled")


async def test_an_unpaid_invoice_is_cancelled_and_keeps_its_number(customer: Customer) -> None:
    invoice = await customer.unpaid()

    cancelled = (await customer.act(invoice, "mark_as_canceled")).json()["client_invoice"]

    assert (cancelled["status"], cancelled["number"]) == ("canceled", "F-2026-001")


async def test_drafts_and_paid_invoices_cannot_be_cancelled(customer: Customer) -> None:
    draft, paid = await customer.draft(), await customer.unpaid()
    await customer.act(paid, "mark_as_paid")

    for invoice in (draft, paid):
        assert refusal(await customer.act(invoice, "mark_as_canceled"))[:2] == (422, "invalid")


async def test_that_is_the_end(customer: Customer) -> None:
    invoice = await customer.unpaid()
    await customer.act(invoice, "mark_as_canceled")

    answers = [await customer.act(invoice, verb) for verb in ACTIONS]

    assert [answer.status_code for answer in answers] == [412, 422, 422, 422]
    assert (await customer.invoice(invoice["id"]))["status"] == "canceled"


async def test_there_is_no_path_called_cancel(customer: Customer) -> None:
    answer = await customer.act(await customer.unpaid(), "cancel")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/plain")


async def test_an_unknown_invoice_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.post(f"/v2/client_invoices/{UNKNOWN_ID}/mark_as_canceled"))[0] == 404
