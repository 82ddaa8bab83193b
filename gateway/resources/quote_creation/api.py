"""Endpoints: an order, services or a draft invoice become a draft quote."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.quote_creation import bodies
from gateway.resources.quote_creation import service as creation
from gateway.resources.quote_views.api import links_of
from gateway.resources.quote_views.rendering import render_quote
from gateway.resources.quotes.model import Known
from gateway.resources.service_lines.bodies import services_asked
from gateway.web import read, read_optional, reply

_NEXT = "Relisez-le, puis finalisez-le : c'est ce qui l'enverra au client."


async def create_quote(request: Request) -> Response:
    body = await read(request, bodies.QuoteCreate)
    known = await creation.create_quote(clerk_of(request), bodies.quote_request(body))
    return await _made(request, known)


async def create_service_quote(request: Request) -> Response:
    body = await read(request, bodies.ServiceQuoteCreate)
    known = await creation.create_service_quote(
        clerk_of(request),
        services_asked(body),
        days=body.validity_days,
        terms=bodies.terms(body.terms_and_conditions),
    )
    return await _made(request, known, hasRealEmail=True)


async def create_quote_from_invoice(request: Request) -> Response:
    body = await read_optional(request, bodies.QuoteFromInvoice)
    known = await creation.create_quote_from_invoice(
        clerk_of(request), request.path_params["invoiceId"], days=body.expiry_days
    )
    # Rule 4: a draft has no PDF.
    return await _made(request, known, pdf_url=None)


async def convert_invoice_to_quote(request: Request) -> Response:
    body = await read_optional(request, bodies.ConvertToQuote)
    converted = await creation.convert_invoice_to_quote(
        clerk_of(request),
        request.path_params["id"],
        days=body.expiry_days,
        delete_original=body.delete_original,
    )
    return await _made(
        request,
        converted.known,
        originalDeleted=converted.original_deleted,
        message=f"Devis {converted.known.quote.number} créé en brouillon. {converted.told}",
    )


async def _made(request: Request, known: Known, **beside: Any) -> Response:
    assert known.document is not None
    return reply(
        201,
        {
            "quote": render_quote(known, await links_of(request)),
            "localDocumentId": known.document.id,
            "message": f"Devis {known.quote.number} créé en brouillon. {_NEXT}",
            **beside,
        },
    )
