"""What a test of the fixtures begins with."""

from typing import Any

import httpx
import pytest

from mock_qonto.testing import QontoWorld

TODAY = "2026-02-19"


class Customer:
    """Whoever holds a client to a world; creates one bill after the other."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.iban = client.get("/v2/organization").json()["organization"]["bank_accounts"][0]["iban"]

    def draft(self) -> dict[str, Any]:
        named = {"kind": "company", "name": "Atelier Exemple", "currency": "EUR"}
        body = {
            "client_id": self.client.post("/v2/clients", json=named).json()["client"]["id"],
            "status": "draft",
            "issue_date": TODAY,
            "due_date": "2026-03-21",
            "currency": "EUR",
            "payment_methods": {"iban": self.iban},
            "items": [
                {
                    "title": "Lampe",
                    "quantity": "1",
                    "unit_price": {"value": "49.90", "currency": "EUR"},
                    "vat_rate": "0.2",
                }
            ],
        }
        answer = self.client.post("/v2/client_invoices", json=body)
        assert answer.is_success, answer.text
        return dict(answer.json()["client_invoice"])

    def number(self) -> str:
        """That of one more final invoice."""
        answer = self.client.post(f"/v2/client_invoices/{self.draft()['id']}/finalize")
        assert answer.is_success, answer.text
        return str(answer.json()["client_invoice"]["number"])


@pytest.fixture
def customer(qonto_world: QontoWorld) -> Customer:
    return Customer(qonto_world.client)
