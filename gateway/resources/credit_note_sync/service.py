"""
A credit note that appeared at Qonto becomes a row here.

Where a draft waits for it (the same invoice, the same total) the draft becomes it: that is how a credit note
that could only be issued on Qonto's dashboard comes back to whoever prepared it here.
"""

from datetime import datetime
from enum import Enum, auto

from gateway.db import Tx
from gateway.resources.credit_notes.learning import CREDIT_NOTE, adopt, record_final
from gateway.resources.credit_notes.model import CreditNote
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import Document, DocumentStatus, DocumentType
from gateway.resources.documents.registers import QONTO


class Learnt(Enum):
    KNOWN = auto()
    LINKED = auto()
    ADDED = auto()
    ORPHANED = auto()  # added, but the invoice it corrects is not here
    AWAITED = auto()  # a request of ours is at work on its draft


async def learn_credit_note(tx: Tx, note: CreditNote, *, by: str, now: datetime) -> Learnt:
    assert note.id is not None, "it is at Qonto"
    draft = await _draft_of(tx, note)
    # In this order: whoever has just made it of a draft is through by the time the draft is none any more.
    if await store.find(tx, note.id, CREDIT_NOTE) is not None:
        return Learnt.KNOWN
    if draft is not None:
        if await intents.list_pending_of(tx, draft.id):
            return Learnt.AWAITED
        prepared = {"preparedBy": draft.created_by}
        await record_final(tx, draft, note, by=QONTO, now=now, action="linked_by_sync", details=prepared)
        return Learnt.LINKED
    parent = await store.find(tx, note.invoice_id, DocumentType.INVOICE)
    if not await adopt(tx, note, parent, by=by, now=now):
        return Learnt.KNOWN
    return Learnt.ORPHANED if parent is None else Learnt.ADDED


async def _draft_of(tx: Tx, note: CreditNote) -> Document | None:
    """The eldest that waits, as it is now, held until the transaction ends."""
    waiting = [
        draft
        for draft in await store.list_local(tx, CREDIT_NOTE, credited_qonto_id=note.invoice_id)
        if draft.total_cents == note.total_cents and draft.status is DocumentStatus.DRAFT
    ]
    if not waiting:
        return None
    eldest = min(waiting, key=lambda draft: (draft.created_at, draft.id))
    present = await store.lock(tx, eldest.id)
    if present is None or present.deleted_at is not None or present.status is not DocumentStatus.DRAFT:
        return None
    return present
