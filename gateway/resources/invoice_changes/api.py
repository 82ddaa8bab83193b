"""Endpoint: a draft is changed, and its order with it."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.errors import GatewayError
from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_changes import bodies
from gateway.resources.invoice_changes import service as changes
from gateway.resources.invoice_views.rendering import render_invoice
from gateway.resources.order_sync.service import carry_back
from gateway.web import read, reply


async def update_invoice(request: Request) -> Response:
    body, clerk = await read(request, bodies.InvoiceUpdate), clerk_of(request)
    known = await changes.update_invoice(clerk, request.path_params["id"], bodies.invoice_changes(body))
    synced, told = False, "Brouillon enregistré."
    if body.sync_to_order and known.document is not None and known.document.sales_order_id:
        try:
            synced = bool(await carry_back(clerk, known.document))
        except GatewayError as refused:
            # The draft is saved: that its order stays as it is, is said, and is no failure of the change.
            told = f"{told} Sa commande reste inchangée : {refused.message}"
    return reply(200, {"invoice": render_invoice(known), "synced": synced, "message": told})
