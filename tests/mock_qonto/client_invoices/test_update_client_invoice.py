from typing import Any

import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, item, refusal

pytestmark = pytest.mark.anyio


async def test_what_is_sent_changes_and_the_rest_stays(customer: Customer) -> None:
    draft = await customer.draft(header="Bonjour", purchase_order="CMD-1")
    customer.wait(5)

    changed = await _changed(customer, draft, due_date="2026-05-01", header=None)

    assert changed == {
        **draft,
        "due_date": "2026-05-01",
        "header": None,
        "updated_at": "2026-03-02T09:00:05.000Z",
    }


async def test_lines_are_replaced_whole(customer: Customer) -> None:
    draft = await customer.draft(items=[item(), item()])

    changed = await _changed(customer, draft, items=[item(title="Autre", quantity="2")])

    assert [line["title"] for line in changed["items"]] == ["Autre"]
    assert changed["total_amount_cents"] == 11976


async def test_another_client_is_copied_anew(customer: Customer) -> None:
    draft = await customer.draft()
    other = await customer.client(name="Autre")

    changed = await _changed(customer, draft, client_id=other["id"])

    assert changed["client"]["name"] == "Autre"


async def test_neither_status_nor_currency_can_be_changed(customer: Customer) -> None:
    draft = await customer.draft()

    changed = await _changed(customer, draft, status="unpaid", currency="USD")

    assert (changed["status"], changed["currency"]) == ("draft", "EUR")
    assert set(customer.exchange.unread) == {"/status", "/currency"}


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"client_id": UNKNOWN_ID}, "invalid_client_id", "/client_id"),
        ({"due_date": "2026-01-01"}, "invalid_format", "/due_date"),
        ({"payment_methods": {"iban": "FR00"}}, "invalid_iban", "/payment_methods/iban"),
        (
            {"items": [item(unit_price={"value": "1", "currency": "CHF"})]},
            "invalid",
            "/items/0/unit_price/currency",
        ),
    ],
)
async def test_a_change_obeys_the_rules_of_a_create(
    customer: Customer, fields: dict[str, Any], code: str, pointer: str
) -> None:
    draft = await customer.draft()

    answer = await customer.patch(f"/v2/client_invoices/{draft['id']}", fields)

    assert refusal(answer) == (422, code, f"/data/attributes{pointer}")
    assert await customer.invoice(draft["id"]) == draft


async def test_a_final_invoice_cannot_be_changed(customer: Customer) -> None:
    invoice = await customer.unpaid()

    answer = await customer.patch(f"/v2/client_invoices/{invoice['id']}", {"header": "x"})

    assert refusal(answer)[:2] == (412, "invoice_not_in_draft_status")
    assert await customer.invoice(invoice["id"]) == invoice


async def test_a_number_that_is_taken_cannot_be_claimed(customer: Customer) -> None:
    taken, draft = (await customer.unpaid())["number"], await customer.draft()

    answer = await customer.patch(f"/v2/client_invoices/{draft['id']}", {"number": taken})

    assert refusal(answer)[:2] == (409, "invoice_number_already_exists")
    assert await customer.invoice(draft["id"]) == draft


async def test_an_unknown_invoice_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.patch(f"/v2/client_invoices/{UNKNOWN_ID}", {}))[0] == 404


async def _changed(customer: Customer, invoice: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = await customer.patch(f"/v2/client_invoices/{invoice['id']}", fields)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["client_invoice"])
