"""
The client the back office used on the day of the guide, in its own words.

Every JSON call says that it is JSON, also a GET and a POST without a body. A create brings an idempotency
key of its own and no status; an absent value is no key at all; an envelope is opened by its name. What the
bank answers is handed back as it is: a test says what it should be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import httpx

from tests.mock_qonto.support import Customer

JSON = {"Content-Type": "application/json"}
TERMS = "Devis valable 30 jours à compter de sa date."
Body = dict[str, Any]


def as_text(number: float) -> str:
    """A number as that language prints it: 3 and not 3.0."""
    return str(int(number)) if float(number).is_integer() else repr(number)


def line(
    title: str, quantity: float, price: float, vat: float, unit: str = "pièce", note: str | None = None
) -> Body:
    """A line of an order or of a service, as its routes made it."""
    return _said(
        title=title,
        description=note,
        quantity=as_text(quantity),
        unit=unit,
        unit_price={"value": as_text(price), "currency": "EUR"},
        vat_rate=as_text(vat),
    )


def line_again(item: Mapping[str, Any]) -> Body:
    """A line of an answer, asked for once more: that client takes it for numbers."""
    return line(
        item["title"], item["quantity"], item["unit_price"], item["vat_rate"], item.get("unit") or "unit"
    )


@dataclass(slots=True)
class ReferenceClient:
    customer: Customer

    # ------------------------------------------------------------------ who is who
    async def organization(self) -> Body:
        return await self._opened("organization", "GET", "/v2/organization")

    async def bank_accounts(self) -> list[Body]:
        return cast("list[Body]", await self._opened("bank_accounts", "GET", "/v2/bank_accounts"))

    async def find_client(self, email: str) -> Body | None:
        found: Any = await self._opened("clients", "GET", "/v2/clients", params={"per_page": 100})
        return next((client for client in found if client["email"] == email), None)

    async def create_client(self, **fields: Any) -> Body:
        body = _said(currency="EUR", locale="fr", **fields)
        return await self._opened("client", "POST", "/v2/clients", json=body)

    async def update_client(self, id: str, **fields: Any) -> Body:
        return await self._opened("client", "PATCH", f"/v2/clients/{id}", json=_said(**fields))

    # ------------------------------------------------------------------ invoices
    async def create_invoice(self, *, items: Sequence[Body], iban: str, **fields: Any) -> Body:
        body = _said(currency="EUR", payment_methods={"iban": iban}, items=items, **fields)
        return await self._opened("client_invoice", "POST", "/v2/client_invoices", json=body, headers=_once())

    async def invoices(self, **query: Any) -> list[Body]:
        found = await self._opened("client_invoices", "GET", "/v2/client_invoices", params=query)
        return cast("list[Body]", found)

    async def invoice(self, id: str) -> Body:
        return await self._opened("client_invoice", "GET", f"/v2/client_invoices/{id}")

    async def update_invoice(self, id: str, **fields: Any) -> Body:
        path = f"/v2/client_invoices/{id}"
        return await self._opened("client_invoice", "PATCH", path, json=_said(**fields))

    async def act(self, id: str, deed: str, body: Body | None = None) -> Body:
        """Finalize, mark_as_paid, mark_as_canceled."""
        path = f"/v2/client_invoices/{id}/{deed}"
        return await self._opened("client_invoice", "POST", path, **({} if body is None else {"json": body}))

    async def send_invoice(self, id: str, to: Iterable[str]) -> httpx.Response:
        return await self.call("POST", f"/v2/client_invoices/{id}/send", json={"recipient_emails": [*to]})

    async def delete_invoice(self, id: str) -> httpx.Response:
        return await self.call("DELETE", f"/v2/client_invoices/{id}")

    # ------------------------------------------------------------------ quotes and credit notes
    async def create_quote(self, *, items: Sequence[Body], **fields: Any) -> Body:
        body = _said(currency="EUR", terms_and_conditions=TERMS, items=items, **fields)
        return await self._opened("quote", "POST", "/v2/quotes", json=body, headers=_once())

    async def quote(self, id: str) -> Body:
        return await self._opened("quote", "GET", f"/v2/quotes/{id}")

    async def quotes(self, **query: Any) -> list[Body]:
        return cast("list[Body]", await self._opened("quotes", "GET", "/v2/quotes", params=query))

    async def update_quote(self, id: str, **fields: Any) -> Body:
        return await self._opened("quote", "PATCH", f"/v2/quotes/{id}", json=_said(**fields))

    async def finalize_quote(self, id: str) -> httpx.Response:
        return await self.call("POST", f"/v2/quotes/{id}/send")

    async def convert_quote(self, id: str) -> httpx.Response:
        return await self.call("POST", f"/v2/quotes/{id}/convert_to_invoice")

    async def create_credit_note(self, **fields: Any) -> httpx.Response:
        body = _said(currency="EUR", **fields)
        return await self.call("POST", "/v2/credit_notes", json=body, headers=_once())

    async def credit_notes(self, **query: Any) -> list[Body]:
        return cast("list[Body]", await self._opened("credit_notes", "GET", "/v2/credit_notes", params=query))

    # ------------------------------------------------------------------ the bank
    async def transactions(self, **query: Any) -> list[Body]:
        found = await self._opened("transactions", "GET", "/v2/transactions", params=query)
        return cast("list[Body]", found)

    async def attach(self, transaction_id: str, name: str, content: bytes) -> httpx.Response:
        path = f"/v2/transactions/{transaction_id}/attachments"
        return await self.customer.call("POST", path, files={"file": (name, content)}, headers=_once())

    async def attachments_of(self, transaction_id: str) -> list[Body]:
        path = f"/v2/transactions/{transaction_id}/attachments"
        return cast("list[Body]", await self._opened("attachments", "GET", path))

    async def attachment(self, id: str) -> Body:
        return await self._opened("attachment", "GET", f"/v2/attachments/{id}")

    # ------------------------------------------------------------------ the wire
    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**JSON, **options.pop("headers", {})}
        return await self.customer.call(method, path, headers=headers, **options)

    async def _opened(self, envelope: str, method: str, path: str, **options: Any) -> Body:
        answer = await self.call(method, path, **options)
        assert answer.is_success, answer.text
        return cast("Body", answer.json()[envelope])


def _once() -> dict[str, str]:
    return {"X-Qonto-Idempotency-Key": str(uuid4())}


def _said(**fields: Any) -> Body:
    return {name: value for name, value in fields.items() if value is not None}
