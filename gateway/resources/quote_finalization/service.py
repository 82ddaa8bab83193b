"""
Rule 3 of the house for quotes. The way of the first e-mail, in order:

    question    what Qonto holds now and to whom it would go, made into a summary      (opening.py)
    answer      a token that fits this question, or the question is put again          (confirmations)
    intent      the token is used and the intent is written, in one transaction
    last look   nothing of ours may touch the draft any more; a dashboard still could have
    call        once, never repeated
    outcome     document, number and audit row, in one transaction

An e-mail leaves no trace. Where its answer is lost, or we are killed, nobody can tell whether it left: the
quote stays a draft, that is said, and a person may confirm it anew.
"""

import asyncio
import logging
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from gateway.confirmation import Question
from gateway.errors import GatewayError
from gateway.qonto.errors import AmbiguousOutcome, UpstreamRefusal
from gateway.resources.confirmations import service as confirmations
from gateway.resources.confirmations.model import Confirmation
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.promises.acting import leave
from gateway.resources.promises.desk import Desk, Finalized, Through, answered, intend_confirmed
from gateway.resources.promises.recovery import after_silence, close
from gateway.resources.quote_finalization.opening import (
    Case,
    Mailing,
    check_untouched,
    open_case,
    reopened,
)
from gateway.resources.quote_views.service import show_quote
from gateway.resources.quotes import upstream
from gateway.resources.quotes.model import Known, check_finalizable
from gateway.resources.quotes.recovery import SENDING, conclude

log = logging.getLogger(__name__)

_ATTEMPTS: Final = 3
_BETWEEN_S: Final = 0.1


async def finalize(desk: Desk, id: str, asked: Mailing, *, token: str | None, through: Through) -> Known:
    """Raises 428 with the question until an answer fits it; with `Through.DIALOG` the caller has asked it."""
    case = await open_case(desk, id, asked, token)
    answer = await answered(desk, case.question, token=token, through=through)
    intent = await intend_confirmed(
        desk,
        case.document,
        case.question,
        kind=IntentKind.FINALIZE_QUOTE,
        qonto_id=case.quote.id,
        answer=answer,
        check=lambda present: check_untouched(present, case),
        payload={"send_to": list(case.send_to), "email_title": case.title},
    )
    intent = await _carry_out(desk, case, intent)
    return Known(quote=case.quote, document=await _concluded(desk, case, intent))


async def finalize_confirmed(desk: Desk, found: Confirmation, token: str) -> Finalized:
    """From the page: the token says who, which quote, and to whom it goes."""
    known = await finalize(desk, found.document_id, Mailing(), token=token, through=Through.PAGE)
    return Finalized(
        title=f"Le devis {known.quote.number} est finalisé",
        told=f"Il est parti par e-mail à {', '.join(found.summary['send_to'])}.",
        pdf_url=f"/api/qonto/quotes/{known.quote.id}/pdf",
    )


async def question_of(desk: Desk, found: Confirmation) -> Question:
    """What the person would be asked now."""
    before = Mailing(emails=tuple(found.summary["send_to"]), title=found.summary["email_title"])
    case = await open_case(desk, found.document_id, before, None)
    return case.question


# ------------------------------------------------------------------ call
async def _carry_out(desk: Desk, case: Case, intent: Intent) -> Intent:
    clerk = desk.clerk
    try:
        question = await reopened(desk, case)
        if question.fingerprint != case.question.fingerprint:
            raise await confirmations.changed(desk.asker, question)
        intent = await leave(clerk, intent)
        # To those who were confirmed and to nobody else, ourselves included.
        await upstream.send(
            clerk.qonto, case.quote.id, send_to=case.send_to, title=case.title, copy_to_self=False
        )
    except AmbiguousOutcome as lost:
        await after_silence(clerk, intent, SENDING, lost)
        raise AssertionError("nobody can look for an e-mail") from lost
    except UpstreamRefusal as refused:
        await close(clerk, intent, IntentState.FAILED)
        await _check_not_final_elsewhere(desk, case, refused)
        raise upstream.told(refused, case.quote.number) from refused
    except GatewayError:
        await close(clerk, intent, IntentState.FAILED)
        raise
    return intent


async def _check_not_final_elsewhere(desk: Desk, case: Case, refused: GatewayError) -> None:
    """Qonto refuses what it has cancelled: then that is the answer, not the refusal."""
    try:
        known = await show_quote(desk.clerk, case.document.id)
    except GatewayError as error:
        log.warning("after a refusal: %s", error)
        raise refused from error
    check_finalizable(known)


# ------------------------------------------------------------------ outcome
async def _concluded(desk: Desk, case: Case, intent: Intent) -> Document:
    """
    The e-mail has left: from here on, nothing may look like a failure. Qonto will not tell a later reader, so
    what cannot be written at once is tried again.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return await conclude(desk.clerk, intent, case.quote) or case.document
        except (SQLAlchemyError, GatewayError):
            log.exception("%s was sent, and that is not written down yet (%d)", case.document.id, attempt)
            await asyncio.sleep(_BETWEEN_S * attempt)
    return case.document
