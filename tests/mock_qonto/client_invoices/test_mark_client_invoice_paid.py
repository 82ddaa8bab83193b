import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_without_a_body_it_was_now(customer: Customer) -> None:
    invoice = await customer.unpaid()

    paid = (await customer.act(invoice, "mark_as_paid")).json()["client_invoice"]

    assert (paid["status"], paid["paid_at"]) == ("paid", "2026-03-02T09:00:01.000Z")
    assert paid["amount_paid"] == paid["total_amount"]
    assert paid["number"] == invoice["number"]


async def test_a_day_may_be_given_even_today(customer: Customer) -> None:
    invoice = await customer.unpaid()

    paid = (await customer.act(invoice, "mark_as_paid", {"paid_at": "2026-03-02"})).json()["client_invoice"]

    assert paid["paid_at"] == "2026-03-02T00:00:00.000Z"


async def test_paid_again_only_the_day_moves(customer: Customer) -> None:
    invoice = await customer.unpaid()
    first = (await customer.act(invoice, "mark_as_paid")).json()["client_invoice"]

    again = (await customer.act(invoice, "mark_as_paid", {"paid_at": "2026-03-01"})).json()["client_invoice"]

    assert again == {**first, "paid_at": "2026-03-01T00:00:00.000Z"}


async def test_nobody_has_paid_tomorrow(customer: Customer) -> None:
    invoice = await customer.unpaid()

    answer = await customer.act(invoice, "mark_as_paid", {"paid_at": "2026-03-03"})

    assert refusal(answer) == (422, "invalid", "/data/attributes/paid_at")
    assert (await customer.invoice(invoice["id"]))["status"] == "unpaid"


async def test_a_draft_and_a_cancelled_invoice_cannot_be_paid(customer: Customer) -> None:
    draft, cancelled = await customer.draft(), await customer.unpaid()
    await customer.act(cancelled, "mark_as_canceled")

    for invoice in (draft, cancelled):
        assert refusal(await customer.act(invoice, "mark_as_paid"))[:2] == (422, "invalid")


async def test_an_unknown_invoice_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.post(f"/v2/client_invoices/{UNKNOWN_ID}/mark_as_paid"))[0] == 404


async def test_blanks_are_no_body(customer: Customer) -> None:
    invoice = await customer.unpaid()

    answer = await customer.call("POST", f"/v2/client_invoices/{invoice['id']}/mark_as_paid", content=b"\t")

    assert refusal(answer)[:2] == (400, "malformed_json")
