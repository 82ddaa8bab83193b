"""
How intents about invoices are looked after: what Qonto shows of them, and how the outcome is written down.

The machine itself, with its rules, is `promises/recovery.py`.
"""

from typing import Final

from gateway.db import Tx
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import (
    Document,
    DocumentType,
    Intent,
    IntentKind,
    IntentState,
    WorkflowStatus,
)
from gateway.resources.invoices import upstream
from gateway.resources.invoices.created import creation_in, find_created, record_created
from gateway.resources.invoices.learning import record, release_quote
from gateway.resources.invoices.model import Invoice, InvoiceStatus, content_hash
from gateway.resources.ledger.model import payment_of
from gateway.resources.ledger.store import add_payment
from gateway.resources.promises.recovery import Keeper, Keepers

_ACTIONS: Final = {
    IntentKind.UPDATE: "update_invoice",
    IntentKind.FINALIZE_INVOICE: "finalize_invoice",
    IntentKind.MARK_PAID: "mark_invoice_paid",
    IntentKind.CANCEL: "cancel_invoice",
    IntentKind.SEND: "send_invoice",
    IntentKind.DELETE: "delete_invoice",
}


def took_effect(intent: Intent, seen: Invoice | None) -> bool:
    match intent.kind:
        case IntentKind.UPDATE:
            return seen is not None and content_hash(seen) != intent.payload["before"]
        case IntentKind.DELETE:
            return seen is None
        case IntentKind.FINALIZE_INVOICE:
            return seen is not None and not seen.draft
        case IntentKind.MARK_PAID:
            return seen is not None and seen.status is InvoiceStatus.PAID
        case IntentKind.CANCEL:
            return seen is not None and seen.status is InvoiceStatus.CANCELED
    return False


async def conclude(clerk: Clerk, intent: Intent, seen: Invoice | None) -> Document | None:
    """Write the outcome down, once: of two who saw it, the first to close the intent does."""
    assert intent.document_id is not None
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        document = await store.lock(tx, intent.document_id)
        if document is None or not await intents.close(tx, intent, IntentState.DONE, now):
            return document
        if seen is None:
            await _forget(tx, intent, document, clerk)
        else:
            action = _ACTIONS[intent.kind]
            await record(
                tx, document, seen, by=intent.created_by, now=now, action=action, details=intent.payload
            )
        if intent.kind is IntentKind.MARK_PAID and seen is not None:
            await add_payment(tx, payment_of(intent.payload, document.id, by=intent.created_by, at=now))
        if intent.kind is IntentKind.SEND:
            await _note_sent(tx, document, clerk)
        return await store.find(tx, document.id, DocumentType.INVOICE)


async def _forget(tx: Tx, intent: Intent, document: Document, clerk: Clerk) -> None:
    now = clerk.clock.now()
    await store.change(tx, document.id, now, deleted_at=now)
    await release_quote(tx, document, now)
    await registers.audit(tx, _ACTIONS[intent.kind], actor=intent.created_by, at=now, document_id=document.id)


async def _note_sent(tx: Tx, document: Document, clerk: Clerk) -> None:
    now = clerk.clock.now()
    step = document.workflow_status
    if step is WorkflowStatus.FINALIZED:
        step = WorkflowStatus.SENT
    await store.change(tx, document.id, now, sent_at=now, workflow_status=step)


# ------------------------------------------------------------------ the keepers
async def _look(clerk: Clerk, intent: Intent) -> Invoice | None:
    assert intent.qonto_id is not None
    return await upstream.show(clerk.qonto, intent.qonto_id)


async def _look_for_created(clerk: Clerk, intent: Intent) -> Invoice | None:
    return await find_created(clerk, creation_in(intent))


async def _conclude_created(clerk: Clerk, intent: Intent, seen: Invoice | None) -> Document | None:
    assert seen is not None
    async with clerk.db.transaction() as tx:
        return await record_created(tx, clerk, intent, seen)


def _created(_: Intent, seen: Invoice | None) -> bool:
    return seen is not None


CREATION: Final[Keeper[Invoice]] = Keeper(
    look=_look_for_created, took_effect=_created, conclude=_conclude_created
)
_CHANGE: Final[Keeper[Invoice]] = Keeper(look=_look, took_effect=took_effect, conclude=conclude)
_SENDING: Final[Keeper[Invoice]] = Keeper(
    look=_look, took_effect=took_effect, conclude=conclude, traceless=True
)

KEEPERS: Final = Keepers(
    {
        **dict.fromkeys(
            (IntentKind.CREATE_INVOICE, IntentKind.CREATE_SERVICE_INVOICE, IntentKind.CONVERT_QUOTE), CREATION
        ),
        **dict.fromkeys(_ACTIONS.keys() - {IntentKind.SEND}, _CHANGE),
        IntentKind.SEND: _SENDING,
    }
)
settle = KEEPERS.settle
"""Every read of an invoice begins here."""
