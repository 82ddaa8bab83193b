"""Endpoints: an invoice is marked paid, or reconciled with a transfer."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.money import amount, spoken
from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_views.rendering import render_invoice, render_payment
from gateway.resources.payments import bodies
from gateway.resources.payments import service as payments
from gateway.resources.payments.service import Paid
from gateway.web import read, read_optional, reply


async def mark_invoice_paid(request: Request) -> Response:
    body = await read_optional(request, bodies.MarkPaid)
    paid = await payments.mark_invoice_paid(
        clerk_of(request), request.path_params["id"], bodies.payment_asked(body)
    )
    return reply(200, {**_render(paid), "message": _told(paid)})


async def reconcile_invoice(request: Request) -> Response:
    body = await read(request, bodies.Reconcile)
    paid, transaction = await payments.reconcile_invoice(
        clerk_of(request), request.path_params["id"], body.transaction_id
    )
    shown = {
        "id": transaction.transaction_id,
        "qonto_id": transaction.id,
        "amount": amount(transaction.amount_cents, transaction.currency),
        "amount_cents": transaction.amount_cents,
        "label": transaction.label,
        "emitted_at": transaction.emitted_at,
    }
    return reply(200, {**_render(paid), "transaction": shown, "message": _told(paid)})


def _render(paid: Paid) -> dict[str, object]:
    currency = paid.known.invoice.currency
    return {
        "invoice": render_invoice(paid.known),
        "payment": render_payment(paid.payment, currency),
        "remaining_amount": amount(paid.known.due_cents, currency),
        "remaining_amount_cents": paid.known.due_cents,
    }


def _told(paid: Paid) -> str:
    known = paid.known
    named = f"Facture {known.invoice.number}" if known.invoice.number else "Facture"
    if not known.due_cents:
        return f"{named} marquée payée."
    part, due = (
        spoken(cents, known.invoice.currency) for cents in (paid.payment.amount_cents, known.due_cents)
    )
    return f"{named} : acompte de {part} enregistré, il reste {due} à payer."
