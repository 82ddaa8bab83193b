"""A register is only ever added to, whatever SQL is said to it."""

import pytest
from sqlalchemy import Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from gateway.clock import Clock
from gateway.db import Database
from gateway.db.tables import audit_log, burnt_numbers

pytestmark = pytest.mark.anyio

NOW = Clock(follows_bank=False).now()
BURNT = {
    "id": "b-1",
    "document_type": "invoice",
    "number": "F-2026-001",
    "qonto_id": "q-1",
    "burnt_at": NOW,
    "burnt_by": "marie",
}


@pytest.mark.parametrize("table", [burnt_numbers, audit_log])
@pytest.mark.parametrize("attack", ["UPDATE {0} SET id = 'x'", "DELETE FROM {0}"])
async def test_a_register_is_only_ever_added_to(database_url: str, table: Table, attack: str) -> None:
    db = await _with_one_row(database_url, table)

    with pytest.raises(DBAPIError, match="append-only"):
        async with db.transaction() as tx:
            await tx.execute(text(attack.format(table.name)))

    assert await _count(db, table) == 1
    await db.close()


async def test_sqlite_registers_cannot_be_replaced_either(sqlite_url: str) -> None:
    db = await _with_one_row(sqlite_url, burnt_numbers)

    with pytest.raises(DBAPIError, match="append-only"):
        async with db.transaction() as tx:
            await tx.execute(insert(burnt_numbers).prefix_with("OR REPLACE").values(BURNT))

    await db.close()


@pytest.mark.postgres
async def test_postgresql_registers_cannot_be_truncated_either(postgres_url: str) -> None:
    db = await _with_one_row(postgres_url, burnt_numbers)

    with pytest.raises(DBAPIError, match="append-only"):
        async with db.transaction() as tx:
            await tx.execute(text("TRUNCATE burnt_numbers"))

    await db.close()


async def _with_one_row(url: str, table: Table) -> Database:
    db = Database.open(url)
    audit = {"id": "a-1", "at": NOW, "actor": "marie", "action": "finalize", "details": {}}
    async with db.transaction() as tx:
        await tx.execute(insert(table).values(BURNT if table is burnt_numbers else audit))
    return db


async def _count(db: Database, table: Table) -> int:
    async with db.reading() as tx:
        return len((await tx.execute(select(table.c.id))).all())
