"""Endpoints: changed, deleted, accepted, declined, sent again. `finalize` has a folder of its own."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import Clerk, clerk_of
from gateway.resources.invoice_workflow.bodies import Send, sending_asked
from gateway.resources.quote_views.api import links_of
from gateway.resources.quote_views.rendering import render_quote
from gateway.resources.quote_workflow import bodies
from gateway.resources.quote_workflow import service as workflow
from gateway.resources.quotes.model import Known
from gateway.web import read, read_optional, reply
from gateway.web.fields import Nothing


async def update_quote(request: Request) -> Response:
    body = await read(request, bodies.QuoteUpdate)
    known = await workflow.update_quote(
        clerk_of(request), request.path_params["id"], bodies.quote_changes(body)
    )
    return await _changed(request, known, "Devis enregistré.")


async def delete_quote(request: Request) -> Response:
    await read_optional(request, Nothing)
    deleted = await workflow.delete_quote(clerk_of(request), request.path_params["id"])
    message = "Devis supprimé. Son numéro ne resservira pas ; un autre devis peut être fait."
    return reply(200, {"message": message, "deletedQuoteId": deleted})


async def accept_quote(request: Request) -> Response:
    known = await _decided(request, workflow.accept_quote)
    return await _changed(
        request, known, f"Devis {known.quote.number} accepté. Il peut être converti en facture."
    )


async def decline_quote(request: Request) -> Response:
    known = await _decided(request, workflow.decline_quote)
    return await _changed(
        request, known, f"Devis {known.quote.number} refusé. Un autre devis peut être fait."
    )


async def send_quote(request: Request) -> Response:
    body = await read_optional(request, Send)
    known, recipients = await workflow.send_quote(
        clerk_of(request), request.path_params["id"], sending_asked(body)
    )
    return reply(
        200,
        {
            "quote": render_quote(known, await links_of(request)),
            "message": f"Devis envoyé à {', '.join(recipients)}.",
            "sentTo": list(recipients),
        },
    )


async def _decided(request: Request, decide: Callable[[Clerk, str], Awaitable[Known]]) -> Known:
    await read_optional(request, Nothing)
    return await decide(clerk_of(request), request.path_params["id"])


async def _changed(request: Request, known: Known, message: str) -> Response:
    return reply(200, {"quote": render_quote(known, await links_of(request)), "message": message})
