"""What the rest of the gateway asks about orders."""

from gateway.db.database import Database, Tx
from gateway.errors import Code, GatewayError
from gateway.resources.orders import store
from gateway.resources.orders.billing import summary
from gateway.resources.orders.model import Order, OrderSummary


async def show_order(tx: Tx, order_id: str) -> Order:
    order = await store.find(tx, order_id)
    if order is None:
        raise GatewayError(
            Code.ORDER_NOT_FOUND,
            f"La commande « {order_id[:60]} » est introuvable. Vérifiez son identifiant : "
            "« qonto-gateway orders » liste les commandes facturables.",
        )
    return order


async def list_orders(db: Database, *, defective: bool = False) -> tuple[OrderSummary, ...]:
    """The orders that can be invoiced, by number; with *defective* the doubtful ones too, with reasons."""
    async with db.reading() as tx:
        orders = await store.list_orders(tx)
    summaries = (summary(order) for order in orders)
    return tuple(row for row in summaries if defective or row.reason is None)
