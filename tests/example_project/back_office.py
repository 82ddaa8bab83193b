"""A tiny back office: it knows where Qonto is from its environment, and nothing of any mock."""

import os
from datetime import date, timedelta
from typing import Any

import httpx


def qonto_from_environment() -> httpx.Client:
    credentials = f"{os.environ['QONTO_ORGANIZATION_ID']}:{os.environ['QONTO_API_KEY']}"
    return httpx.Client(
        base_url=os.environ.get("QONTO_API_BASE_URL", "https://thirdparty.qonto.com"),
        headers={"Authorization": credentials},
    )


class BackOffice:
    def __init__(self, qonto: httpx.Client) -> None:
        self._qonto = qonto

    def iban(self) -> str:
        accounts = self._ask("GET", "/v2/organization")["organization"]["bank_accounts"]
        return str(next(account["iban"] for account in accounts if account["main"]))

    def bill(self, customer: str, title: str, euros: str, *, on: date) -> dict[str, Any]:
        """A draft: whoever wants it to be final says so elsewhere."""
        body = {
            "client_id": self._client(customer),
            "status": "draft",
            "issue_date": on.isoformat(),
            "due_date": (on + timedelta(days=30)).isoformat(),
            "currency": "EUR",
            "payment_methods": {"iban": self.iban()},
            "items": [
                {
                    "title": title,
                    "quantity": "1",
                    "unit_price": {"value": euros, "currency": "EUR"},
                    "vat_rate": "0.2",
                }
            ],
        }
        return dict(self._ask("POST", "/v2/client_invoices", body)["client_invoice"])

    def finalize(self, invoice: dict[str, Any]) -> dict[str, Any]:
        return dict(self._ask("POST", f"/v2/client_invoices/{invoice['id']}/finalize")["client_invoice"])

    def pdf_link(self, invoice: dict[str, Any]) -> str | None:
        """A signed link that lives for 30 minutes; None while the PDF is being made."""
        shown = self._ask("GET", f"/v2/client_invoices/{invoice['id']}")["client_invoice"]
        if shown["attachment_id"] is None:
            return None
        return str(self._ask("GET", f"/v2/attachments/{shown['attachment_id']}")["attachment"]["url"])

    def _client(self, name: str) -> str:
        body = {
            "kind": "company",
            "name": name,
            "currency": "EUR",
            "locale": "fr",
            "vat_number": "FR00000000000",
            "billing_address": {
                "street_address": "1 rue de l'Essai",
                "zip_code": "69001",
                "city": "Lyon",
                "country_code": "FR",
            },
        }
        return str(self._ask("POST", "/v2/clients", body)["client"]["id"])

    def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self._qonto.request(method, path, json=body)
        answer.raise_for_status()
        return dict(answer.json())
