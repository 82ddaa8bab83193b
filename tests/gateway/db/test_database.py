"""Transactions and column types, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from gateway.db import Database
from gateway.db.outbound_budget import take_turns
from gateway.db.tables import financial_documents, intents, products, sales_order_items, sales_orders

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 2, 19, 10, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    opened = Database.open(database_url)
    yield opened
    await opened.close()


async def test_what_a_transaction_wrote_is_gone_when_it_fails(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await _add_and_fail(db)

    assert await _names(db) == []


async def test_what_is_not_committed_cannot_be_read(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(products).values(id="p", name="Chaise"))
        seen = await _names(db)

    assert seen == []
    assert await _names(db) == ["Chaise"]


async def test_thirty_two_writers_all_get_their_turn(db: Database) -> None:
    async def write(number: int) -> None:
        async with db.transaction() as tx:
            count = len((await tx.execute(select(products.c.id))).all())
            await tx.execute(insert(products).values(id=f"p{number}", name=f"{count}"))

    await asyncio.gather(*(write(number) for number in range(32)))

    assert len(await _names(db)) == 32


async def test_thirty_two_readers_may_hold_a_connection_at_once(db: Database) -> None:
    everybody = asyncio.Barrier(20)

    async def read() -> int:
        async with db.reading() as tx:
            await everybody.wait()
            return len((await tx.execute(select(products.c.id))).all())

    async with asyncio.timeout(10):
        assert await asyncio.gather(*(read() for _ in range(20))) == [0] * 20


async def test_a_read_that_fails_stops_no_other_read(db: Database) -> None:
    async with db.reading() as tx:
        with pytest.raises(DBAPIError):
            await _misread(db)

        assert (await tx.execute(select(products.c.id))).all() == []


async def test_amounts_come_back_as_they_went_in(db: Database) -> None:
    amounts = [
        Decimal("0.01"),
        Decimal("49.90"),
        Decimal("1234567890.12"),
        Decimal("9999999999.99"),
        Decimal("-0.30"),
    ]

    async with db.transaction() as tx:
        for place, value in enumerate(amounts):
            await tx.execute(
                insert(sales_orders).values(_order(f"o{place}", total_ht=value, total_ttc=value))
            )

    async with db.reading() as tx:
        rows = (await tx.execute(select(sales_orders.c.total_ht).order_by(sales_orders.c.id))).scalars().all()
    assert rows == amounts
    assert [str(row) for row in rows] == [str(value) for value in amounts]


async def test_quantities_and_rates_come_back_as_they_went_in(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(sales_orders).values(_order("o")))
        await tx.execute(
            insert(sales_order_items).values(
                id="i",
                sales_order_id="o",
                label="Tissu",
                quantity=Decimal("123456789.125"),
                unit_price_ht=Decimal("19.99"),
                tax_rate=Decimal("0.05500"),
            )
        )

    async with db.reading() as tx:
        row = (await tx.execute(select(sales_order_items))).mappings().one()
    assert (str(row["quantity"]), str(row["tax_rate"])) == ("123456789.125", "0.05500")


async def test_instants_come_back_in_utc_whatever_zone_they_went_in(db: Database) -> None:
    paris = NOW.astimezone(timezone(timedelta(hours=1)))

    async with db.transaction() as tx:
        await tx.execute(insert(sales_orders).values(_order("o", created_at=paris)))

    async with db.reading() as tx:
        found = await tx.scalar(select(sales_orders.c.created_at))
    assert found == NOW
    assert found.utcoffset() == timedelta(0)


async def test_a_line_without_its_order_is_refused(db: Database) -> None:
    with pytest.raises(IntegrityError):
        async with db.transaction() as tx:
            await tx.execute(
                insert(sales_order_items).values(
                    id="i", sales_order_id="missing", label="x", quantity=Decimal(1), unit_price_ht=Decimal(1)
                )
            )


async def test_an_order_has_at_most_one_active_invoice(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(sales_orders).values(_order("o")))
        await tx.execute(insert(financial_documents).values(_invoice("cancelled", status="cancelled")))
        await tx.execute(insert(financial_documents).values(_invoice("deleted", deleted_at=NOW)))
        await tx.execute(insert(financial_documents).values(_invoice("first")))

    with pytest.raises(IntegrityError):
        async with db.transaction() as tx:
            await tx.execute(insert(financial_documents).values(_invoice("second")))


async def test_an_order_has_at_most_one_creation_in_flight(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(intents).values(_intent("failed", state="failed")))
        await tx.execute(insert(intents).values(_intent("open")))

    with pytest.raises(IntegrityError):
        async with db.transaction() as tx:
            await tx.execute(insert(intents).values(_intent("unknown", state="unknown")))


async def test_a_statement_the_database_does_not_understand_stays_a_bug(db: Database) -> None:
    with pytest.raises(DBAPIError):
        async with db.transaction() as tx:
            await tx.execute(insert(products).values(id="p", name=None))


async def test_the_outbound_budget_is_shared_and_finite(db: Database) -> None:
    granted = await asyncio.gather(*(take_turns(db, wanted=2, per_minute=10) for _ in range(7)))

    assert sum(turns for turns, _ in granted) == 10
    refused = [wait_s for turns, wait_s in granted if turns == 0]
    assert len(refused) == 2
    assert all(50 < wait_s <= 60 for wait_s in refused)


async def _add_and_fail(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(products).values(id="p", name="Chaise"))
        raise ZeroDivisionError


async def _names(db: Database) -> list[str]:
    async with db.reading() as tx:
        return list((await tx.execute(select(products.c.name))).scalars())


def _order(id: str, **values: object) -> dict[str, object]:
    euros = {"total_ht": Decimal(1), "total_ttc": Decimal(1)}
    return {
        "id": id,
        "order_number": id,
        "customer_type": "organization",
        "status": "validated",
        **euros,
        "created_at": NOW,
        "updated_at": NOW,
        **values,
    }


def _invoice(id: str, **values: object) -> dict[str, object]:
    return {
        "id": id,
        "document_type": "invoice",
        "status": "draft",
        "customer_name": "Maison Verone",
        "total_amount": Decimal(1),
        "total_vat": Decimal(0),
        "total_ht": Decimal(1),
        "sales_order_id": "o",
        "source": "order",
        "created_by": "marie",
        "created_at": NOW,
        "updated_at": NOW,
        **values,
    }


def _intent(id: str, state: str = "open") -> dict[str, object]:
    return {
        "id": id,
        "kind": "create_invoice",
        "sales_order_id": "o",
        "payload": {},
        "state": state,
        "created_by": "marie",
        "created_at": NOW,
    }


async def _misread(db: Database) -> None:
    async with db.reading() as tx:
        await tx.execute(text("SELECT nothing FROM nowhere"))
