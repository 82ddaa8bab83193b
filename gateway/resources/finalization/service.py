"""
Rule 3 of the house: only a person finalises. The way of a number, in order:

    question    what Qonto holds now, made into a summary                              (opening.py)
    answer      a token that fits this question, or the question is put again          (confirmations)
    intent      the token is used and the intent is written, in one transaction
    last look   nothing of ours may touch the draft any more; a dashboard still could have
    call        once, never repeated                                                   (upstream.py)
    outcome     document, number and audit row, in one transaction; after silence we look first

Killed anywhere in between, the intent stays, and whoever reads next looks (invoices/recovery.py): what Qonto
has made final is written down; what it has not is never asked for again.
"""

import logging
from dataclasses import replace
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome, UpstreamRefusal
from gateway.resources.confirmations import service as confirmations
from gateway.resources.confirmations import store as confirmation_store
from gateway.resources.confirmations.model import Confirmation
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.finalization import upstream
from gateway.resources.finalization.opening import (
    Case,
    Desk,
    Door,
    busy,
    check_draft,
    check_untouched,
    open_case,
    reopened,
    requestioned,
)
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoices.learning import differences
from gateway.resources.invoices.model import Invoice, Known
from gateway.resources.invoices.recovery import after_silence, conclude, took_effect

log = logging.getLogger(__name__)


class Through(StrEnum):
    """How the person's yes reached us, for the audit log."""

    API = "api"
    PAGE = "page"
    DIALOG = "dialog"


async def finalize(desk: Desk, door: Door, id: str, *, token: str | None, through: Through) -> Known:
    """Raises 428 with the question until an answer fits it; with `Through.DIALOG` the caller has asked it."""
    case = await open_case(desk, door, id)
    token_hash = None
    if through is not Through.DIALOG:
        token_hash = await confirmations.confirmed(desk.asker, case.question, token)
    intent = await _intend(desk, case, token_hash, through)
    seen = await _carry_out(desk, case, intent)
    return await _concluded(desk, case, intent, seen)


async def finalize_confirmed(desk: Desk, token: str) -> Known:
    """From the page: the token says who, which document, and by which door."""
    found = await confirmations.show_confirmation(desk.clerk.db, token)
    person, door = desk.of(found.user_id), Door(found.operation)
    try:
        return await finalize(person, door, found.document_id, token=token, through=Through.PAGE)
    except GatewayError as refused:
        if refused.code is Code.CONFIRMATION_REQUIRED:
            # The API answers its own caller with a fresh token; a dead link gives birth to nothing.
            raise _gone() from refused
        raise


async def review(desk: Desk, token: str) -> Confirmation:
    """What a link leads to, if it can still be answered. Spends nothing."""
    found = await confirmations.show_confirmation(desk.clerk.db, token)
    case = await open_case(desk.of(found.user_id), Door(found.operation), found.document_id)
    if not found.alive(desk.clerk.clock.now()):
        raise _gone()
    if found.content_hash != case.question.fingerprint:
        raise GatewayError(
            Code.DOCUMENT_CHANGED,
            "Le document a changé depuis ce récapitulatif : rien n'a été finalisé. Reprenez la finalisation "
            "depuis votre application.",
        )
    return found


def _gone() -> GatewayError:
    return GatewayError(
        Code.CONFIRMATION_GONE,
        "Ce lien de confirmation a déjà servi ou a expiré : rien de plus n'a été finalisé. Reprenez la "
        "finalisation depuis votre application.",
    )


# ------------------------------------------------------------------ intent
async def _intend(desk: Desk, case: Case, token_hash: str | None, through: Through) -> Intent:
    """Use the token and write down what is about to be asked: both or neither."""
    clerk, document, question = desk.clerk, case.document, case.question
    intent = intents.opened(
        IntentKind.FINALIZE_INVOICE,
        clerk.clock,
        actor=clerk.user_id,
        document_id=document.id,
        qonto_id=case.invoice.id,
        payload={"fingerprint": question.fingerprint, "through": through.value},
        asked=False,
    )
    confirmed = {
        "operation": question.operation,
        "through": through.value,
        "fingerprint": question.fingerprint,
        "warnings": [caution.code.value for caution in question.warnings],
    }
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        check_untouched(await store.lock(tx, document.id), case)
        used = token_hash is None or await confirmation_store.use(tx, token_hash, now=now)
        if used:
            if await intents.list_pending_of(tx, document.id):
                raise busy()
            await intents.add(tx, intent)
            await registers.audit(
                tx,
                "confirm_finalization",
                actor=clerk.user_id,
                at=now,
                document_id=document.id,
                details=confirmed,
            )
    if not used:
        raise await confirmations.asked_again(desk.asker, question)
    return intent


