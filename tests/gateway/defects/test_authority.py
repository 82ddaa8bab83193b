"""
Who may, and what nobody may.

The reference asked nobody who they were (1), finalised whatever said `autoFinalize` (2), left it to Qonto
whether a new invoice is a draft (3), and called accept, decline and resend at an address of its own (8).
"""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
import orjson
import pytest

from gateway.routes import OPERATIONS
from gateway.web import Access, Operation
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.clock import ClockState
from mock_qonto.web.faults import Kind
from tests.gateway.defects.naming import address
from tests.gateway.invoices.shop import Shop
from tests.gateway.papers import asked_for, confirmed, offered, quoted
from tests.gateway.support import NOON, Stack, stack

pytestmark = pytest.mark.anyio

SECRET = "a-secret-of-at-least-thirty-two-bytes"
CHANGING = [row for row in OPERATIONS if row.access in {Access.WRITE, Access.FINALIZE}]
FINALIZING = [row for row in OPERATIONS if row.access is Access.FINALIZE]
POSTING = [row for row in OPERATIONS if row.method == "POST" and row.access is not Access.PUBLIC]
SPELLINGS = ("autoFinalize", "auto_finalize", "AutoFinalise")


@pytest.fixture
async def guarded(database_url: str, edition: str) -> AsyncIterator[Stack]:
    """As it stands before the world: whoever calls shows who they are."""
    settings = {"gateway_auth": "jwt", "gateway_jwt_secret": SECRET}
    async with stack(database_url, edition=edition, settings=settings) as running:
        yield running


def bearer(**claims: Any) -> dict[str, str]:
    told = {"sub": "marie", "exp": int(time.time()) + 600, **claims}
    return {"Authorization": f"Bearer {jwt.encode(told, SECRET)}"}


async def _called(client: httpx.AsyncClient, row: Operation, **how: Any) -> tuple[int, str | None]:
    answer = await client.request(row.method, address(row), **how)
    return answer.status_code, answer.json().get("code")


# ------------------------------------------------------------------ 1
async def test_an_irreversible_route_asks_who_you_are(guarded: Stack) -> None:
    nobody = {row.id: await _called(guarded.client, row) for row in CHANGING}
    forged = {row.id: await _called(guarded.client, row, headers={"X-User-Id": "marie"}) for row in CHANGING}
    service = {
        row.id: await _called(guarded.client, row, headers=bearer(role="service")) for row in FINALIZING
    }

    assert {"finalize_invoice", "send_invoice", "delete_invoice", "mark_invoice_paid"} <= nobody.keys()
    assert set(nobody.values()) == set(forged.values()) == {(401, "UNAUTHENTICATED")}
    assert set(service.values()) == {(403, "FORBIDDEN")}
    assert not guarded.bank.journal.exchanges


async def test_every_finalization_is_behind_the_question() -> None:
    assert {row.id for row in FINALIZING} == {
        "finalize_invoice",
        "finalize_invoice_workflow",
        "finalize_quote",
        "finalize_credit_note",
    }


# ------------------------------------------------------------------ 2
async def test_auto_finalize_is_refused_everywhere(shop: Shop) -> None:
    client = shop.stack.client
    before = len(shop.stack.bank.journal.exchanges)
    told = {}
    for row in POSTING:
        for spelling in SPELLINGS:
            told[row.id, spelling] = await _called(client, row, json={spelling: True})
        told[row.id, "in depth"] = await _called(client, row, json={"items": [{"autoFinalize": "yes"}]})
        told[row.id, "in the query"] = await _called(client, row, json={}, params={"autoFinalize": "true"})

    assert {row.id for row in POSTING} >= {"create_invoice", "create_service_invoice", "create_service_quote"}
    assert {at: said for at, said in told.items() if said != (422, "AUTO_FINALIZE_FORBIDDEN")} == {}
    assert len(shop.stack.bank.journal.exchanges) == before


