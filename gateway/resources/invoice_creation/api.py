"""Endpoint: an order becomes a draft."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_creation import bodies
from gateway.resources.invoice_creation import service as creation
from gateway.resources.invoice_views.rendering import render_invoice
from gateway.web import read, reply


async def create_invoice(request: Request) -> Response:
    body = await read(request, bodies.InvoiceCreate)
    known = await creation.create_invoice(clerk_of(request), bodies.invoice_request(body))
    assert known.document is not None
    return reply(
        201,
        {
            "invoice": render_invoice(known),
            "localDocumentId": known.document.id,
            "message": "Brouillon créé. Relisez-le, puis finalisez-le : il recevra alors son numéro.",
        },
    )
