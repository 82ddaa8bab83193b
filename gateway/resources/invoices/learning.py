"""
What Qonto says of an invoice becomes what we know of it.

Rule 1: where the two differ, Qonto wins, and the audit log says so.
Rule 2: what is final never becomes a draft again, and what is cancelled stays so: an answer that says
        otherwise is stale.
Rule 3: a number seen on a final invoice is burnt, whoever finalised it.
Rule 4: nothing is learnt from another world: the bank's ids mean other invoices there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from gateway.db import Tx
from gateway.resources.billed.lines import stored_items as items_of
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import (
    MAY_BECOME,
    Document,
    DocumentItem,
    DocumentStatus,
    DocumentType,
    Source,
    WorkflowStatus,
)
from gateway.resources.documents.registers import QONTO
from gateway.resources.invoices.model import STORED_STATUS, Invoice, content_hash

_INVOICE = DocumentType.INVOICE


async def learn(clerk: Clerk, invoice: Invoice, document: Document | None) -> Document | None:
    """*document* is the row as it was before Qonto was asked: one that has changed since knows better."""
    if document is None:
        await _learn_numbers(clerk, [invoice])
        return None
    now = clerk.clock.now()
    if not differences(document, invoice, now):
        return document
    async with clerk.db.transaction() as tx:
        if not await store.is_of_world(tx, clerk.world_id):
            return document
        present = await store.lock(tx, document.id)
        if present is None or present.updated_at != document.updated_at or await _at_work(tx, present):
            return present
        return await record(tx, present, invoice, by=QONTO, now=now, action="qonto_differs")


async def learn_page(
    clerk: Clerk, invoices: Sequence[Invoice], documents: Mapping[str, Document]
) -> Mapping[str, Document]:
    """
    The same for a page of a list: one transaction if anything differs, none otherwise.

    A list may be older than our rows, so it only moves statuses onwards and leaves contents alone.
    """
    await _learn_numbers(clerk, [invoice for invoice in invoices if invoice.id not in documents])
    now = clerk.clock.now()
    moved = [invoice for invoice in invoices if _moved(documents.get(invoice.id), invoice)]
    if not moved:
        return documents
    learnt = dict(documents)
    async with clerk.db.transaction() as tx:
        if not await store.is_of_world(tx, clerk.world_id):
            return documents
        for invoice in moved:
            present = await store.lock(tx, documents[invoice.id].id)
            if present is not None and _moved(present, invoice) and not await _at_work(tx, present):
                learnt[invoice.id] = await record(
                    tx, present, invoice, by=QONTO, now=now, action="qonto_differs"
                )
    return learnt


async def record(
    tx: Tx,
    document: Document,
    invoice: Invoice,
    *,
    by: str,
    now: datetime,
    action: str,
    details: Mapping[str, Any] | None = None,
) -> Document:
    """Bring our row up to *invoice*: status, number, content, lines; burn the number; say who did what."""
    changes = differences(document, invoice, now)
    if changes.get("status") is not None and document.finalized_by is None and not invoice.draft:
        changes["finalized_by"] = by
    if not invoice.draft and invoice.number is not None:
        changes.update(await _burn(tx, invoice, document_id=document.id, by=by, now=now))
    if changes:
        await store.change(tx, document.id, now, **changes)
    if "content_hash" in changes:
        items = await store.list_items(tx, document.id)
        await store.replace_items(tx, document.id, stored_items(invoice, items))
    before = {name: getattr(document, name) for name in changes if name in _TOLD}
    after = {name: changes[name] for name in changes if name in _TOLD}
    told = {"before": before, "after": after, **(details or {})}
    await registers.audit(tx, action, actor=by, at=now, document_id=document.id, details=told)
    return replace(document, **changes, updated_at=now if changes else document.updated_at)


async def adopt(clerk: Clerk, invoice: Invoice) -> Document:
    """A row for an invoice that was made elsewhere, so that what we do to it can be written down."""
    now = clerk.clock.now()
    document = sketch(invoice, now, by=clerk.user_id)
    async with clerk.db.transaction() as tx:
        await keep(tx, document, invoice, by=clerk.user_id, now=now)
        found = await store.find(tx, invoice.id, _INVOICE)
    assert found is not None
    return found


async def keep(tx: Tx, document: Document, invoice: Invoice, *, by: str, now: datetime) -> bool:
    """The row, its lines, its number. False, and nothing written, where there is one in its place."""
    if not await store.add(tx, document, stored_items(invoice, ())):
        return False
    await registers.audit(tx, "adopt_invoice", actor=by, at=now, document_id=document.id)
    if not invoice.draft and invoice.number is not None:
        alarm = await _burn(tx, invoice, document_id=document.id, by=QONTO, now=now)
        if alarm:
            await store.change(tx, document.id, now, **alarm)
    return True


async def vanish(clerk: Clerk, document: Document) -> None:
    """Qonto does not know it any more: a draft somebody deleted there. What is final is not forgotten."""
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
        await release_quote(tx, document, now)
        await registers.audit(tx, "vanished_at_qonto", actor=QONTO, at=now, document_id=document.id)


async def release_quote(tx: Tx, document: Document, now: datetime) -> None:
    """A draft that is gone leaves the quote it was made from free to become another one."""
    if document.source is Source.QUOTE and document.parent_id is not None:
        await store.change(tx, document.parent_id, now, converted_to_id=None, quote_status=None)


async def _at_work(tx: Tx, document: Document) -> bool:
    """Somebody of ours is changing it this moment, and will write down who it was."""
    return bool(await intents.list_pending_of(tx, document.id))


# ------------------------------------------------------------------ what differs
_TOLD = frozenset({"status", "qonto_status", "number", "total_cents", "workflow_status", "alarm"})


def differences(document: Document, invoice: Invoice, now: datetime) -> dict[str, Any]:
    """Fields of *document* as they should be; empty where there is nothing to learn, or to believe."""
    target = STORED_STATUS[invoice.status]
    moves = target is not document.status
    if moves and target not in MAY_BECOME[document.status]:
        return {}
    wanted: dict[str, Any] = {"qonto_status": invoice.qonto_status, **_content(invoice)}
    if invoice.number is not None:
        wanted["number"] = invoice.number
    if invoice.attachment_id is not None:
        wanted["attachment_id"] = invoice.attachment_id
    if moves:
        wanted |= _moved_to(target, document, invoice, now)
    return {name: value for name, value in wanted.items() if getattr(document, name) != value}


def _moved(document: Document | None, invoice: Invoice) -> bool:
    if document is None or document.deleted_at is not None:
        return False
    target = STORED_STATUS[invoice.status]
    backwards = document.status is DocumentStatus.PAID and target is DocumentStatus.FINALIZED
    return target is not document.status and target in MAY_BECOME[document.status] and not backwards


def _moved_to(target: DocumentStatus, document: Document, invoice: Invoice, now: datetime) -> dict[str, Any]:
    finalized_at = document.finalized_at or invoice.finalized_at or now
    moved: dict[str, Any] = {"status": target, "finalized_at": finalized_at}
    match target:
        case DocumentStatus.FINALIZED:
            step = WorkflowStatus.FINALIZED if document.sent_at is None else WorkflowStatus.SENT
            moved |= {"workflow_status": step, "paid_at": None, "amount_paid_cents": 0}
        case DocumentStatus.PAID:
            moved |= {
                "workflow_status": WorkflowStatus.PAID,
                "paid_at": invoice.paid_at or now,
                "amount_paid_cents": invoice.paid_cents,
            }
        case DocumentStatus.CANCELLED:
            moved |= {"workflow_status": WorkflowStatus.CANCELLED, "cancelled_at": now}
    return moved


def _content(invoice: Invoice) -> dict[str, Any]:
    return {
        "content_hash": content_hash(invoice),
        "total_cents": invoice.total_cents,
        "vat_cents": invoice.vat_cents,
        "currency": invoice.currency,
        "document_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "customer_name": invoice.client.name,
        "customer_email": invoice.client.email,
    }


# ------------------------------------------------------------------ rows from an invoice
def sketch(invoice: Invoice, now: datetime, *, by: str) -> Document:
    """A document made of nothing but what Qonto says."""
    target = STORED_STATUS[invoice.status]
    born = Document(
        id=str(uuid4()),
        document_type=_INVOICE,
        status=DocumentStatus.DRAFT,
        customer_name=invoice.client.name,
        total_cents=invoice.total_cents,
        vat_cents=invoice.vat_cents,
        source=Source.SYNC,
        created_by=by,
        created_at=now,
        updated_at=now,
        qonto_id=invoice.id,
    )
    if target is not DocumentStatus.DRAFT:
        born = replace(born, finalized_by=QONTO)
    return replace(born, **differences(born, invoice, now))


def stored_items(invoice: Invoice, before: Sequence[DocumentItem]) -> tuple[DocumentItem, ...]:
    return items_of(invoice.items, before)


# ------------------------------------------------------------------ numbers
async def _learn_numbers(clerk: Clerk, invoices: Sequence[Invoice]) -> None:
    final = {invoice.number: invoice for invoice in invoices if invoice.number and not invoice.draft}
    if not final:
        return
    async with clerk.db.reading() as tx:
        burnt = await registers.list_burnt(tx, _INVOICE, final.keys())
    if burnt >= final.keys():
        return
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        if await store.is_of_world(tx, clerk.world_id):
            for number in final.keys() - burnt:
                await _burn(tx, final[number], document_id=None, by=QONTO, now=now)


async def _burn(
    tx: Tx, invoice: Invoice, *, document_id: str | None, by: str, now: datetime
) -> dict[str, Any]:
    """Into the register; an alarm for the document where another invoice has burnt the same number before."""
    number = invoice.number
    assert number is not None
    if await registers.burn(
        tx, _INVOICE, number, qonto_id=invoice.id, document_id=document_id, by=by, at=now
    ):
        return {}
    burner = await registers.find_burner(tx, _INVOICE, number)
    if burner == invoice.id:
        return {}
    await registers.audit(
        tx,
        "number_used_twice",
        actor=QONTO,
        at=now,
        document_id=document_id,
        details={"number": number, "burntBy": burner, "seenOn": invoice.id},
    )
    alarm = f"Le numéro {number} est déjà celui d'une autre facture. Prévenez votre comptable."
    return {} if document_id is None else {"alarm": alarm}
