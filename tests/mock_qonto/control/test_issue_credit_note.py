"""Somebody credits an invoice on the dashboard: in both editions, by the bank's own rules."""

from typing import Any

import httpx
import pytest

from tests.mock_qonto.control.support import Customer, fields_of

pytestmark = pytest.mark.anyio

UNKNOWN_ID = "00000000-0000-4000-a000-000000000000"
TEN_EUROS = {
    "title": "Geste commercial",
    "quantity": "1",
    "unit_price": {"value": "10.00", "currency": "EUR"},
    "vat_rate": "0",
}


async def unpaid(customer: Customer) -> str:
    id = await customer.create_draft()
    assert (await customer.finalize(id)).is_success
    return id


async def issue(control: httpx.AsyncClient, invoice_id: str, **fields: Any) -> httpx.Response:
    return await control.post("/actions/issue-credit-note", json={"invoice_id": invoice_id, **fields})


async def listed(customer: Customer) -> list[dict[str, Any]]:
    return list((await customer.ask("GET", "/v2/credit_notes")).json()["credit_notes"])


async def test_without_lines_it_is_the_whole_invoice(control: httpx.AsyncClient, customer: Customer) -> None:
    id = await unpaid(customer)

    answer = await issue(control, id)

    (note,) = await listed(customer)
    assert answer.status_code == 201
    assert answer.json() == {
        "credit_note_id": note["id"],
        "number": "A-2026-001",
        "invoice_id": id,
        "issue_date": "2026-03-02",
        "total_amount_cents": 5988,
        "currency": "EUR",
        "invoice_status": "canceled",
    }
    invoice = await customer.invoice(id)
    assert (invoice["status"], invoice["credit_notes_ids"]) == ("canceled", [note["id"]])
    assert note["items"][0]["title"] == invoice["items"][0]["title"]


async def test_a_discount_on_the_whole_is_part_of_the_whole(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    account = (await customer.ask("GET", "/v2/bank_accounts")).json()["bank_accounts"][0]
    body = {
        "client_id": await customer.create_client(),
        "status": "unpaid",
        "issue_date": "2026-03-02",
        "due_date": "2026-04-01",
        "currency": "EUR",
        "payment_methods": {"iban": account["iban"]},
        "items": [TEN_EUROS],
        "discount": {"type": "percentage", "value": "0.5"},
    }
    id = (await customer.ask("POST", "/v2/client_invoices", json=body)).json()["client_invoice"]["id"]

    answer = await issue(control, id)

    assert (answer.json()["total_amount_cents"], answer.json()["invoice_status"]) == (500, "canceled")


async def test_lines_day_reason_and_number_can_be_said(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    id = await unpaid(customer)

    answer = await issue(
        control,
        id,
        items=[TEN_EUROS],
        issue_date="2025-12-31",
        reason="Geste commercial",
        number="AV-1",
    )

    (note,) = await listed(customer)
    assert (answer.json()["invoice_status"], answer.json()["total_amount_cents"]) == ("unpaid", 1000)
    assert (note["number"], note["issue_date"], note["reason"]) == ("AV-1", "2025-12-31", "Geste commercial")


async def test_it_needs_no_operation_of_the_api(
    control: httpx.AsyncClient, customer: Customer, edition: str
) -> None:
    id = await unpaid(customer)
    if edition != "guide":
        await control.put("/capabilities", json={"capabilities": {"create_credit_note": "absent-edge"}})

    answer = await issue(control, id)

    assert "create_credit_note" in answer.headers["X-Mock-Qonto"]
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"items": [TEN_EUROS] * 6}, 422, "/items"),
        ({"items": []}, 422, "/items"),
        ({"items": [{**TEN_EUROS, "vat_rate": "20"}]}, 422, "/items/0/vat_rate"),
        ({"items": [{"title": "Rien"}]}, 422, "/items/0/quantity"),
        ({"invoice_id": UNKNOWN_ID}, 422, "/invoice_id"),
        ({"invoice_id": "F-2026-001"}, 422, "/invoice_id"),
        ({"issue_date": "demain"}, 422, "/issue_date"),
        ({"currency": "EUR"}, 422, "/currency"),
    ],
)
async def test_what_the_bank_refuses_is_refused_here_and_nothing_happens(
    control: httpx.AsyncClient, customer: Customer, fields: dict[str, Any], status: int, field: str
) -> None:
    id = await unpaid(customer)
    before = await customer.invoice(id)

    answer = await control.post("/actions/issue-credit-note", json={"invoice_id": id, **fields})

    assert answer.status_code == status
    assert fields_of(answer)[0] == field
    assert await listed(customer) == []
    assert await customer.invoice(id) == before


async def test_a_draft_and_a_canceled_invoice_are_refused_in_the_banks_words(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    draft, gone = await customer.create_draft(), await unpaid(customer)
    await issue(control, gone)

    for id, status in ((draft, "draft"), (gone, "canceled")):
        answer = await issue(control, id)
        assert answer.json()["type"] == "urn:mock-qonto:refused-by-the-bank"
        assert answer.json()["detail"] == f"an invoice that is {status} cannot be credited"
        assert fields_of(answer) == ["/invoice_id"]


async def test_a_number_that_is_taken_keeps_the_banks_status(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await issue(control, await unpaid(customer))

    answer = await issue(control, await unpaid(customer), number="A-2026-001")

    assert answer.status_code == 409
    assert fields_of(answer) == ["/number"]
