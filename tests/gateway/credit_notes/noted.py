"""Crediting, for whoever tests what comes of it."""

from typing import Any

import httpx
import pytest

from mock_qonto.app import build_control_app
from tests.gateway.invoices.shop import Answer, Shop

MODERN = pytest.mark.parametrize(
    "ground",
    [("sqlite", "2026-11"), pytest.param(("postgres", "2026-11"), marks=pytest.mark.postgres)],
    ids="-".join,
    indirect=True,
)
"""Where Qonto's API can create credit notes."""
GUIDE = pytest.mark.parametrize(
    "ground",
    [("sqlite", "guide"), pytest.param(("postgres", "guide"), marks=pytest.mark.postgres)],
    ids="-".join,
    indirect=True,
)
"""Where it cannot."""

UNKNOWN = "0b53b0a2-0000-4000-8000-000000000000"
CONTROL_URL = "http://127.0.0.1:8082"
TEN = {
    "title": "Remise",
    "quantity": "1",
    "unit_price": {"value": "10.00", "currency": "EUR"},
    "vat_rate": "0.2",
}
"""A line in the bank's own words: 12.00 with VAT."""


def line(price: str = "10.00", **fields: Any) -> dict[str, Any]:
    """One piece at *price*, 20 % of VAT on top."""
    asked = {"title": "Remise", "quantity": "1", "unitPrice": {"value": price, "currency": "EUR"}}
    return {**asked, "vatRate": "0.2", **fields}


async def create(shop: Shop, invoice: dict[str, Any] | str, **body: Any) -> Answer:
    id = invoice if isinstance(invoice, str) else invoice["id"]
    return await shop.ask("create_credit_note", json={"invoiceId": id, **body})


async def drafted(shop: Shop, invoice: dict[str, Any] | str, **body: Any) -> dict[str, Any]:
    made = await create(shop, invoice, localDraft=True, **body)
    assert made.status == 201, made.body
    return noted(made)


async def finalize(shop: Shop, id: str, token: str | None = None, *, user: str | None = None) -> Answer:
    body = None if token is None else {"confirmationToken": token}
    return await shop.ask("finalize_credit_note", id=id, json=body, user=user)


async def asked(shop: Shop, id: str, *, user: str | None = None) -> dict[str, Any]:
    answer = await finalize(shop, id, user=user)
    assert (answer.status, answer.code) == (428, "CONFIRMATION_REQUIRED"), answer.body
    confirmation: dict[str, Any] = answer.body["confirmation"]
    return confirmation


async def issued(shop: Shop, invoice: dict[str, Any] | str, **body: Any) -> dict[str, Any]:
    """A credit note that was drafted here and confirmed."""
    return await issued_from(shop, await drafted(shop, invoice, **body))


async def issued_from(shop: Shop, draft: dict[str, Any]) -> dict[str, Any]:
    answer = await finalize(shop, draft["id"], (await asked(shop, draft["id"]))["token"])
    assert answer.status == 200, answer.body
    return noted(answer)


async def issued_on_the_dashboard(shop: Shop, invoice: dict[str, Any] | str, **fields: Any) -> dict[str, Any]:
    id = invoice if isinstance(invoice, str) else invoice["id"]
    answer = await controlled(shop, "POST", "/actions/issue-credit-note", {"invoice_id": id, **fields})
    return dict(answer.json())


async def switch(shop: Shop, state: str | None) -> None:
    """What has become of the bank's `create_credit_note`."""
    await controlled(shop, "PUT", "/capabilities", {"capabilities": {"create_credit_note": state}})


async def controlled(shop: Shop, method: str, path: str, body: dict[str, Any]) -> httpx.Response:
    transport = httpx.ASGITransport(build_control_app(shop.stack.bank))
    async with httpx.AsyncClient(transport=transport, base_url=CONTROL_URL) as control:
        answer = await control.request(method, path, json=body)
    assert answer.is_success, answer.text
    return answer


def noted(answer: Answer) -> dict[str, Any]:
    note: dict[str, Any] = answer.body["credit_note"]
    return note
