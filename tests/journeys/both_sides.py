"""The bank over its API and the gateway's database, compared; and orders by the hundred."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select

from gateway.db import Database
from gateway.db.tables import sales_order_items, sales_orders
from gateway.seed.catalogue import INVOICEABLE
from tests.gateway.durability.agreement import There, differences
from tests.journeys.person import Person


def disagreements(person: Person) -> list[str]:
    """Empty when both sides say the same; else what is wrong, in words."""
    url = person.stack.database_url
    assert url is not None
    return asyncio.run(differences(url, _there(person), finalized=len(finalizations(person))))


def finalizations(person: Person) -> list[str]:
    """Every invoice the bank has made final, as often as it did."""
    exchanges = exchanges_of(person, "finalize_client_invoice")
    events = (event for exchange in exchanges for event in exchange["events"])
    return [event["id"] for event in events if event["event"] == "ClientInvoiceFinalized"]


def exchanges_of(person: Person, operation: str) -> list[dict[str, Any]]:
    asked: dict[str, str | int] = {"operation": operation, "limit": 1000}
    found: list[dict[str, Any]] = (
        person.control.get("/journal", params=asked).raise_for_status().json()["exchanges"]
    )
    return found


def _there(person: Person) -> list[There]:
    return [
        There(
            id=one["id"],
            status=one["status"],
            number=one["number"],
            order=one["purchase_order"],
            total_cents=one["total_amount_cents"],
            lines=len(one["items"]),
        )
        for one in person.all_at_the_bank()
    ]


# ------------------------------------------------------------------ orders
def more_orders(database_url: str, count: int) -> Sequence[str]:
    """*count* copies of a demo order; their ids."""
    return asyncio.run(_copied(database_url, count))


async def _copied(database_url: str, count: int) -> Sequence[str]:
    db = Database.open(database_url)
    ids = [str(uuid4()) for _ in range(count)]
    try:
        async with db.transaction() as tx:
            model = sales_orders.c.id == INVOICEABLE[0].id
            order = (await tx.execute(select(sales_orders).where(model))).mappings().one()
            of_model = sales_order_items.c.sales_order_id == order["id"]
            line = (await tx.execute(select(sales_order_items).where(of_model))).mappings().one()
            born = datetime.now(UTC)
            await tx.execute(
                insert(sales_orders),
                [{**order, "id": id, "order_number": f"LOT-{id}", "created_at": born} for id in ids],
            )
            await tx.execute(
                insert(sales_order_items), [{**line, "id": str(uuid4()), "sales_order_id": id} for id in ids]
            )
    finally:
        await db.close()
    return ids
