"""
What Qonto says of a quote becomes what we know of it.

Rule 1: where the two differ, Qonto wins, and the audit log says so.
Rule 2: what was finalised never becomes a draft again, and what is cancelled stays so: an answer that says
        otherwise is stale.
Rule 3: the number of a quote that is no draft any more is burnt.
Rule 4: nothing is learnt from another world: the bank's ids mean other quotes there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from gateway.db import Tx
from gateway.resources.billed.lines import stored_items
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import (
    MAY_BECOME,
    Document,
    DocumentStatus,
    DocumentType,
    Source,
)
from gateway.resources.documents.registers import QONTO
from gateway.resources.quotes.model import STORED_STATUS, Quote, QuoteStatus, content_hash, status_of

_QUOTE: Final = DocumentType.QUOTE


async def learn(clerk: Clerk, quote: Quote, document: Document | None) -> Document | None:
    """*document* is the row as it was before Qonto was asked: one that has changed since knows better."""
    if document is None:
        return None
    now = clerk.clock.now()
    if not differences(document, quote, now):
        return document
    async with clerk.db.transaction() as tx:
        if not await store.is_of_world(tx, clerk.world_id):
            return document
        present = await store.lock(tx, document.id)
        if present is None or present.updated_at != document.updated_at or await _at_work(tx, present):
            return present
        return await record(tx, present, quote, by=QONTO, now=now, action="qonto_differs")


async def learn_page(
    clerk: Clerk, quotes: Sequence[Quote], documents: Mapping[str, Document]
) -> Mapping[str, Document]:
    """
    The same for a page of a list: one transaction if anything differs, none otherwise.

    A list may be older than our rows, so it only moves statuses onwards and leaves contents alone.
    """
    now = clerk.clock.now()
    moved = [quote for quote in quotes if _moved(documents.get(quote.id), quote)]
    if not moved:
        return documents
    learnt = dict(documents)
    async with clerk.db.transaction() as tx:
        if not await store.is_of_world(tx, clerk.world_id):
            return documents
        for quote in moved:
            present = await store.lock(tx, documents[quote.id].id)
            if present is not None and _moved(present, quote) and not await _at_work(tx, present):
                learnt[quote.id] = await record(tx, present, quote, by=QONTO, now=now, action="qonto_differs")
    return learnt


async def record(
    tx: Tx,
    document: Document,
    quote: Quote,
    *,
    by: str,
    now: datetime,
    action: str,
    details: Mapping[str, Any] | None = None,
) -> Document:
    """Bring our row up to *quote*: status, number, content, lines; burn the number; say who did what."""
    changes = differences(document, quote, now)
    if changes.get("status") is DocumentStatus.FINALIZED and document.finalized_by is None:
        changes["finalized_by"] = by
    if status_of(quote, document) is not QuoteStatus.DRAFT:
        await burn(tx, quote, document_id=document.id, by=by, now=now)
    if changes:
        await store.change(tx, document.id, now, **changes)
    if "content_hash" in changes:
        items = await store.list_items(tx, document.id)
        await store.replace_items(tx, document.id, stored_items(quote.items, items))
    before = {name: getattr(document, name) for name in changes if name in _TOLD}
    after = {name: changes[name] for name in changes if name in _TOLD}
    told = {"before": before, "after": after, **(details or {})}
    await registers.audit(tx, action, actor=by, at=now, document_id=document.id, details=told)
    return replace(document, **changes, updated_at=now if changes else document.updated_at)


async def adopt(clerk: Clerk, quote: Quote) -> Document:
    """A row for a quote that was made elsewhere, so that what we do to it can be written down."""
    now = clerk.clock.now()
    document = sketch(quote, now, by=clerk.user_id)
    async with clerk.db.transaction() as tx:
        if await store.add(tx, document, stored_items(quote.items, ())):
            await registers.audit(tx, "adopt_quote", actor=clerk.user_id, at=now, document_id=document.id)
            if document.status is not DocumentStatus.DRAFT:
                await burn(tx, quote, document_id=document.id, by=QONTO, now=now)
        found = await store.find(tx, quote.id, _QUOTE)
    assert found is not None
    return found


async def vanish(clerk: Clerk, document: Document) -> None:
    """Qonto does not know it any more: a draft somebody deleted there. What was sent is not forgotten."""
    if document.status is not DocumentStatus.DRAFT:
        return
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        present = await store.lock(tx, document.id)
        known_world = await store.is_of_world(tx, clerk.world_id)
        if not known_world or present is None or present.updated_at != document.updated_at:
            return
        if await _at_work(tx, present):
            return
        await store.change(tx, document.id, now, deleted_at=now)
        await registers.audit(tx, "vanished_at_qonto", actor=QONTO, at=now, document_id=document.id)


async def burn(tx: Tx, quote: Quote, *, document_id: str, by: str, now: datetime) -> None:
    await registers.burn(tx, _QUOTE, quote.number, qonto_id=quote.id, document_id=document_id, by=by, at=now)


async def _at_work(tx: Tx, document: Document) -> bool:
    """Somebody of ours is changing it this moment, and will write down who it was."""
    return bool(await intents.list_pending_of(tx, document.id))


# ------------------------------------------------------------------ what differs
_TOLD: Final = frozenset({"status", "quote_status", "qonto_status", "number", "total_cents"})


def differences(document: Document, quote: Quote, now: datetime) -> dict[str, Any]:
    """Fields of *document* as they should be; empty where there is nothing to learn, or to believe."""
    status = status_of(quote, document)
    target = STORED_STATUS[status]
    moves = target is not document.status
    if moves and target not in MAY_BECOME[document.status]:
        return {}
    wanted: dict[str, Any] = {
        "qonto_status": quote.qonto_status,
        "quote_status": status.value,
        "number": quote.number,
        **_content(quote),
    }
    if quote.attachment_id is not None:
        wanted["attachment_id"] = quote.attachment_id
    if moves and target is DocumentStatus.FINALIZED:
        wanted["finalized_at"] = document.finalized_at or quote.approved_at or now
    if moves and target is DocumentStatus.CANCELLED:
        wanted["cancelled_at"] = quote.canceled_at or now
    if moves:
        wanted["status"] = target
    return {name: value for name, value in wanted.items() if getattr(document, name) != value}


def _moved(document: Document | None, quote: Quote) -> bool:
    if document is None or document.deleted_at is not None:
        return False
    status = status_of(quote, document)
    target = STORED_STATUS[status]
    if target is not document.status:
        return target in MAY_BECOME[document.status]
    return status.value != document.quote_status and status is not QuoteStatus.FINALIZED


def _content(quote: Quote) -> dict[str, Any]:
    return {
        "content_hash": content_hash(quote),
        "total_cents": quote.total_cents,
        "vat_cents": quote.vat_cents,
        "currency": quote.currency,
        "document_date": quote.issue_date,
        "expiry_date": quote.expiry_date,
        "customer_name": quote.client.name,
        "customer_email": quote.client.email,
    }


def sketch(quote: Quote, now: datetime, *, by: str) -> Document:
    """A document made of nothing but what Qonto says."""
    born = Document(
        id=str(uuid4()),
        document_type=_QUOTE,
        status=DocumentStatus.DRAFT,
        customer_name=quote.client.name,
        total_cents=quote.total_cents,
        vat_cents=quote.vat_cents,
        source=Source.SYNC,
        created_by=by,
        created_at=now,
        updated_at=now,
        qonto_id=quote.id,
        quote_status=QuoteStatus.DRAFT.value,
    )
    found = differences(born, quote, now)
    if found.get("status") is DocumentStatus.FINALIZED:
        born = replace(born, finalized_by=QONTO)
    return replace(born, **found)
