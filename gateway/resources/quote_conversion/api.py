"""Endpoint: a quote becomes a draft invoice."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_views.rendering import render_invoice
from gateway.resources.quote_conversion import service as conversion
from gateway.web import read_optional, reply
from gateway.web.fields import Nothing


async def convert_quote(request: Request) -> Response:
    await read_optional(request, Nothing)
    known = await conversion.convert_quote(clerk_of(request), request.path_params["id"])
    assert known.document is not None
    return reply(
        201,
        {
            "invoice": render_invoice(known),
            "localDocumentId": known.document.id,
            "message": "Le devis est devenu une facture en brouillon. Relisez-la, puis finalisez-la.",
        },
    )
