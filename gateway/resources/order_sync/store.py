"""An order's lines, fees, addresses and totals in SQL. `tx` first, never a commit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, update

from gateway.db import Tx
from gateway.db.tables import sales_order_items, sales_orders
from gateway.resources.documents.model import DocumentItem
from gateway.resources.order_sync.model import Plan
from gateway.resources.orders.lines import unworded

_ITEMS = sales_order_items.c


async def lock(tx: Tx, order_id: str) -> None:
    """Held until the transaction ends: two drafts carried back at once take turns."""
    await tx.execute(select(sales_orders.c.id).where(sales_orders.c.id == order_id).with_for_update())


async def change_order(tx: Tx, order_id: str, now: datetime, values: Mapping[str, Any]) -> None:
    statement = update(sales_orders).where(sales_orders.c.id == order_id)
    await tx.execute(statement.values(**values, updated_at=now))


async def carry_out(tx: Tx, order_id: str, plan: Plan) -> None:
    if plan.removed:
        await tx.execute(delete(sales_order_items).where(_ITEMS.id.in_(plan.removed)))
    for line, item, place in plan.kept:
        changed = update(sales_order_items).where(_ITEMS.id == line.id)
        await tx.execute(changed.values(_values(item, place)))
    for item, place in plan.added:
        new = {"id": str(uuid4()), "sales_order_id": order_id, "product_id": item.product_id}
        await tx.execute(insert(sales_order_items).values({**new, **_values(item, place)}))


def _values(item: DocumentItem, place: int) -> dict[str, Any]:
    label, notes = unworded(item.title, item.description)
    values: dict[str, Any] = {
        "label": label,
        "quantity": item.quantity,
        "unit_price_ht": item.unit_price,
        "tax_rate": item.vat_percent / 100,
        "sort_order": place,
    }
    if notes is not None:
        values["notes"] = notes
    return values
