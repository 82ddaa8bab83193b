"""How the toy speaks to the bank."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

ADDRESS = {"street_address": "1 rue de l'Essai", "zip_code": "69001", "city": "Lyon", "country_code": "FR"}


class Refused(Exception):
    """What the toy, or the bank through it, does not do."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"code": code, "message": message, **more}


@dataclass(slots=True)
class Bank:
    http: httpx.AsyncClient
    clients: dict[str, str] = field(default_factory=dict)
    """The ids of clients by name: what the bank knows already is not made again."""

    async def call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer = await self._answer(method, f"/v2{path}", **more)
        try:
            return dict(answer.json()) if answer.content else {}
        except (ValueError, TypeError) as why:
            raise Refused(502, "bank_unreadable", "La banque a répondu autre chose que du JSON.") from why

    async def _answer(self, method: str, target: str, **more: Any) -> httpx.Response:
        try:
            answer = await self.http.request(method, target, **more)
        except httpx.InvalidURL as why:
            raise Refused(404, "no_such_id", str(why)) from why
        except httpx.TransportError as why:
            raise Refused(502, "bank_unreachable", str(why)) from why
        if answer.is_error:
            broken = answer.status_code >= 500
            raise Refused(502 if broken else answer.status_code, "bank_refused", answer.text[:500])
        return answer

    async def invoice(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        return dict((await self.call(method, f"/client_invoices{path}", **more))["client_invoice"])

    async def pdf(self, attachment_id: str) -> httpx.Response:
        attachment = (await self.call("GET", f"/attachments/{attachment_id}"))["attachment"]
        return await self._answer("GET", attachment["url"])

    async def order(self, client: Mapping[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
        """What a create says of an order; whether it is a draft is another question."""
        seller = await self._answer("GET", "/v2/organization")
        # The bank's day: its clock may be held.
        today: date = parsedate_to_datetime(seller.headers["date"]).date()
        return {
            "client_id": await self._client_id(client),
            "issue_date": today.isoformat(),
            "due_date": (today + timedelta(days=30)).isoformat(),
            "currency": "EUR",
            "payment_methods": {"iban": seller.json()["organization"]["bank_accounts"][0]["iban"]},
            "items": items,
        }

    async def _client_id(self, client: Mapping[str, Any]) -> str:
        if "id" in client:
            return str(client["id"])
        name = str(client.get("name", "Atelier Exemple SARL"))
        if name not in self.clients:
            body = {
                "kind": "company",
                "name": name,
                "email": client.get("email", "compta@atelier.example"),
                "vat_number": "FR00000000000",
                "currency": "EUR",
                "locale": "fr",
                "billing_address": ADDRESS,
            }
            self.clients[name] = (await self.call("POST", "/clients", json=body))["client"]["id"]
        return self.clients[name]
