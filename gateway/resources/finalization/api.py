"""Endpoints: `finalize` and `finalize-workflow`. The first call gets the question, the second the number."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.finalization.opening import Door
from gateway.resources.finalization.service import finalize
from gateway.resources.invoice_pdf.service import keep_if_ready
from gateway.resources.invoice_views.rendering import pdf_route, render_invoice
from gateway.resources.invoices.model import SHOWN_STATUS, Known
from gateway.resources.promises.api import desk_of, read_answer
from gateway.web import reply


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


def _told(known: Known) -> str:
    return (
        f"La facture {known.invoice.number} est finalisée : ce numéro est définitif. Son PDF arrive bientôt."
    )


async def _finalized(request: Request, door: Door) -> Known:
    token, through = await read_answer(request)
    desk = desk_of(request, clerk_of(request))
    return await finalize(desk, door, request.path_params["id"], token=token, through=through)


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
