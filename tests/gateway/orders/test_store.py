"""Orders as the database holds them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert

from gateway.db import Database
from gateway.db.tables import individual_customers, organisations, products, sales_order_items, sales_orders
from gateway.errors import Code, GatewayError
from gateway.resources.orders import store
from gateway.resources.orders.model import Address, CustomerType
from gateway.resources.orders.service import show_order

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ORDER = {
    "id": "o-1",
    "order_number": "SO-1",
    "customer_type": "organization",
    "customer_id": "c-1",
    "status": "validated",
    "billing_address": {"address": "1 rue", "zip_code": "75001", "city": "Paris", "country_code": "FR"},
    "shipping_cost_ht": Decimal("9.90"),
    "fees_vat_rate": Decimal("0.2"),
    "total_ht": Decimal(0),
    "total_ttc": Decimal("71.76"),
    "created_at": NOW,
    "updated_at": NOW,
}
COMPANY = {
    "id": "c-1",
    "legal_name": "Maison Fictive SAS",
    "trade_name": None,
    "email": "a@example.com",
    "billing_address_line1": "2 rue de la Facture",
    "billing_postal_code": "33000",
    "billing_city": "Bordeaux",
    "address_line1": "3 rue du Siège",
    "postal_code": "69002",
    "city": "Lyon",
    "country": "FR",
    "created_at": NOW,
}
LINE = {
    "id": "l-1",
    "sales_order_id": "o-1",
    "product_id": "p-1",
    "label": "",
    "quantity": Decimal("1.5"),
    "unit_price_ht": Decimal("19.99"),
    "tax_rate": Decimal("0.055"),
    "sort_order": 1,
}


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


async def keep(db: Database, **more: object) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(organisations).values(COMPANY))
        await tx.execute(insert(products).values(id="p-1", name="Toile enduite"))
        await tx.execute(insert(sales_orders).values({**ORDER, **more}))
        await tx.execute(insert(sales_order_items).values(LINE))
        await tx.execute(
            insert(sales_order_items).values({**LINE, "id": "l-0", "label": "Lampe", "sort_order": 0})
        )


async def test_an_order_comes_with_its_lines_its_fees_and_its_customer(db: Database) -> None:
    await keep(db)

    async with db.reading() as tx:
        order = await store.find(tx, "o-1")

    assert order is not None
    assert [(line.title, line.quantity, line.vat_rate) for line in order.lines] == [
        ("Lampe", Decimal("1.5"), Decimal("0.055")),
        ("Toile enduite", Decimal("1.5"), Decimal("0.055")),
    ]
    assert (order.fees.shipping_cents, order.fees.vat_rate) == (990, Decimal("0.2"))
    assert order.total_ttc_cents == 7176
    assert order.customer is not None
    assert order.customer.name == "Maison Fictive SAS"
    assert [address.city for address in order.customer.addresses] == ["Bordeaux", "Lyon"]


async def test_an_address_is_read_by_whatever_names_it_was_given(db: Database) -> None:
    await keep(db)

    async with db.reading() as tx:
        order = await store.find(tx, "o-1")

    assert order is not None
    assert order.billing_address == Address(street="1 rue", postal_code="75001", city="Paris", country="FR")


async def test_a_person_is_a_customer_too(db: Database) -> None:
    await keep(db, customer_type="individual", customer_id="i-1")
    async with db.transaction() as tx:
        await tx.execute(
            insert(individual_customers).values(id="i-1", first_name="Noé", last_name="Essai", created_at=NOW)
        )

    async with db.reading() as tx:
        order = await store.find(tx, "o-1")

    assert order is not None
    assert order.customer is not None
    assert (order.customer.type, order.customer.name) == (CustomerType.INDIVIDUAL, "Noé Essai")


async def test_a_customer_nobody_knows_is_none(db: Database) -> None:
    await keep(db, customer_id="gone")

    async with db.reading() as tx:
        order = await store.find(tx, "o-1")

    assert order is not None
    assert order.customer is None


@pytest.mark.parametrize("id", ["o-2", "", "x" * 5000])
async def test_an_order_nobody_knows_is_said_to_be_unknown(db: Database, id: str) -> None:
    async with db.reading() as tx:
        with pytest.raises(GatewayError) as refused:
            await show_order(tx, id)

    assert refused.value.code is Code.ORDER_NOT_FOUND
    assert len(refused.value.message) < 200
