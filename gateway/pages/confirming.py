"""
The confirmation page: for whoever holds the link, a summary to read and a deliberate second act.

Rule 1: the token in the address is the credential; whose name it carries is audited. Reading spends nothing.
Rule 2: the second act is a box that was ticked and a button that was pressed, on this page: the form and a
        strict cookie carry the same nonce, and the browser says where the form came from.
Rule 3: what changed in the meantime is asked anew, with a new token; a dead link gives birth to nothing.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.confirmation import LIFE, Question
from gateway.db import Database
from gateway.errors import Code, GatewayError
from gateway.pages.failures import failed, failure_page
from gateway.pages.forms import read_form
from gateway.pages.rendering import page
from gateway.qonto.client import Qonto
from gateway.resources.clerk import Clerk
from gateway.resources.confirmations.model import Confirmation
from gateway.resources.confirmations.service import show_confirmation as show_found
from gateway.resources.credit_note_finalization import service as credit_notes
from gateway.resources.finalization import service as invoices
from gateway.resources.promises.api import desk_of
from gateway.resources.promises.desk import Desk, Finalized, check_alive, gone
from gateway.resources.quote_finalization import service as quotes
from gateway.web.services import service

_COOKIE: Final = "confirmation-nonce"
_NOT_TICKED: Final = "Cochez la case qui dit que vous avez relu le récapitulatif. Rien n'a été finalisé."


@dataclass(frozen=True, slots=True)
class _Finality:
    """One way to finality: the question as it would be put now, and the deed."""

    question_of: Callable[[Desk, Confirmation], Awaitable[Question]]
    finalize_confirmed: Callable[[Desk, Confirmation, str], Awaitable[Finalized]]


_INVOICE = _Finality(invoices.question_of, invoices.finalize_confirmed)
_FINALITIES: Final[Mapping[str, _Finality]] = {
    "finalize_invoice": _INVOICE,
    "finalize_invoice_workflow": _INVOICE,
    "finalize_quote": _Finality(quotes.question_of, quotes.finalize_confirmed),
    "finalize_credit_note": _Finality(credit_notes.question_of, credit_notes.finalize_confirmed),
}


async def show_confirmation(request: Request) -> Response:
    token: str = request.path_params["token"]
    asked, desk, finality = await _found(request, token)
    check_alive(asked, await finality.question_of(desk, asked), desk)
    shown = {"summary": asked.summary, "warnings": asked.warnings, "expires_at": asked.expires_at}
    return _question(request, token, user=asked.user_id, **shown)


async def confirm_finalization(request: Request) -> Response:
    token: str = request.path_params["token"]
    form = await read_form(request)
    _check_second_act(form, request.cookies.get(_COOKIE, ""))
    asked, desk, finality = await _found(request, token)
    try:
        finalized = await finality.finalize_confirmed(desk, asked, token)
    except GatewayError as refused:
        if refused.code is Code.CONFIRMATION_REQUIRED:
            # The API answers its own caller with a fresh token; a dead link gives birth to nothing.
            raise gone() from refused
        raise
    response = page(200, "finalized.html", finalized=finalized)
    response.delete_cookie(_COOKIE, path=_path(token), httponly=True, samesite="strict")
    return response


def confirmation_failure(request: Request, error: GatewayError) -> Response:
    """A document that changed is asked about anew; anything else is told."""
    asked: Mapping[str, Any] | None = error.beside.get("confirmation")
    if error.code is Code.INVALID or error.code is Code.ORIGIN_FORBIDDEN:
        return failure_page(request, error, back=_path(request.path_params["token"]))
    if error.code is not Code.DOCUMENT_CHANGED or asked is None:
        return failure_page(request, error)
    nonce = secrets.token_urlsafe()
    response = failed(
        error,
        "confirmation.html",
        token=asked["token"],
        user=None,
        summary=asked["summary"],
        warnings=asked["warnings"],
        expires_at=asked["expiresAt"],
        form_nonce=nonce,
        notice="Le document a changé entre-temps : rien n'a été finalisé. Relisez ce nouveau récapitulatif.",
    )
    _remember(response, request, asked["token"], nonce)
    return response


def _question(request: Request, token: str, **shown: Any) -> Response:
    nonce = secrets.token_urlsafe()
    response = page(200, "confirmation.html", token=token, form_nonce=nonce, notice=None, **shown)
    _remember(response, request, token, nonce)
    return response


def _remember(response: Response, request: Request, token: str, nonce: str) -> None:
    response.set_cookie(
        _COOKIE,
        nonce,
        max_age=int(LIFE.total_seconds()),
        path=_path(token),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def _path(token: str) -> str:
    return f"/confirm/{token}"


def _check_second_act(form: Mapping[str, str], remembered: str) -> None:
    if not remembered or not hmac.compare_digest(remembered.encode(), form.get("nonce", "").encode()):
        raise GatewayError(
            Code.ORIGIN_FORBIDDEN,
            "Ce formulaire ne vient pas de cette page, ou vos cookies sont bloqués : rouvrez le lien de "
            "confirmation, puis recommencez. Rien n'a été finalisé.",
        )
    if form.get("understood") != "yes":
        raise GatewayError(Code.INVALID, _NOT_TICKED)


async def _found(request: Request, token: str) -> tuple[Confirmation, Desk, _Finality]:
    """Who acts here is whoever the token names; until it is read, nobody."""
    db = service(request, Database)
    found = await show_found(db, token)
    clerk = Clerk(
        db=db,
        qonto=service(request, Qonto),
        clock=service(request, Clock),
        user_id=found.user_id,
    )
    return found, desk_of(request, clerk), _FINALITIES[found.operation]
