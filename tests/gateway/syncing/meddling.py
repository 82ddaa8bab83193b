"""What others do to a database and a bank between two runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import update

from gateway.clock import Clock
from gateway.db import Database, Tx
from gateway.db.tables import financial_documents, intents
from gateway.resources.documents import intents as promises
from gateway.resources.documents import registers, store
from gateway.resources.documents.model import (
    Document,
    DocumentStatus,
    DocumentType,
    IntentKind,
    Origin,
    Source,
)
from mock_qonto.app import build_bank_app
from tests.gateway.invoices.shop import Row, Shop
from tests.gateway.support import NOON

PAPER = {
    "title": "Papier",
    "quantity": "1",
    "unit_price": {"value": "10.00", "currency": "EUR"},
    "vat_rate": "0.2",
}


async def rewrite(shop: Shop, id: str) -> None:
    """Somebody writes other lines into a draft, on Qonto's dashboard."""
    headers = {"Authorization": "verone-4819:anything"}
    transport = httpx.ASGITransport(build_bank_app(shop.stack.bank))
    async with httpx.AsyncClient(transport=transport, base_url="http://bank", headers=headers) as api:
        (await api.patch(f"/v2/client_invoices/{id}", json={"items": [PAPER]})).raise_for_status()


async def draft_credit_note(shop: Shop, credited: Row, *, total_cents: int) -> Document:
    """Prepared here, to be issued on Qonto's dashboard."""
    draft = Document(
        id=str(uuid4()),
        document_type=DocumentType.CREDIT_NOTE,
        status=DocumentStatus.DRAFT,
        customer_name=credited["customer_name"],
        total_cents=total_cents,
        vat_cents=0,
        source=Source.INVOICE,
        origin=Origin.LOCAL,
        parent_id=credited["id"],
        credited_qonto_id=credited["qonto_id"],
        reason="Retour",
        created_by="camille",
        created_at=NOON,
        updated_at=NOON,
    )
    async with _transaction(shop) as tx:
        assert await store.add(tx, draft, ())
    return draft


async def change(shop: Shop, document_id: str, **values: Any) -> None:
    async with _transaction(shop) as tx:
        await tx.execute(
            update(financial_documents).where(financial_documents.c.id == document_id).values(**values)
        )


async def creating(
    shop: Shop,
    sales_order_id: str | None,
    *,
    document_id: str | None = None,
    kind: IntentKind = IntentKind.CREATE_INVOICE,
) -> None:
    """Another process has asked Qonto for a document, and has not heard of it yet."""
    clock = Clock(follows_bank=True)
    clock.observe(shop.stack.world.clock.now)
    intent = promises.opened(
        kind, clock, actor="camille", document_id=document_id, sales_order_id=sales_order_id
    )
    async with _transaction(shop) as tx:
        assert await promises.add(tx, intent)


async def close_intents(shop: Shop) -> None:
    async with _transaction(shop) as tx:
        await tx.execute(update(intents).values(state="failed", closed_at=NOON))


async def burn(shop: Shop, number: str) -> None:
    """By an invoice nobody remembers."""
    async with _transaction(shop) as tx:
        await registers.burn(
            tx,
            DocumentType.INVOICE,
            number,
            qonto_id="long gone",
            document_id=None,
            by=registers.QONTO,
            at=NOON,
        )


@asynccontextmanager
async def _transaction(shop: Shop) -> AsyncIterator[Tx]:
    db = Database.open(shop.database_url)
    try:
        async with db.transaction() as tx:
            yield tx
    finally:
        await db.close()