# ------------------------------------------------------------------ 3
async def test_a_draft_is_asked_for_by_name(shop: Shop) -> None:
    await shop.draft()
    somebody = (await shop.ask("show_invoice_details", id=(await shop.draft(1))["id"])).invoice["partner"]
    service = await shop.ask(
        "create_service_invoice",
        json={
            "clientId": somebody["id"],
            "clientType": somebody["type"],
            "items": [{"title": "Conseil", "quantity": 1, "unitPrice": 80, "vatRate": 0.2}],
        },
    )
    quote = await offered(shop, 2)
    converted = await shop.ask("convert_quote", id=quote["id"])

    said = [orjson.loads(one.request_body) for one in shop.asked_of_bank("create_client_invoice")]
    assert (service.status, converted.status) == (201, 201)
    assert [body.get("status") for body in said] == ["draft"] * 4


# ------------------------------------------------------------------ 8
@dataclass(slots=True)
class Wire(httpx.AsyncBaseTransport):
    """Notes where each call goes, and with which credentials."""

    bank: httpx.AsyncBaseTransport
    called: set[tuple[str, str | None]] = field(default_factory=set)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        at = f"{request.url.scheme}://{request.url.netloc.decode()}"
        self.called.add((at, request.headers.get("Authorization")))
        return await self.bank.handle_async_request(request)


async def test_every_call_goes_to_the_configured_bank(database_url: str, edition: str) -> None:
    bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NOON))
    wire = Wire(httpx.ASGITransport(build_bank_app(bank)))
    settings = {
        "qonto_api_base_url": "http://127.0.0.1:9999",
        "qonto_auth_mode": "api_key",
        "qonto_organization_id": "verone-4819",
        "qonto_api_key": "the-key-of-the-settings",
    }
    async with stack(database_url, edition=edition, bank=bank, transport=wire, settings=settings) as running:
        shop = Shop(stack=running, database_url=database_url)
        await shop.final(3)
        yes, no = await offered(shop, 0), await offered(shop, 1)
        answers = [
            await shop.ask("send_quote", id=yes["id"], json={}),
            await shop.ask("accept_quote", id=yes["id"]),
            await shop.ask("decline_quote", id=no["id"]),
            await shop.ask("convert_quote", id=yes["id"]),
        ]

    assert [answer.status for answer in answers] == [200, 200, 200, 201]
    assert wire.called == {("http://127.0.0.1:9999", "verone-4819:the-key-of-the-settings")}


async def test_a_letter_that_was_refused_is_no_success(shop: Shop) -> None:
    quote = await offered(shop)
    shop.fault("send_quote", Kind.STATUS, status=422)

    again = await shop.ask("send_quote", id=quote["id"], json={})

    assert (again.status, again.body["success"], again.code) == (502, False, "UPSTREAM_REFUSED")


async def test_a_person_finalises_and_is_on_record(shop: Shop) -> None:
    draft = await shop.draft()
    before = len(shop.asked_of_bank("finalize_client_invoice"))
    await asked_for(shop, "finalize_invoice", draft["id"])

    asked = len(shop.asked_of_bank("finalize_client_invoice"))
    answer = await confirmed(shop, "finalize_invoice", draft["id"])

    assert (before, asked) == (0, 0)
    details = await shop.ask("show_invoice_details", id=answer.invoice["id"])
    assert details.invoice["finalized_by"] == "local-user"


async def test_a_quote_made_of_an_invoice_is_not_sent(shop: Shop) -> None:
    draft = await shop.draft()
    made = await shop.ask("create_quote_from_invoice", invoiceId=draft["id"])
    converted = await shop.ask("convert_invoice_to_quote", id=(await shop.draft(1))["id"], json={})
    waiting = await quoted(shop, 2)

    assert (made.status, converted.status) == (201, 201)
    assert {one["status"] for one in (made.body["quote"], converted.body["quote"], waiting)} == {"draft"}
    assert shop.asked_of_bank("send_quote") == []
