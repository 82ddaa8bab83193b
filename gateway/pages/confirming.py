"""
The confirmation page: for whoever holds the link, a summary to read and a deliberate second act.

Rule 1: the token in the address is the credential; whose name it carries is audited. Reading spends nothing.
Rule 2: the second act is a box that was ticked and a button that was pressed, on this page: the form and a
        strict cookie carry the same nonce, and the browser says where the form came from.
Rule 3: what changed in the meantime is asked anew, with a new token; a dead link gives birth to nothing.
"""

import hmac
import secrets
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.confirmation import LIFE
from gateway.db import Database
from gateway.errors import Code, GatewayError
from gateway.pages.failures import failed, failure_page
from gateway.pages.forms import read_form
from gateway.pages.rendering import page
from gateway.qonto.client import Qonto
from gateway.resources.clerk import Clerk
from gateway.resources.finalization.api import desk_of
from gateway.resources.finalization.opening import Desk
from gateway.resources.finalization.service import finalize_confirmed, review
from gateway.web.services import service

_COOKIE: Final = "confirmation-nonce"
_NOT_TICKED: Final = "Cochez la case qui dit que vous avez relu le récapitulatif. Rien n'a été finalisé."


async def show_confirmation(request: Request) -> Response:
    token: str = request.path_params["token"]
    asked = await review(_desk(request), token)
    shown = {"summary": asked.summary, "warnings": asked.warnings, "expires_at": asked.expires_at}
    return _question(request, token, user=asked.user_id, **shown)


async def confirm_finalization(request: Request) -> Response:
    token: str = request.path_params["token"]
    form = await read_form(request)
    _check_second_act(form, request.cookies.get(_COOKIE, ""))
    known = await finalize_confirmed(_desk(request), token)
    response = page(
        200,
        "finalized.html",
        number=known.invoice.number,
        pdf_url=f"/api/qonto/invoices/{known.invoice.id}/pdf",
    )
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


def _desk(request: Request) -> Desk:
    """Who acts here is whoever the token names; until it is read, nobody."""
    clerk = Clerk(
        db=service(request, Database),
        qonto=service(request, Qonto),
        clock=service(request, Clock),
        user_id="",
    )
    return desk_of(request, clerk)
