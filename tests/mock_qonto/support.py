"""A bank of one's own, spoken to as a customer speaks to it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

import contracts
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.journal import Exchange
from mock_qonto.kernel.world import World
from tests.statuses import SEEN

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = "2026-03-02"
BASE_URL = "http://127.0.0.1:8081"
AUTHORIZATION = {"Authorization": "verone-4819:offline-key"}
UNKNOWN_ID = "00000000-0000-4000-a000-000000000000"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


def a_bank(edition: str = "guide", **options: Any) -> Bank:
    """A bank whose clock stands at nine o'clock, without a rate limit."""
    return build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NINE), **options)


def item(**fields: Any) -> dict[str, Any]:
    return {
        "title": "Suspension Alba",
        "quantity": "1",
        "unit_price": {"value": "49.90", "currency": "EUR"},
        "vat_rate": "0.2",
        **fields,
    }


@dataclass(slots=True)
class Customer:
    """Whoever holds the API key. Every answer is held against the contract once more, from outside."""

    bank: Bank
    http: httpx.AsyncClient
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.bank.default_world

    @property
    def exchange(self) -> Exchange:
        """What the bank's journal says of the last call."""
        return self.bank.journal.exchanges[-1]

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        answer = await self.http.request(method, path, **options)
        self._check(answer)
        return answer

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.call("GET", path, params=query)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.call("POST", path, json=body) if body is not None else await self.call("POST", path)

    async def patch(self, path: str, body: Any) -> httpx.Response:
        return await self.call("PATCH", path, json=body)

    async def delete(self, path: str) -> httpx.Response:
        return await self.call("DELETE", path)

    def wait(self, seconds: float) -> None:
        self.bank.advance_to(self.world, self.world.clock.now + timedelta(seconds=seconds))

    # ---------------------------------------------------------------- what most tests begin with
    async def iban(self) -> str:
        if "iban" not in self.seen:
            self.seen["iban"] = (await self.get("/v2/bank_accounts")).json()["bank_accounts"][0]["iban"]
        return str(self.seen["iban"])

    async def client(self, **fields: Any) -> dict[str, Any]:
        body = {"kind": "company", "name": "Atelier Morel", "currency": "EUR", **fields}
        return dict((await self.post("/v2/clients", body)).json()["client"])

    async def invoice_body(self, **fields: Any) -> dict[str, Any]:
        if "client_id" not in fields and "client" not in self.seen:
            self.seen["client"] = (await self.client())["id"]
        return {
            "client_id": self.seen.get("client"),
            "status": "draft",
            "issue_date": TODAY,
            "due_date": "2026-04-01",
            "currency": "EUR",
            "payment_methods": {"iban": await self.iban()},
            "items": [item()],
            **fields,
        }

    async def draft(self, **fields: Any) -> dict[str, Any]:
        answer = await self.post("/v2/client_invoices", await self.invoice_body(**fields))
        assert answer.is_success, answer.text
        return dict(answer.json()["client_invoice"])

    async def unpaid(self, **fields: Any) -> dict[str, Any]:
        """A final invoice whose PDF is there."""
        draft = await self.draft(**fields)
        answer = await self.act(draft, "finalize")
        assert answer.is_success, answer.text
        self.wait(1)
        return await self.invoice(draft["id"])

    async def act(self, invoice: Mapping[str, Any], verb: str, body: Any = None) -> httpx.Response:
        return await self.post(f"/v2/client_invoices/{invoice['id']}/{verb}", body)

    async def invoice(self, id: str) -> dict[str, Any]:
        return dict((await self.get(f"/v2/client_invoices/{id}")).json()["client_invoice"])

    async def quote_body(self, **fields: Any) -> dict[str, Any]:
        if "client_id" not in fields and "client" not in self.seen:
            self.seen["client"] = (await self.client())["id"]
        return {
            "client_id": self.seen.get("client"),
            "issue_date": TODAY,
            "expiry_date": "2026-04-01",
            "currency": "EUR",
            "terms_and_conditions": "Devis valable trente jours.",
            "items": [item()],
            **fields,
        }

    async def new_quote(self, **fields: Any) -> dict[str, Any]:
        """A quote whose PDF is still being made."""
        answer = await self.post("/v2/quotes", await self.quote_body(**fields))
        assert answer.is_success, answer.text
        return dict(answer.json()["quote"])

    async def quote(self, **fields: Any) -> dict[str, Any]:
        """A quote whose PDF is there."""
        quote = await self.new_quote(**fields)
        self.wait(1)
        return await self.quote_again(quote)

    async def quote_again(self, quote: Mapping[str, Any]) -> dict[str, Any]:
        return dict((await self.get(f"/v2/quotes/{quote['id']}")).json()["quote"])

    async def upload(
        self, content: bytes, name: str = "scan.png", *, part: str = "file", key: str | None = None
    ) -> httpx.Response:
        headers = {} if key is None else {"X-Qonto-Idempotency-Key": key}
        return await self.call("POST", "/v2/attachments", files={part: (name, content)}, headers=headers)

    def _check(self, answer: httpx.Response) -> None:
        operation_id = self.exchange.operation
        if operation_id is None:
            return
        operation = contracts.load("qonto", self.world.settings.edition).operations[operation_id]
        body = answer.json() if answer.content else None
        assert operation.response_errors(answer.status_code, body) == ()


@asynccontextmanager
async def customer_of(bank: Bank) -> AsyncIterator[Customer]:
    transport = httpx.ASGITransport(build_bank_app(bank))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=AUTHORIZATION) as http:
        yield Customer(bank, http)
    SEEN.bank(bank)


def refusal(answer: httpx.Response) -> tuple[int, str, str | None]:
    """Status, code, and the pointer or parameter that says where."""
    error = answer.json()["errors"][0]
    source = error.get("source", {})
    return answer.status_code, error["code"], source.get("pointer") or source.get("parameter")
