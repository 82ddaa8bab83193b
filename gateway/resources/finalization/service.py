"""
Rule 3 of the house: only a person finalises. The way of a number, in order:

    question    what Qonto holds now, made into a summary                              (opening.py)
    answer      a token that fits this question, or the question is put again          (confirmations)
    intent      the token is used and the intent is written, in one transaction
    last look   nothing of ours may touch the draft any more; a dashboard still could have
    call        once, never repeated                                                   (upstream.py)
    outcome     document, number and audit row, in one transaction; after silence we look first

Killed anywhere in between, the intent stays, and whoever reads next looks (promises/recovery.py): what Qonto
has made final is written down; what it has not is never asked for again.
"""

import logging
from dataclasses import replace
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from gateway.confirmation import Question
from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome, UpstreamRefusal
from gateway.resources.confirmations import service as confirmations
from gateway.resources.confirmations.model import Confirmation
from gateway.resources.documents import registers, store
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.finalization import upstream
from gateway.resources.finalization.opening import (
    Case,
    Door,
    check_draft,
    check_untouched,
    open_case,
    reopened,
    requestioned,
)
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoices.learning import differences
from gateway.resources.invoices.model import Invoice, Known
from gateway.resources.invoices.recovery import KEEPERS, conclude, took_effect
from gateway.resources.promises.acting import leave
from gateway.resources.promises.desk import (
    Desk,
    Finalized,
    Through,
    answered,
    intend_confirmed,
)
from gateway.resources.promises.recovery import after_silence, close

log = logging.getLogger(__name__)


async def finalize(desk: Desk, door: Door, id: str, *, token: str | None, through: Through) -> Known:
    """Raises 428 with the question until an answer fits it; with `Through.DIALOG` the caller has asked it."""
    case = await open_case(desk, door, id)
    answer = await answered(desk, case.question, token=token, through=through)
    intent = await intend_confirmed(
        desk,
        case.document,
        case.question,
        kind=IntentKind.FINALIZE_INVOICE,
        qonto_id=case.invoice.id,
        answer=answer,
        check=lambda present: check_untouched(present, case),
    )
    seen = await _carry_out(desk, case, intent)
    return await _concluded(desk, case, intent, seen)


async def finalize_confirmed(desk: Desk, found: Confirmation, token: str) -> Finalized:
    """From the page: the token says who, which document, and by which door."""
    known = await finalize(desk, Door(found.operation), found.document_id, token=token, through=Through.PAGE)
    return Finalized(
        title=f"La facture {known.invoice.number} est finalisée",
        told=f"Le numéro {known.invoice.number} est définitif : il ne sera jamais rendu ni réutilisé.",
        pdf_url=f"/api/qonto/invoices/{known.invoice.id}/pdf",
    )


async def question_of(desk: Desk, found: Confirmation) -> Question:
    """What the person would be asked now."""
    case = await open_case(desk, Door(found.operation), found.document_id)
    return case.question


# ------------------------------------------------------------------ call
async def _carry_out(desk: Desk, case: Case, intent: Intent) -> Invoice:
    clerk = desk.clerk
    try:
        await _check_unchanged(desk, case)
        intent = await leave(clerk, intent)
        seen = await upstream.finalize(clerk.qonto, case.invoice.id)
        if not took_effect(intent, seen):
            raise _still_draft()
    except AmbiguousOutcome as lost:
        found: Invoice | None = await after_silence(clerk, intent, KEEPERS.of(intent.kind), lost)
        assert found is not None, "after_silence finds it final or raises"
        return found
    except GatewayError as refused:
        await close(clerk, intent, IntentState.FAILED)
        if isinstance(refused, UpstreamRefusal):
            await _check_not_final_elsewhere(desk, case, refused)
        raise
    return seen


async def _check_unchanged(desk: Desk, case: Case) -> None:
    question = await reopened(desk, case)
    if question.fingerprint != case.question.fingerprint:
        raise await confirmations.changed(desk.asker, question)


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
