"""Every e-mail the bank would have sent."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer

pytestmark = pytest.mark.anyio


async def test_nothing_is_in_it_at_first(control: httpx.AsyncClient) -> None:
    assert (await control.get("/outbox")).json() == {"emails": []}


async def test_an_invoice_that_was_sent_is_there_with_its_document(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    invoice = await customer.create_draft()
    await customer.finalize(invoice)
    await control.post("/clock/advance", json={"seconds": 1})

    sent = await customer.ask(
        "POST",
        f"/v2/client_invoices/{invoice}/send",
        json={
            "send_to": ["compta@atelier.example"],
            "email_title": "Votre facture",
            "email_body": "Bonjour",
            "copy_to_self": False,
        },
    )

    assert sent.status_code == 204, sent.text
    (email,) = (await control.get("/outbox")).json()["emails"]
    assert email["recipients"] == ["compta@atelier.example"]
    assert (email["title"], email["body"], email["about"]) == ("Votre facture", "Bonjour", invoice)
    assert email["attachment"]["file_name"].endswith(".pdf")
    assert email["at"] == "2026-03-02T09:00:01.000Z"
