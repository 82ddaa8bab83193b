"""Endpoint: `finalize` of a quote. The first call gets the question, the second sends."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.promises.api import desk_of, through_of
from gateway.resources.quote_finalization import bodies
from gateway.resources.quote_finalization.service import finalize
from gateway.resources.quote_views.api import links_of
from gateway.resources.quote_views.rendering import render_quote
from gateway.web import read_optional, reply


async def finalize_quote(request: Request) -> Response:
    body = await read_optional(request, bodies.QuoteFinalize)
    token = body.confirmation_token
    known = await finalize(
        desk_of(request, clerk_of(request)),
        request.path_params["id"],
        bodies.mailing_of(body),
        token=token,
        through=through_of(request, token),
    )
    return reply(
        200,
        {
            "quote": render_quote(known, await links_of(request)),
            "message": f"Le devis {known.quote.number} est finalisé : il est parti chez le client.",
        },
    )
