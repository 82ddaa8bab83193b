"""
A gateway and a bank that stand still while bad requests knock, with a bit of everything to knock at.

Nothing that is refused may write a row or change anything at the bank, so one scene serves a whole table of
cases.
"""

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import select

from gateway.db import Database
from gateway.db.tables import METADATA
from gateway.seed.catalogue import DEFECTIVE, INVOICEABLE
from mock_qonto.app import build_bank_app, open_world
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.journal import Exchange
from mock_qonto.web.access import digest
from tests.gateway.support import NOON, Stack, stack

SECRET = "a-secret-of-at-least-thirty-two-bytes"
AUDIENCE = "back-office"
INVOICES = "/api/qonto/invoices"
NOTES = "/api/qonto/credit-notes"

Tables = Mapping[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Scene:
    """*known* are the words between angle brackets that a case may use in a path or a body."""

    portal: BlockingPortal
    stack: Stack
    db: Database
    known: Mapping[str, str]

    def told(self, words: bytes) -> bytes:
        for name, value in self.known.items():
            words = words.replace(f"<{name}>".encode(), value.encode())
        return words

    def knock(self, request: httpx.Request) -> httpx.Response:
        return self.portal.call(self.stack.client.send, request)

    def rows(self) -> Tables:
        return self.portal.call(_rows, self.db)

    def written_at_the_bank(self) -> list[Exchange]:
        return [one for one in self.stack.bank.journal.exchanges if one.method not in {"GET", "HEAD"}]


@contextmanager
def scene(database_url: str, *, edition: str = "guide", **settings: Any) -> Iterator[Scene]:
    """In a thread with a loop of its own, so that each case can be a plain test."""
    with (
        start_blocking_portal("asyncio") as portal,
        portal.wrap_async_context_manager(_laid_out(database_url, edition, settings)) as (running, db, known),
    ):
        yield Scene(portal, running, db, known)


def jwt_settings() -> dict[str, Any]:
    return {"gateway_auth": "jwt", "gateway_jwt_secret": SECRET, "gateway_jwt_audience": AUDIENCE}


def bearer(*, secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> dict[str, str]:
    """A good token, but for what is given; a claim that is None is left out."""
    said = {"sub": "marie", "aud": AUDIENCE, "exp": int(time.time()) + 600, **claims}
    kept = {name: value for name, value in said.items() if value is not None}
    return {"Authorization": f"Bearer {jwt.encode(kept, secret, algorithm)}"}


async def _rows(db: Database) -> Tables:
    async with db.reading() as tx:
        return {
            table.name: [tuple(row) for row in await tx.execute(select(table).order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
        }


# ------------------------------------------------------------------ what there is to knock at
@asynccontextmanager
async def _laid_out(
    database_url: str, edition: str, settings: Mapping[str, Any]
) -> AsyncIterator[tuple[Stack, Database, Mapping[str, str]]]:
    async with stack(database_url, edition=edition) as open_house:
        known = await _furnished(open_house, edition)
    db = Database.open(database_url)
    async with stack(database_url, edition=edition, bank=open_house.bank, settings=settings) as standing:
        try:
            yield standing, db, known
        finally:
            await db.close()


async def _furnished(house: Stack, edition: str) -> Mapping[str, str]:
    draft, final, changing = [await _draft(house, INVOICEABLE[place].id) for place in range(3)]
    await _finalized(house, final["id"])
    expired = await _token(house, draft["id"])
    used = await _token(house, changing["id"])
    await _renamed(house, changing["id"], used)
    house.wait(minutes=5)
    # It has got its PDF meanwhile: seen now, so that nobody learns it later.
    (await house.client.get(f"{INVOICES}/{final['id']}")).raise_for_status()
    asked = {"invoiceId": final["id"], "localDraft": True}
    note = (await house.client.post(NOTES, json=asked)).raise_for_status().json()["localDocumentId"]
    return {
        "draft note": note,
        "order": INVOICEABLE[0].id,
        "free order": INVOICEABLE[5].id,
        "draft": draft["id"],
        "local draft": draft["local_document_id"],
        "final": final["id"],
        "changing": changing["id"],
        "token of claire": await _token(house, draft["id"], user="claire"),
        "token of another draft": await _token(house, changing["id"]),
        "expired token": expired,
        "used token": used,
        "another world's invoice": await _elsewhere(house.bank, edition),
        **{f"defective order {order.number[-3:]}": order.id for order in DEFECTIVE},
    }


async def _draft(house: Stack, order_id: str) -> dict[str, Any]:
    answer = await house.client.post(INVOICES, json={"salesOrderId": order_id})
    assert answer.status_code == 201, answer.text
    invoice: dict[str, Any] = answer.json()["invoice"]
    return invoice


async def _token(house: Stack, id: str, *, user: str = "local-user") -> str:
    answer = await house.client.post(f"{INVOICES}/{id}/finalize", json={}, headers={"X-User-Id": user})
    assert answer.status_code == 428, answer.text
    return str(answer.json()["confirmation"]["token"])


async def _finalized(house: Stack, id: str) -> None:
    token = {"confirmationToken": await _token(house, id)}
    answer = await house.client.post(f"{INVOICES}/{id}/finalize", json=token)
    assert answer.status_code == 200, answer.text


async def _renamed(house: Stack, id: str, token: str) -> None:
    """Changed after it was summed up: the token is spent, and nothing is final."""
    (await house.client.patch(f"{INVOICES}/{id}", json={"footer": "Autre"})).raise_for_status()
    answer = await house.client.post(f"{INVOICES}/{id}/finalize", json={"confirmationToken": token})
    assert answer.status_code == 409, answer.text


async def _elsewhere(bank: Bank, edition: str) -> str:
    """An invoice of another organization of the same bank."""
    open_world(
        bank,
        slug="elsewhere-1",
        key_digest=digest("another-key"),
        edition=edition,
        rate_limit="off",
        clock=ClockState(held=NOON),
    )
    headers = {"Authorization": "elsewhere-1:another-key"}
    transport = httpx.ASGITransport(build_bank_app(bank))
    async with httpx.AsyncClient(transport=transport, base_url="http://bank", headers=headers) as there:
        account = (await there.get("/v2/bank_accounts")).json()["bank_accounts"][0]
        made = (await there.post("/v2/clients", json=_COMPANY)).raise_for_status().json()["client"]
        invoice = {**_INVOICE, "client_id": made["id"], "payment_methods": {"iban": account["iban"]}}
        answer = (await there.post("/v2/client_invoices", json=invoice)).raise_for_status()
        return str(answer.json()["client_invoice"]["id"])


_COMPANY = {
    "kind": "company",
    "name": "Ailleurs SARL",
    "currency": "EUR",
    "locale": "fr",
    "billing_address": {
        "street_address": "1 rue d'Ailleurs",
        "city": "Brest",
        "zip_code": "29200",
        "country_code": "FR",
    },
}
_INVOICE = {
    "status": "draft",
    "currency": "EUR",
    "issue_date": "2026-02-01",
    "due_date": "2026-03-01",
    "items": [
        {
            "title": "Essai",
            "quantity": "1",
            "unit_price": {"value": "10.00", "currency": "EUR"},
            "vat_rate": "0.2",
        }
    ],
}
