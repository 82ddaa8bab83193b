"""A new gateway in mock mode has something to invoice, the same on every machine."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select, update

from gateway.db import Database
from gateway.db.tables import sales_order_items, sales_orders
from gateway.errors import GatewayError
from gateway.resources.orders import store
from gateway.resources.orders.billing import bill
from gateway.resources.orders.service import list_orders, show_order
from gateway.seed.catalogue import DEFECTIVE, INVOICEABLE, ORDERS, SUSPICIOUS
from gateway.seed.demo import seed_demo

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


async def test_the_demo_lists_at_least_fourteen_orders_that_can_be_invoiced(db: Database) -> None:
    await seed_demo(db, now=NOW)

    listed = await list_orders(db)

    assert len(listed) >= 14
    assert [row.order_number for row in listed] == [order.number for order in INVOICEABLE]
    assert all(row.invoiceable for row in listed)


async def test_every_listed_order_makes_a_bill_of_the_listed_total(db: Database) -> None:
    await seed_demo(db, now=NOW)

    for row in await list_orders(db):
        async with db.reading() as tx:
            order = await show_order(tx, row.id)
        billed = bill(order)

        assert billed.totals.total_cents == row.total_ttc_cents == order.total_ttc_cents
        assert row.customer_name


async def test_the_defective_ones_say_why_and_cannot_be_billed(db: Database) -> None:
    await seed_demo(db, now=NOW)

    everything = {row.order_number: row for row in await list_orders(db, defective=True)}

    assert len(everything) == len(ORDERS)
    for demo in DEFECTIVE:
        assert not everything[demo.number].invoiceable
        assert everything[demo.number].reason
        async with db.reading() as tx:
            order = await show_order(tx, demo.id)
        with pytest.raises(GatewayError):
            bill(order)


async def test_the_slip_that_burnt_a_number_is_there_to_be_caught(db: Database) -> None:
    await seed_demo(db, now=NOW)

    (slip,) = SUSPICIOUS
    rows = {row.id: row for row in await list_orders(db, defective=True)}

    assert rows[slip.id].invoiceable
    assert "0,2" in (rows[slip.id].reason or "")
    async with db.reading() as tx:
        order = await show_order(tx, slip.id)
    assert bill(order).totals.total_cents == 5000
    assert order.total_ttc_cents == 5988


async def test_ids_are_the_same_on_every_machine() -> None:
    assert ORDERS[0].id == "580054a2-9b0d-5891-adf0-9cc665a08f11"


async def test_data_of_ones_own_is_left_alone(db: Database) -> None:
    await seed_demo(db, now=NOW)
    async with db.transaction() as tx:
        await tx.execute(delete(sales_orders).where(sales_orders.c.id != ORDERS[0].id))
        await tx.execute(update(sales_orders).values(notes="à moi"))

    seeded = await seed_demo(db, now=NOW)

    assert not seeded
    async with db.reading() as tx:
        (order,) = await store.list_orders(tx)
    assert order.notes == "à moi"


async def test_two_gateways_that_start_together_seed_once(db: Database, database_url: str) -> None:
    other = Database.open(database_url)

    await asyncio.gather(*(seed_demo(one, now=NOW) for one in (db, other, db, other)))

    await other.close()
    async with db.reading() as tx:
        assert await tx.scalar(select(func.count()).select_from(sales_orders)) == len(ORDERS)
        lines = sum(len(order.items) for order in ORDERS)
        assert await tx.scalar(select(func.count()).select_from(sales_order_items)) == lines
