"""Endpoints: `finalize` and `finalize-workflow`. The first call gets the question, the second the number."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.confirmation import Mint
from gateway.resources.clerk import Clerk, clerk_of
from gateway.resources.finalization.opening import Desk, Door
from gateway.resources.finalization.service import Through, finalize
from gateway.resources.invoice_views.rendering import pdf_route, render_invoice
from gateway.resources.invoices.model import SHOWN_STATUS, Known
from gateway.resources.pdf.service import keep_if_ready
from gateway.settings import Settings
from gateway.web import read_optional, reply, service

_NEIGHBOURS = frozenset({"same-origin", "same-site"})


class Confirm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    confirmationToken: Annotated[str, Field(min_length=1, max_length=200)] | None = None  # noqa: N815  - the wire's


async def finalize_invoice(request: Request) -> Response:
    known = await _finalized(request, Door.FINALIZE_INVOICE)
    return reply(200, {"invoice": render_invoice(known), "message": _told(known)})


async def finalize_invoice_workflow(request: Request) -> Response:
    known = await _finalized(request, Door.FINALIZE_INVOICE_WORKFLOW)
    kept = await keep_if_ready(clerk_of(request), known)
    return reply(
        200,
        {
            "invoice": _render_step(known),
            "qonto_invoice": render_invoice(known),
            "pdf_stored_locally": kept,
            "message": _told(known),
        },
    )


def desk_of(request: Request, clerk: Clerk) -> Desk:
    """Links lead to where the caller reaches us, unless GATEWAY_PUBLIC_URL says where people do."""
    public_url = service(request, Settings).gateway_public_url
    return Desk(
        clerk=clerk,
        mint=service(request, Mint),
        base_url=public_url or str(request.base_url).rstrip("/"),
    )


def _told(known: Known) -> str:
    return (
        f"La facture {known.invoice.number} est finalisée : ce numéro est définitif. Son PDF arrive bientôt."
    )


async def _finalized(request: Request, door: Door) -> Known:
    asked = await read_optional(request, Confirm)
    token = asked.confirmationToken
    through = Through.DIALOG if token is None and _dialog_trusted(request) else Through.API
    desk = desk_of(request, clerk_of(request))
    return await finalize(desk, door, request.path_params["id"], token=token, through=through)


def _dialog_trusted(request: Request) -> bool:
    """
    GATEWAY_CONFIRMATION=dialog: the front end has asked the person itself and posts an empty body.

    Believed only of a browser that says on which page this happened: one of an allowed origin, or of ours.
    """
    settings = service(request, Settings)
    if settings.gateway_confirmation != "dialog" or request.headers.get("sec-fetch-site") not in _NEIGHBOURS:
        return False
    origin = request.headers.get("origin", "").lower()
    own = urlsplit(origin).netloc == request.headers.get("host", "").lower()
    return bool(origin) and (own or origin in settings.gateway_allowed_origins)


def _render_step(known: Known) -> dict[str, Any]:
    document, invoice = known.document, known.invoice
    assert document is not None, "what is finalised has a row"
    return {
        "id": document.id,
        "qonto_id": invoice.id,
        "number": invoice.number,
        "workflow_status": document.workflow_status,
        "status": SHOWN_STATUS[document.status],
        "finalized_at": document.finalized_at,
        "finalized_by": document.finalized_by,
        "qonto_pdf_url": pdf_route(known),
        "qonto_public_url": invoice.public_url,
    }