# ------------------------------------------------------------------ call
async def _carry_out(desk: Desk, case: Case, intent: Intent) -> Invoice:
    clerk = desk.clerk
    try:
        await _check_unchanged(desk, case)
        intent = await _leave(desk, intent)
        seen = await upstream.finalize(clerk.qonto, case.invoice.id)
        if not took_effect(intent, seen):
            raise _still_draft()
    except AmbiguousOutcome as lost:
        found = await after_silence(clerk, intent, lost)
        assert found is not None, "after_silence finds it final or raises"
        return found
    except GatewayError as refused:
        async with clerk.db.transaction() as tx:
            await intents.close(tx, intent, IntentState.FAILED, clerk.clock.now())
        if isinstance(refused, UpstreamRefusal):
            await _check_not_final_elsewhere(desk, case, refused)
        raise
    return seen


async def _check_unchanged(desk: Desk, case: Case) -> None:
    question = await reopened(desk, case)
    if question.fingerprint != case.question.fingerprint:
        raise await confirmations.changed(desk.asker, question)


async def _leave(desk: Desk, intent: Intent) -> Intent:
    """From this moment on the request may be under way, and whoever finds the intent must reckon with it."""
    leaving = replace(intent, asked=True, since=desk.clerk.clock.machine_now())
    async with desk.clerk.db.transaction() as tx:
        if not await intents.ask(tx, leaving):
            raise busy()
    return leaving


def _still_draft() -> AmbiguousOutcome:
    return AmbiguousOutcome(
        Code.OUTCOME_UNKNOWN,
        "Qonto a accepté la finalisation mais montre encore un brouillon : rechargez-la dans un instant.",
        internal="finalize answered with a draft",
    )


async def _check_not_final_elsewhere(desk: Desk, case: Case, refused: GatewayError) -> None:
    """Qonto refuses what is final already: then the number is the answer, not the refusal."""
    try:
        known = await show_invoice(desk.clerk, case.document.id)
    except GatewayError as error:
        log.warning("after a refusal: %s", error)
        raise refused from error
    check_draft(known.invoice)


# ------------------------------------------------------------------ outcome
_OTHER: Final = (
    "Le contenu finalisé par Qonto n'est pas celui qui a été confirmé. Comparez-les, puis faites un avoir."
)


async def _concluded(desk: Desk, case: Case, intent: Intent, seen: Invoice) -> Known:
    """What is irreversible has happened: from here on, nothing may look like a failure."""
    clerk = desk.clerk
    learnt = differences(case.document, seen, clerk.clock.now())
    document = replace(case.document, **learnt, finalized_by=clerk.user_id)
    try:
        document = await conclude(clerk, intent, seen) or document
        answered = await requestioned(desk, case, seen)
        if answered.fingerprint != case.question.fingerprint:
            document = await _raise_alarm(desk, document)
    except (SQLAlchemyError, GatewayError):
        # Where the intent is still pending, the next reader writes the outcome down.
        log.exception("%s is final as %s, and not all of it is written down", document.id, seen.number)
    return Known(invoice=seen, document=document)


async def _raise_alarm(desk: Desk, document: Document) -> Document:
    """Somebody changed the draft between our last look and our call: too late to undo, not to say."""
    clerk = desk.clerk
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        await store.change(tx, document.id, now, alarm=_OTHER)
        await registers.audit(
            tx, "finalized_unlike_confirmed", actor=clerk.user_id, at=now, document_id=document.id
        )
    return replace(document, alarm=_OTHER, updated_at=now)
