"""Endpoints: validated, sent, cancelled, deleted. Paying and finalising have folders of their own."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_views.rendering import render_invoice, render_validated
from gateway.resources.invoice_workflow import bodies
from gateway.resources.invoice_workflow import service as workflow
from gateway.web import read_optional, reply
from gateway.web.fields import Nothing


async def validate_invoice_to_draft(request: Request) -> Response:
    await read_optional(request, Nothing)
    document = await workflow.validate_invoice_to_draft(clerk_of(request), request.path_params["id"])
    return reply(
        200,
        {
            "invoice": render_validated(document),
            "message": "Brouillon validé. Il peut maintenant être finalisé.",
        },
    )


async def send_invoice(request: Request) -> Response:
    body = await read_optional(request, bodies.Send)
    recipients = await workflow.send_invoice(
        clerk_of(request), request.path_params["id"], bodies.sending_asked(body)
    )
    return reply(200, {"message": f"Facture envoyée à {', '.join(recipients)}.", "sentTo": list(recipients)})


async def cancel_invoice(request: Request) -> Response:
    await read_optional(request, Nothing)
    known = await workflow.cancel_invoice(clerk_of(request), request.path_params["id"])
    return reply(
        200,
        {
            "invoice": render_invoice(known),
            "message": "Facture annulée. Son numéro ne resservira jamais ; sa commande peut être refacturée.",
        },
    )


async def delete_invoice(request: Request) -> Response:
    await read_optional(request, Nothing)
    deleted = await workflow.delete_invoice(clerk_of(request), request.path_params["id"])
    return reply(
        200,
        {
            "message": "Brouillon supprimé. La commande peut être facturée de nouveau.",
            "deletedInvoiceId": deleted,
        },
    )
