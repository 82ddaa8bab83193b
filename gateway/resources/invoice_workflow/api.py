"""Endpoints: validated, paid, sent, cancelled, deleted. `finalize` has a folder of its own."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_views.rendering import render_invoice, render_payment, render_validated
from gateway.resources.invoice_workflow import bodies
from gateway.resources.invoice_workflow import service as workflow
from gateway.web import read_optional, reply


async def validate_invoice_to_draft(request: Request) -> Response:
    await read_optional(request, bodies.Nothing)
    document = await workflow.validate_invoice_to_draft(clerk_of(request), request.path_params["id"])
    return reply(
        200,
        {
            "invoice": render_validated(document),
            "message": "Brouillon validé. Il peut maintenant être finalisé.",
        },
    )


async def mark_invoice_paid(request: Request) -> Response:
    body = await read_optional(request, bodies.MarkPaid)
    known, payment = await workflow.mark_invoice_paid(
        clerk_of(request), request.path_params["id"], bodies.payment_asked(body)
    )
    return reply(
        200,
        {
            "invoice": render_invoice(known),
            "payment": render_payment(payment, known.invoice.currency),
            "message": f"Facture {known.invoice.number or ''} marquée payée.".replace("  ", " "),
        },
    )


async def send_invoice(request: Request) -> Response:
    body = await read_optional(request, bodies.Send)
    recipients = await workflow.send_invoice(
        clerk_of(request), request.path_params["id"], bodies.sending_asked(body)
    )
    return reply(200, {"message": f"Facture envoyée à {', '.join(recipients)}.", "sentTo": list(recipients)})


async def cancel_invoice(request: Request) -> Response:
    await read_optional(request, bodies.Nothing)
    known = await workflow.cancel_invoice(clerk_of(request), request.path_params["id"])
    return reply(
        200,
        {
            "invoice": render_invoice(known),
            "message": "Facture annulée. Son numéro ne resservira jamais ; sa commande peut être refacturée.",
        },
    )


async def delete_invoice(request: Request) -> Response:
    await read_optional(request, bodies.Nothing)
    deleted = await workflow.delete_invoice(clerk_of(request), request.path_params["id"])
    return reply(
        200,
        {
            "message": "Brouillon supprimé. La commande peut être facturée de nouveau.",
            "deletedInvoiceId": deleted,
        },
    )
