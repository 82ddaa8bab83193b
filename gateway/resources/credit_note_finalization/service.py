"""
Rule 3 of the house, for credit notes: Qonto makes them final at once, so making one takes a person.

    question    what would be issued, on the invoice as Qonto shows it now               (opening.py)
    answer      a token that fits this question, or the question is put again            (confirmations)
    intent      the token is used and the intent is written, in one transaction; one at a time per invoice
    last look   the invoice once more: somebody may have credited it on the dashboard
    call        once, never repeated                                                     (upstream.py)
    outcome     document, number, invoice and audit row, in one transaction; after silence we look first

Where Qonto has no such call, or not for our key, nothing is lost: the draft stays what it was.
"""

import logging
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from gateway.confirmation import Question
from gateway.db import Tx
from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome, UpstreamRefusal
from gateway.resources.confirmations import service as confirmations
from gateway.resources.confirmations.model import Confirmation
from gateway.resources.credit_note_finalization import upstream
from gateway.resources.credit_note_finalization.opening import Case, check_untouched, open_case, reopened
from gateway.resources.credit_notes.model import (
    CREATE,
    CreditNote,
    KnownNote,
    creation_forbidden,
    creation_unsupported,
    worded,
)
from gateway.resources.credit_notes.recovery import KEEPER, conclude, issue_of
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.promises.acting import busy, leave
from gateway.resources.promises.desk import Desk, Finalized, Through, answered, intend_confirmed
from gateway.resources.promises.recovery import after_silence, close

log = logging.getLogger(__name__)

_UNDER_WAY: Final = intents.pending_of([IntentKind.CREATE_CREDIT_NOTE])
_AT_ONCE: Final = 100
_FORBIDDEN: Final = frozenset({401, 403})
_OTHER: Final = (
    "L'avoir émis par Qonto n'est pas celui qui a été confirmé. Comparez-les, puis prévenez votre comptable."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """*left_cents* is what of its invoice could still be credited; at 0 Qonto has cancelled the invoice."""

    known: KnownNote
    left_cents: int

    @property
    def told(self) -> str:
        whole = self.left_cents == 0
        note = self.known.note
        also = f" Il couvre toute la facture {note.invoice_number} : Qonto l'a annulée." if whole else ""
        return f"L'avoir {note.number} est émis : ce numéro est définitif.{also}"


async def finalize(desk: Desk, id: str, *, token: str | None, through: Through) -> Issued:
    """Raises 428 with the question until an answer fits it; with `Through.DIALOG` the caller has asked it."""
    case = await open_case(desk, id)
    answer = await answered(desk, case.question, token=token, through=through)
    intent = await intend_confirmed(
        desk,
        case.document,
        case.question,
        kind=IntentKind.CREATE_CREDIT_NOTE,
        qonto_id=None,
        answer=answer,
        check=lambda present: check_untouched(present, case.document),
        guard=lambda tx: _check_alone(tx, case),
        payload=issue_of(case.draft, case.earlier),
    )
    note = await _carry_out(desk, case, intent)
    return await _concluded(desk, case, intent, note)


async def finalize_confirmed(desk: Desk, found: Confirmation, token: str) -> Finalized:
    """From the page: the token says who, and which draft."""
    issued = await finalize(desk, found.document_id, token=token, through=Through.PAGE)
    return Finalized(
        title=f"L'avoir {issued.known.note.number} est finalisé",
        told=issued.told,
        pdf_url=f"/api/qonto/credit-notes/{issued.known.id}/pdf",
    )


async def question_of(desk: Desk, found: Confirmation) -> Question:
    """What the person would be asked now."""
    return (await open_case(desk, found.document_id)).question


async def _check_alone(tx: Tx, case: Case) -> None:
    """
    One at a time per invoice: of two that look the same, the one whose answer was lost could not be told.

    The invoice's row is held, so that of two who look at once the second sees what the first has written.
    """
    assert case.document.parent_id is not None, "a draft is made of an invoice we keep"
    await store.lock(tx, case.document.parent_id)
    pending = await intents.list_pending(tx, _UNDER_WAY, limit=_AT_ONCE)
    if any(one.payload["invoice_id"] == case.invoice.id for one in pending):
        raise busy()


# ------------------------------------------------------------------ call
async def _carry_out(desk: Desk, case: Case, intent: Intent) -> CreditNote:
    clerk = desk.clerk
    try:
        await _check_unchanged(desk, case)
        intent = await leave(clerk, intent)
        return await upstream.issue(clerk.qonto, case.request)
    except AmbiguousOutcome as lost:
        found = await after_silence(clerk, intent, KEEPER, lost)
        assert found is not None, "after_silence finds it or raises"
        return found
    except GatewayError as refused:
        await close(clerk, intent, IntentState.FAILED)
        if isinstance(refused, UpstreamRefusal) and refused.code is Code.UPSTREAM_REFUSED:
            await _check_still_creditable(desk, case, refused)
        raise _explained(refused, case.document) from refused


async def _check_unchanged(desk: Desk, case: Case) -> None:
    question = (await reopened(desk, case)).question
    if question.fingerprint != case.question.fingerprint:
        raise await confirmations.changed(desk.asker, question)


async def _check_still_creditable(desk: Desk, case: Case, refused: GatewayError) -> None:
    """Qonto refuses what is credited already: then what is left is the answer, not the refusal."""
    try:
        await reopened(desk, case)
    except GatewayError as error:
        if error.code in {Code.CREDIT_EXCEEDS_INVOICE, Code.INVALID_STATUS, Code.INVOICE_NOT_FOUND}:
            raise
        log.warning("after a refusal: %s", error)
        raise refused from error


def _explained(refused: GatewayError, draft: Document) -> GatewayError:
    """The guide's section 8: not found is not supported, refused is not permitted. The draft is kept."""
    status = refused.upstream_status if isinstance(refused, UpstreamRefusal) else None
    asked = refused.details.get("operation") == CREATE
    if asked and refused.code in {Code.NOT_IMPLEMENTED_AT_QONTO, Code.NOT_FOUND}:
        return creation_unsupported(draft, details=refused.details)
    if asked and status in _FORBIDDEN:
        assert status is not None
        return creation_forbidden(draft, status, details=refused.details)
    return refused


# ------------------------------------------------------------------ outcome
async def _concluded(desk: Desk, case: Case, intent: Intent, note: CreditNote) -> Issued:
    """What is irreversible has happened: from here on, nothing may look like a failure."""
    clerk = desk.clerk
    note = replace(note, invoice_number=case.invoice.number)
    document: Document | None = case.document
    try:
        document = await conclude(clerk, intent, note)
        if document is not None and _content(note) != _content(case.draft):
            document = await _raise_alarm(desk, document)
    except (SQLAlchemyError, GatewayError):
        # Where the intent is still pending, the next reader writes the outcome down.
        log.exception("%s is issued as %s, and not all of it is written down", case.document.id, note.number)
    left_cents = case.left_cents + case.draft.total_cents - note.total_cents
    return Issued(known=KnownNote(note=note, document=document), left_cents=left_cents)


def _content(note: CreditNote) -> tuple[object, ...]:
    return note.invoice_id, note.total_cents, note.vat_cents, worded(note)


async def _raise_alarm(desk: Desk, document: Document) -> Document:
    """Qonto has understood our request otherwise: too late to undo, not to say."""
    clerk = desk.clerk
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        await store.change(tx, document.id, now, alarm=_OTHER)
        await registers.audit(
            tx, "finalized_unlike_confirmed", actor=clerk.user_id, at=now, document_id=document.id
        )
    return replace(document, alarm=_OTHER, updated_at=now)
