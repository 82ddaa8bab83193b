"""Endpoint: a draft is changed."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_changes import bodies
from gateway.resources.invoice_changes import service as changes
from gateway.resources.invoice_views.rendering import render_invoice
from gateway.web import read, reply


async def update_invoice(request: Request) -> Response:
    body = await read(request, bodies.InvoiceUpdate)
    known = await changes.update_invoice(
        clerk_of(request), request.path_params["id"], bodies.invoice_changes(body)
    )
    return reply(200, {"invoice": render_invoice(known), "synced": False, "message": "Brouillon enregistré."})
