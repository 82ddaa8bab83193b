"""Orders of one's own in the database: all of them or none, once, and invoiced like any other."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.db import Database, migrate
from gateway.db.tables import individual_customers, organisations, products, sales_order_items, sales_orders
from gateway.resources.orders import store
from gateway.seed.files import FileRefused, read_orders
from gateway.seed.help import CSV_EXAMPLE, JSON_EXAMPLE
from gateway.seed.importing import import_orders
from gateway.seed.shapes import OrderShape
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio

TABLES = (sales_orders, sales_order_items, organisations, individual_customers, products)
BUYER = {"legal_name": "Essai SARL", "email": "a@essai.example"}


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    opened = Database.open(database_url)
    yield opened
    await opened.close()


def order(number: str = "C-1", *, price: str = "49.90", **said: Any) -> OrderShape:
    item = {"label": "Lampe", "quantity": "1", "unit_price_ht": price, "tax_rate": "0.2", "sku": "LAM-1"}
    return OrderShape.model_validate({"order_number": number, "organisation": BUYER, "items": [item], **said})


async def counted(db: Database) -> list[int]:
    async with db.reading() as tx:
        return [int(await tx.scalar(select(func.count()).select_from(table))) for table in TABLES]


async def refusal(db: Database, orders: Sequence[OrderShape]) -> str:
    with pytest.raises(FileRefused) as refused:
        await import_orders(db, orders, now=NOON)
    return str(refused.value)


async def test_what_was_written_is_what_is_there_to_the_cent(db: Database) -> None:
    asked = order(
        price="33.33",
        shipping_cost_ht="9.90",
        fees_vat_rate="0.055",
        billing_address={"address_line1": "1 rue", "zip_code": "69001", "city": "Lyon"},
    )

    done = await import_orders(db, [asked, order("C-2", individual=None)], now=NOON)

    assert (done.orders, done.unchanged) == (2, 0)
    assert await counted(db) == [2, 2, 1, 0, 1]
    async with db.reading() as tx:
        kept = (await store.list_orders(tx))[0]
    assert (kept.lines[0].unit_price, kept.lines[0].vat_rate) == (Decimal("33.33"), Decimal("0.2"))
    assert kept.total_ttc_cents == 4000 + 1044
    assert (kept.fees.shipping_cents, kept.fees.vat_rate) == (990, Decimal("0.055"))
    assert kept.billing_address is not None
    assert (kept.billing_address.street, kept.billing_address.postal_code) == ("1 rue", "69001")
    assert kept.customer is not None
    assert (kept.customer.name, kept.customer.email) == ("Essai SARL", "a@essai.example")


async def test_the_same_file_once_more_is_no_event(db: Database) -> None:
    orders = [order(), order("C-2", price="0.10")]
    await import_orders(db, orders, now=NOON)

    again = await import_orders(db, [*orders, order("C-3")], now=NOON + timedelta(days=1))

    assert (again.orders, again.unchanged) == (1, 2)
    assert (await counted(db))[0] == 3


@pytest.mark.parametrize(
    "changed", [{"price": "50.00"}, {"notes": "autre"}, {"status": "shipped"}, {"total_ttc": "1.00"}]
)
async def test_a_different_order_under_a_number_that_is_there_is_refused_and_nothing_is_written(
    db: Database, changed: dict[str, Any]
) -> None:
    await import_orders(db, [order()], now=NOON)
    before = await counted(db)

    said = await refusal(db, [order("C-0"), order(**changed), order("C-2")])

    assert "commande C-1 : elle est déjà dans la base, et différente" in said
    assert await counted(db) == before


async def test_every_obstacle_in_the_database_is_told_at_once(db: Database) -> None:
    await import_orders(db, [order("C-1"), order("C-2"), order("C-3", id="id-3")], now=NOON)

    said = await refusal(db, [order("C-1", price="1"), order("C-2", price="1"), order("C-4", id="id-3")])

    assert len(said.splitlines()) == 3
    assert "commande C-4 : son id est celui de C-3" in said


async def test_a_file_that_contradicts_itself_is_refused(db: Database) -> None:
    said = await refusal(
        db,
        [
            order("C-1"),
            order("C-1"),
            order("C-2", organisation={**BUYER, "city": "Lyon"}),
            order("C-3", price="99999999.99", items=[_dear(), _dear()]),
        ],
    )

    assert "order_number « C-1 » : deux commandes" in said
    assert "commandes C-1 et C-2 : le même client, mais city y diffère" in said
    assert "commande C-3 : son total dépasse" in said
    assert await counted(db) == [0, 0, 0, 0, 0]


async def test_the_newest_file_says_where_a_customer_lives(db: Database) -> None:
    await import_orders(db, [order("C-1")], now=NOON)
    moved = {**BUYER, "address_line1": "2 rue", "postal_code": "29200", "city": "Brest"}

    await import_orders(db, [order("C-2", organisation=moved)], now=NOON)

    async with db.reading() as tx:
        (row,) = (await tx.execute(select(organisations))).mappings()
    assert (row["address_line1"], row["city"]) == ("2 rue", "Brest")


async def test_a_long_file_tells_how_far_it_is(db: Database) -> None:
    told: list[tuple[int, int]] = []

    await import_orders(
        db,
        [order(f"C-{number}") for number in range(1200)],
        now=NOON,
        progress=lambda done, whole: told.append((done, whole)),
    )

    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]
    async with db.reading() as tx:
        assert len(await store.list_orders(tx)) == 1200


@pytest.mark.parametrize(("name", "example"), [("o.json", JSON_EXAMPLE), ("o.csv", CSV_EXAMPLE)])
async def test_the_examples_become_invoices(sqlite_url: str, tmp_path: Path, name: str, example: str) -> None:
    path = tmp_path / name
    path.write_text(example, "utf-8")
    await migrate(sqlite_url)
    db = Database.open(sqlite_url)
    orders = read_orders(path)
    await import_orders(db, orders, now=NOON)
    async with db.reading() as tx:
        kept = await store.list_orders(tx)
    await db.close()

    async with stack(sqlite_url) as running:
        for one in kept:
            made = await running.client.post("/api/qonto/invoices", json={"salesOrderId": one.id})

            assert made.status_code == 201, made.text
            assert made.json()["invoice"]["total_amount_cents"] == one.total_ttc_cents


def _dear() -> dict[str, str]:
    return {"label": "Or", "quantity": "999999", "unit_price_ht": "99999999.99", "tax_rate": "0"}
