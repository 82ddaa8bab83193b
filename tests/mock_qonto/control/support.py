"""A customer who can do just enough at the bank for the control plane to have something to act upon."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONTROL_URL = "http://127.0.0.1:8082"
BANK_URL = "http://127.0.0.1:8081"


@dataclass(frozen=True, slots=True)
class Customer:
    door: httpx.AsyncClient
    authorization: str

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.door.request(method, path, headers={"Authorization": self.authorization}, **more)

    async def create_client(self, name: str = "Atelier Nord") -> str:
        body = {
            "kind": "company",
            "name": name,
            "email": "compta@atelier.example",
            "currency": "EUR",
            "locale": "fr",
            "vat_number": "FR00000000000",
            "billing_address": {
                "street_address": "1 rue du Port",
                "city": "Nantes",
                "zip_code": "44000",
                "country_code": "FR",
            },
        }
        answer = await self.ask("POST", "/v2/clients", json=body)
        assert answer.is_success, answer.text
        return str(answer.json()["client"]["id"])

    async def create_draft(self, title: str = "Étude") -> str:
        account = (await self.ask("GET", "/v2/bank_accounts")).json()["bank_accounts"][0]
        body = {
            "client_id": await self.create_client(),
            "issue_date": "2026-03-02",
            "due_date": "2026-04-01",
            "currency": "EUR",
            "status": "draft",
            "payment_methods": {"iban": account["iban"]},
            "items": [
                {
                    "title": title,
                    "quantity": "1",
                    "unit_price": {"value": "49.90", "currency": "EUR"},
                    "vat_rate": "0.2",
                }
            ],
        }
        answer = await self.ask("POST", "/v2/client_invoices", json=body)
        assert answer.is_success, answer.text
        return str(answer.json()["client_invoice"]["id"])

    async def finalize(self, invoice_id: str) -> httpx.Response:
        return await self.ask("POST", f"/v2/client_invoices/{invoice_id}/finalize")

    async def invoice(self, invoice_id: str) -> Any:
        answer = await self.ask("GET", f"/v2/client_invoices/{invoice_id}")
        assert answer.is_success, answer.text
        return answer.json()["client_invoice"]

    async def create_quote(self, title: str = "Étude") -> str:
        body = {
            "client_id": await self.create_client(),
            "issue_date": "2026-03-02",
            "expiry_date": "2026-04-01",
            "currency": "EUR",
            "terms_and_conditions": "Devis valable trente jours.",
            "items": [
                {
                    "title": title,
                    "quantity": "1",
                    "unit_price": {"value": "49.90", "currency": "EUR"},
                    "vat_rate": "0.2",
                }
            ],
        }
        answer = await self.ask("POST", "/v2/quotes", json=body)
        assert answer.is_success, answer.text
        return str(answer.json()["quote"]["id"])

    async def quote(self, quote_id: str) -> Any:
        answer = await self.ask("GET", f"/v2/quotes/{quote_id}")
        assert answer.is_success, answer.text
        return answer.json()["quote"]

    async def clients(self) -> list[str]:
        answer = await self.ask("GET", "/v2/clients")
        assert answer.is_success, answer.text
        return [client["name"] for client in answer.json()["clients"]]


def world_of(answer: httpx.Response) -> str:
    """The nonce in X-Mock-Qonto."""
    return answer.headers["X-Mock-Qonto"].split('world="')[1].split('"')[0]


def fields_of(answer: httpx.Response) -> list[str]:
    """The fields a problem names."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    return [wrong["field"] for wrong in answer.json()["fields"]]
