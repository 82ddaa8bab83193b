"""
What Qonto says of a credit note becomes what we know of it.

Rule 1: a credit note that exists at Qonto is final, and its number is burnt, whoever issued it.
Rule 2: a draft of ours becomes the credit note that was made of it: it takes on Qonto's words and its number.
Rule 3: nothing is learnt from another world: the bank's ids mean other credit notes there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from gateway.db import Tx
from gateway.resources.billed.lines import stored_items
from gateway.resources.clerk import Clerk
from gateway.resources.credit_notes.model import CreditNote
from gateway.resources.documents import registers, store
from gateway.resources.documents.model import (
    Document,
    DocumentStatus,
    DocumentType,
    Origin,
    Source,
    WorkflowStatus,
)
from gateway.resources.documents.registers import QONTO

CREDIT_NOTE = DocumentType.CREDIT_NOTE


async def learn(clerk: Clerk, note: CreditNote, document: Document | None) -> Document | None:
    """Its number, and once there is a PDF where to find it. Nothing else of it ever changes."""
    await learn_numbers(clerk, [note])
    if document is None or note.attachment_id in (None, document.attachment_id):
        return document
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        if await store.is_of_world(tx, clerk.world_id):
            await store.change(tx, document.id, now, attachment_id=note.attachment_id)
    return replace(document, attachment_id=note.attachment_id, updated_at=now)


async def learn_numbers(clerk: Clerk, notes: Iterable[CreditNote]) -> None:
    final = {note.number: note for note in notes if note.number is not None}
    async with clerk.db.reading() as tx:
        burnt = await registers.list_burnt(tx, CREDIT_NOTE, final.keys())
    if burnt >= final.keys():
        return
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        if await store.is_of_world(tx, clerk.world_id):
            for number in final.keys() - burnt:
                await _burn(tx, final[number], document_id=None, by=QONTO, now=now)


# ------------------------------------------------------------------ a draft becomes final
async def record_final(
    tx: Tx,
    draft: Document,
    note: CreditNote,
    *,
    by: str,
    now: datetime,
    action: str,
    details: Mapping[str, Any] | None = None,
) -> Document:
    """*draft* is locked, and takes the place of a row that was made of *note* in the meantime."""
    assert note.id is not None, "it exists at Qonto"
    twin = await store.find(tx, note.id, CREDIT_NOTE)
    if twin is not None and twin.id == draft.id:
        return twin
    if twin is not None:
        await store.change(tx, twin.id, now, qonto_id=None, deleted_at=now)
    changes = {**_final(note, now), "finalized_by": by}
    changes |= await _burn(tx, note, document_id=draft.id, by=by, now=now)
    await store.change(tx, draft.id, now, **changes)
    items = await store.list_items(tx, draft.id)
    await store.replace_items(tx, draft.id, stored_items(note.items, items))
    told = {"qontoId": note.id, "number": note.number, "totalCents": note.total_cents, **(details or {})}
    await registers.audit(tx, action, actor=by, at=now, document_id=draft.id, details=told)
    return replace(draft, **changes, updated_at=now)


async def adopt(tx: Tx, note: CreditNote, parent: Document | None, *, by: str, now: datetime) -> bool:
    """A row for one that was issued elsewhere, of an invoice that may be unknown. False where it has one."""
    client = note.client
    known_as = "" if parent is None else parent.customer_name
    document = Document(
        id=str(uuid4()),
        document_type=CREDIT_NOTE,
        customer_name=known_as if client is None else client.name,
        customer_email=None if client is None else client.email,
        customer_type=None if parent is None else parent.customer_type,
        customer_id=None if parent is None else parent.customer_id,
        parent_id=None if parent is None else parent.id,
        credited_qonto_id=note.invoice_id,
        source=Source.SYNC,
        finalized_by=QONTO,
        created_by=by,
        created_at=now,
        updated_at=now,
        **_final(note, now),
    )
    if not await store.add(tx, document, stored_items(note.items, ())):
        return False
    alarm = await _burn(tx, note, document_id=document.id, by=QONTO, now=now)
    if alarm:
        await store.change(tx, document.id, now, **alarm)
    await registers.audit(tx, "adopt_credit_note", actor=by, at=now, document_id=document.id)
    return True


def _final(note: CreditNote, now: datetime) -> dict[str, Any]:
    return {
        "qonto_id": note.id,
        "origin": Origin.QONTO,
        "status": DocumentStatus.FINALIZED,
        "workflow_status": WorkflowStatus.FINALIZED,
        "qonto_status": DocumentStatus.FINALIZED.value,
        "number": note.number,
        "currency": note.currency,
        "total_cents": note.total_cents,
        "vat_cents": note.vat_cents,
        "document_date": note.issue_date,
        "reason": note.reason,
        "attachment_id": note.attachment_id,
        "finalized_at": note.finalized_at or now,
    }


async def _burn(
    tx: Tx, note: CreditNote, *, document_id: str | None, by: str, now: datetime
) -> dict[str, Any]:
    """Into the register; an alarm for the document where another credit note has burnt that number."""
    number, qonto_id = note.number, note.id
    if number is None or qonto_id is None:
        return {}
    if await registers.burn(
        tx, CREDIT_NOTE, number, qonto_id=qonto_id, document_id=document_id, by=by, at=now
    ):
        return {}
    burner = await registers.find_burner(tx, CREDIT_NOTE, number)
    if burner == qonto_id:
        return {}
    told = {"number": number, "burntBy": burner, "seenOn": qonto_id}
    await registers.audit(tx, "number_used_twice", actor=QONTO, at=now, document_id=document_id, details=told)
    return {"alarm": f"Le numéro {number} est déjà celui d'un autre avoir. Prévenez votre comptable."}
