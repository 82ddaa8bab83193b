"""Endpoints: read, call, reply. `finalize` and the PDF have folders of their own."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.db import Database
from gateway.qonto.client import Qonto
from gateway.resources.invoices import asked, bodies, changes, creation, workflow
from gateway.resources.invoices import service as invoices
from gateway.resources.invoices.clerk import Clerk
from gateway.resources.invoices.rendering import (
    render_details,
    render_document,
    render_invoice,
    render_local_data,
    render_page,
    render_payment,
    render_validated,
)
from gateway.web import identity, query, read, read_optional, reply, service


async def list_invoices(request: Request) -> Response:
    wanted = query(request, bodies.ListQuery)
    listed = await invoices.list_invoices(
        clerk_of(request),
        status=wanted.status,
        page=wanted.page,
        per_page=wanted.per_page,
        whole=wanted.whole,
    )
    return reply(200, render_page(listed))


async def create_invoice(request: Request) -> Response:
    body = await read(request, bodies.InvoiceCreate)
    known = await creation.create_invoice(clerk_of(request), asked.invoice_request(body))
    assert known.document is not None
    return reply(
        201,
        {
            "invoice": render_invoice(known),
            "localDocumentId": known.document.id,
            "message": "Brouillon créé. Relisez-le, puis finalisez-le : il recevra alors son numéro.",
        },
    )


async def list_invoices_by_order(request: Request) -> Response:
    documents = await invoices.list_invoices_by_order(clerk_of(request), request.path_params["orderId"])
    return reply(
        200, {"invoices": [render_document(document) for document in documents], "count": len(documents)}
    )


async def show_invoice(request: Request) -> Response:
    known = await invoices.show_invoice(clerk_of(request), request.path_params["id"])
    return reply(200, {"invoice": render_invoice(known), "localData": render_local_data(known.document)})


async def update_invoice(request: Request) -> Response:
    body = await read(request, bodies.InvoiceUpdate)
    known = await changes.update_invoice(
        clerk_of(request), request.path_params["id"], asked.invoice_changes(body)
    )
    return reply(200, {"invoice": render_invoice(known), "synced": False, "message": "Brouillon enregistré."})


async def show_invoice_details(request: Request) -> Response:
    details = await invoices.show_invoice_details(clerk_of(request), request.path_params["id"])
    return reply(200, {"invoice": render_details(details)})


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
        clerk_of(request), request.path_params["id"], asked.payment_asked(body)
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
        clerk_of(request), request.path_params["id"], asked.sending_asked(body)
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


def clerk_of(request: Request) -> Clerk:
    return Clerk(
        db=service(request, Database),
        qonto=service(request, Qonto),
        clock=service(request, Clock),
        user_id=identity(request).user_id,
    )
