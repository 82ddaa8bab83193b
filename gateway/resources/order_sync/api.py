"""Endpoint: a draft is carried back to its order."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.order_sync import service as order_sync
from gateway.web import read_optional, reply
from gateway.web.fields import Nothing


async def sync_invoice_to_order(request: Request) -> Response:
    await read_optional(request, Nothing)
    synced = await order_sync.sync_invoice_to_order(clerk_of(request), request.path_params["id"])
    return reply(
        200,
        {
            "message": f"Commande mise à jour : {synced.items_updated} ligne(s) changée(s).",
            "updatedOrder": {"id": synced.order_id, "itemsUpdated": synced.items_updated},
        },
    )
