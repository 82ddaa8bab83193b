"""
How the intent to issue a credit note is looked after. The machine itself is `promises/recovery.py`.

Qonto knows no idempotency key for credit notes. One is recognised by its invoice, its money and its words,
among those made since the request left that the invoice did not have before and that are not known here.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from gateway.db import Tx
from gateway.errors import GatewayError
from gateway.resources.clerk import Clerk
from gateway.resources.credit_notes import upstream
from gateway.resources.credit_notes.learning import CREDIT_NOTE, record_final
from gateway.resources.credit_notes.model import CreditNote, worded
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import Document, DocumentType, Intent, IntentKind, IntentState
from gateway.resources.invoices import learning as invoices
from gateway.resources.invoices import upstream as invoices_upstream
from gateway.resources.invoices.model import Invoice
from gateway.resources.promises.recovery import Keeper, Keepers

log = logging.getLogger(__name__)

_MARGIN: Final = timedelta(hours=1)
"""Two clocks may differ. Recognising does not depend on this, it only keeps the list short."""


def issue_of(draft: CreditNote, earlier: Iterable[CreditNote]) -> dict[str, Any]:
    """What an intent to issue *draft* has to remember."""
    return {
        "invoice_id": draft.invoice_id,
        "total_cents": draft.total_cents,
        "reason": draft.reason,
        "lines": worded(draft),
        "before": [note.id for note in earlier],
    }


async def conclude(clerk: Clerk, intent: Intent, note: CreditNote | None) -> Document | None:
    """Write down what was issued, and what that has made of the invoice, once and in one transaction."""
    assert intent.document_id is not None
    assert note is not None
    invoice = await _credited(clerk, note)
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        draft = await store.lock(tx, intent.document_id)
        closed = await intents.close(tx, intent, IntentState.DONE, now, outcome={"qontoId": note.id})
        if draft is None or not closed:
            return draft
        document = await record_final(
            tx,
            draft,
            note,
            by=intent.created_by,
            now=now,
            action="finalize_credit_note",
            details={"invoiceId": note.invoice_id},
        )
        if invoice is not None:
            await _learn_invoice(tx, clerk, invoice, by=intent.created_by)
        return document


async def _credited(clerk: Clerk, note: CreditNote) -> Invoice | None:
    """The invoice as Qonto shows it now; None where nobody can be asked: its next reader learns of it."""
    try:
        return await invoices_upstream.show(clerk.qonto, note.invoice_id)
    except GatewayError as error:
        log.warning("after credit note %s: %s", note.number, error)
        return None


async def _learn_invoice(tx: Tx, clerk: Clerk, invoice: Invoice, *, by: str) -> None:
    kept = await store.find(tx, invoice.id, DocumentType.INVOICE)
    present = None if kept is None else await store.lock(tx, kept.id)
    if present is None or await intents.list_pending_of(tx, present.id):
        return
    now = clerk.clock.now()
    if invoices.differences(present, invoice, now):
        await invoices.record(tx, present, invoice, by=by, now=now, action="credit_invoice")


# ------------------------------------------------------------------ the keeper
async def _look(clerk: Clerk, intent: Intent) -> CreditNote | None:
    filters = {
        "filter[created_at_from]": invoices_upstream.since(intent.created_at - _MARGIN),
        "sort_by": "created_at:asc",
    }
    notes = [note async for note in upstream.list_all(clerk.qonto, filters) if _is_it(intent, note)]
    async with clerk.db.reading() as tx:
        known = await store.list_by_qonto_id(tx, (note.id for note in notes if note.id), CREDIT_NOTE)
    return next((note for note in notes if note.id not in known), None)


def _is_it(intent: Intent, note: CreditNote) -> bool:
    asked = intent.payload
    same_money = (note.invoice_id, note.total_cents) == (asked["invoice_id"], asked["total_cents"])
    same_words = worded(note) == asked["lines"] or (note.reason or "") == (asked["reason"] or "")
    return same_money and same_words and note.id not in asked["before"]


def _issued(_: Intent, seen: CreditNote | None) -> bool:
    return seen is not None


KEEPER: Final[Keeper[CreditNote]] = Keeper(look=_look, took_effect=_issued, conclude=conclude)
KEEPERS: Final = Keepers({IntentKind.CREATE_CREDIT_NOTE: KEEPER})
settle = KEEPERS.settle
"""Every read of a credit note begins here."""
