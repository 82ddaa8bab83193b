"""Credit notes as both editions can have them: issued on the dashboard, read through the API."""

from typing import Any

import httpx

from mock_qonto.app import build_control_app
from tests.mock_qonto.support import TODAY, Customer, item

CONTROL_URL = "http://127.0.0.1:8082"


def line(value: str, **fields: Any) -> dict[str, Any]:
    """A line that comes to *value*, its VAT rate being zero."""
    return item(title="Remise", unit_price={"value": value, "currency": "EUR"}, **{"vat_rate": "0", **fields})


def body_of(invoice: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What credits the whole of an invoice of one `support.item`."""
    return {
        "invoice_id": invoice["id"],
        "issue_date": TODAY,
        "currency": "EUR",
        "items": [item()],
        "reason": "Produit retourné",
        **fields,
    }


async def credit(customer: Customer, invoice: dict[str, Any], **fields: Any) -> httpx.Response:
    return await customer.post("/v2/credit_notes", body_of(invoice, **fields))


async def issued(customer: Customer, invoice: dict[str, Any], **fields: Any) -> str:
    """The id of a credit note that a person has issued."""
    transport = httpx.ASGITransport(build_control_app(customer.bank))
    async with httpx.AsyncClient(transport=transport, base_url=CONTROL_URL) as control:
        answer = await control.post(
            "/actions/issue-credit-note", json={"invoice_id": invoice["id"], **fields}
        )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["credit_note_id"])


async def shown(customer: Customer, id: str) -> dict[str, Any]:
    return dict((await customer.get(f"/v2/credit_notes/{id}")).json()["credit_note"])


async def count(customer: Customer) -> int:
    return int((await customer.get("/v2/credit_notes")).json()["meta"]["total_count"])
