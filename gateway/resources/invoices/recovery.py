"""
Intents without an outcome: what became of what we asked.

An answer may be lost, and the gateway may be killed at any point between intent and outcome. Nothing is ever
asked again blindly: we look.

Rule 1: what is found done is written down as done, by whoever meant to do it.
Rule 2: what is not found may still arrive, until the longest call would have given up. Only then was it
        surely not done.
Rule 3: what had not been asked yet may be closed; its process, should it live, then finds it may not ask.
"""

import logging
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from gateway.db import Tx
from gateway.errors import Code, GatewayError
from gateway.qonto.client import TIMEOUT_S
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.intents import INSTANCE
from gateway.resources.documents.model import (
    Document,
    DocumentType,
    Intent,
    IntentKind,
    IntentState,
    Payment,
    WorkflowStatus,
)
from gateway.resources.invoices import upstream
from gateway.resources.invoices.created import creation_in, find_created, record_created
from gateway.resources.invoices.learning import record
from gateway.resources.invoices.model import Invoice, InvoiceStatus, content_hash

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(seconds=TIMEOUT_S)
LATE: Final = PATIENCE + timedelta(seconds=10)
_AT_ONCE: Final = 20

_ACTIONS: Final = {
    IntentKind.CREATE_INVOICE: "create_invoice",
    IntentKind.UPDATE: "update_invoice",
    IntentKind.FINALIZE_INVOICE: "finalize_invoice",
    IntentKind.MARK_PAID: "mark_invoice_paid",
    IntentKind.CANCEL: "cancel_invoice",
    IntentKind.SEND: "send_invoice",
    IntentKind.DELETE: "delete_invoice",
}


async def settle(clerk: Clerk) -> None:
    """Look after what was left without an outcome: one look at an index that is empty most of the time."""
    async with clerk.db.reading() as tx:
        pending = await intents.list_pending(tx, limit=_AT_ONCE)
    for intent in pending:
        if alive(clerk, intent) or (not intent.asked and not late(clerk, intent)):
            continue
        try:
            await settle_intent(clerk, intent)
        except GatewayError as error:
            # It stays pending: whoever comes next looks again. What was asked for now does not depend on it.
            log.warning("intent %s (%s) is not settled: %s", intent.id, intent.kind, error)


def alive(clerk: Clerk, intent: Intent) -> bool:
    """This process is at work on it. What it is in doubt about it has given up: whoever comes next looks."""
    at_work = intent.instance == INSTANCE and intent.state is IntentState.OPEN
    return at_work and not late(clerk, intent)


def late(clerk: Clerk, intent: Intent) -> bool:
    """Whatever was on its way has arrived by now, or never will."""
    return clerk.clock.machine_now() - intent.since >= LATE


async def settle_intent(clerk: Clerk, intent: Intent) -> bool:
    """False where it may still arrive."""
    if not intent.asked:
        return await _close_unasked(clerk, intent)
    overdue = late(clerk, intent)
    seen = await _look(clerk, intent)
    if not await _in_its_world(clerk):
        return False
    if intent.kind is IntentKind.CREATE_INVOICE and seen is not None:
        async with clerk.db.transaction() as tx:
            await record_created(tx, clerk, intent, seen)
        return True
    if took_effect(intent, seen):
        await conclude(clerk, intent, seen)
        return True
    if overdue:
        # An e-mail leaves no trace we could look for.
        unknowable = intent.kind is IntentKind.SEND
        await _close(clerk, intent, IntentState.UNKNOWN if unknowable else IntentState.FAILED)
        return True
    return False


async def _look(clerk: Clerk, intent: Intent) -> Invoice | None:
    if intent.kind is IntentKind.CREATE_INVOICE:
        return await find_created(clerk, creation_in(intent))
    assert intent.qonto_id is not None
    return await upstream.show(clerk.qonto, intent.qonto_id)


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
            await store.add_payment(tx, payment_of(intent, seen, clerk))
        if intent.kind is IntentKind.SEND:
            await _note_sent(tx, document, clerk)
        return await store.find(tx, document.id, DocumentType.INVOICE)


async def after_silence(clerk: Clerk, intent: Intent, lost: GatewayError) -> Invoice | None:
    """
    Qonto was asked and did not say. What it shows now, if that is what was asked; else the honest refusal.

    A connection that was cut has decided; one that we gave up waiting for may still be worked on.
    """
    assert intent.qonto_id is not None
    if intent.kind is IntentKind.SEND:
        await _close(clerk, intent, IntentState.UNKNOWN)
        raise GatewayError(
            Code.OUTCOME_UNKNOWN,
            "Qonto n'a pas confirmé l'envoi, et un e-mail ne se retrouve pas : il a pu partir. Demandez au "
            "destinataire, ou regardez le tableau de bord Qonto, avant de renvoyer la facture.",
            internal=lost.internal,
            details=lost.details,
        )
    try:
        seen = await upstream.show(clerk.qonto, intent.qonto_id)
    except GatewayError as error:
        await _doubt(clerk, intent)
        raise lost from error
    if took_effect(intent, seen):
        return seen
    if clerk.clock.machine_now() - intent.since >= PATIENCE:
        await _doubt(clerk, intent)
        raise lost
    await _close(clerk, intent, IntentState.FAILED)
    raise not_done(lost) from lost


def not_done(lost: GatewayError) -> GatewayError:
    return GatewayError(
        Code.UPSTREAM_FAILED,
        "Qonto a échoué, et nous avons vérifié : rien n'a été modifié chez lui. Réessayez dans un instant.",
        internal=lost.internal,
        details=lost.details,
    )


def payment_of(intent: Intent, invoice: Invoice, clerk: Clerk) -> Payment:
    assert intent.document_id is not None
    payload = intent.payload
    return Payment(
        id=str(uuid4()),
        document_id=intent.document_id,
        amount_cents=invoice.total_cents,
        paid_at=date.fromisoformat(payload["paid_at"]),
        method=payload.get("method"),
        reference=payload.get("reference"),
        created_by=intent.created_by,
        created_at=clerk.clock.now(),
    )


async def _close_unasked(clerk: Clerk, intent: Intent) -> bool:
    """False where it has been asked since *intent* was read: to close it would let a second one leave."""
    async with clerk.db.transaction() as tx:
        present = await intents.lock(tx, intent.id)
        if present is not None and present.asked:
            return False
        await intents.close(tx, intent, IntentState.FAILED, clerk.clock.now())
    return True


async def _close(clerk: Clerk, intent: Intent, state: IntentState) -> None:
    async with clerk.db.transaction() as tx:
        await intents.close(tx, intent, state, clerk.clock.now())


async def _in_its_world(clerk: Clerk) -> bool:
    """What another world shows, or does not show, says nothing about what was asked of this one."""
    async with clerk.db.reading() as tx:
        return await store.is_of_world(tx, clerk.world_id)


async def _doubt(clerk: Clerk, intent: Intent) -> None:
    async with clerk.db.transaction() as tx:
        await intents.doubt(tx, intent)


async def _forget(tx: Tx, intent: Intent, document: Document, clerk: Clerk) -> None:
    now = clerk.clock.now()
    await store.change(tx, document.id, now, deleted_at=now)
    await registers.audit(tx, _ACTIONS[intent.kind], actor=intent.created_by, at=now, document_id=document.id)


async def _note_sent(tx: Tx, document: Document, clerk: Clerk) -> None:
    now = clerk.clock.now()
    step = document.workflow_status
    if step is WorkflowStatus.FINALIZED:
        step = WorkflowStatus.SENT
    await store.change(tx, document.id, now, sent_at=now, workflow_status=step)
