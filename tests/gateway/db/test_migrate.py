"""Creating and upgrading the schema, on both databases."""

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from gateway.db import Database, DatabaseRefused, migrate
from gateway.db.address import address_of
from gateway.db.columns import Exact, Instant
from gateway.db.migrate import HEAD, VERSION_TABLE
from gateway.db.tables import METADATA, products
from gateway.db.upgrading import head
from tests.gateway.databases import throwaway_postgres

pytestmark = pytest.mark.anyio


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A new one: nothing is in it, not even a table."""
    return f"sqlite:///{tmp_path / 'gateway.db'}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    with throwaway_postgres() as url:
        yield url


async def test_the_migrations_make_exactly_the_tables_the_code_sees(database_url: str) -> None:
    await migrate(database_url)

    engine = create_async_engine(address_of(database_url))
    async with engine.connect() as connection:
        differences = await connection.run_sync(_differences)
    await engine.dispose()
    assert differences == []


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await migrate(database_url)
    db = Database.open(database_url)
    async with db.transaction() as tx:
        await tx.execute(insert(products).values(id="p", name="Chaise", sku=None))

    await migrate(database_url)

    async with db.reading() as tx:
        assert (await tx.execute(select(products.c.name))).scalars().all() == ["Chaise"]
    await db.close()


def test_the_version_that_needs_nothing_is_the_one_the_last_migration_makes() -> None:
    assert head() == HEAD


async def test_what_upgrades_is_not_imported_for_a_database_that_is_up_to_date(sqlite_url: str) -> None:
    await migrate(sqlite_url)
    program = (
        "import asyncio, sys; from gateway.db import migrate; asyncio.run(migrate(sys.argv[1]));"
        "print(*sys.modules)"
    )

    started = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, sqlite_url, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await started.communicate()

    imported = told.decode().split()
    assert "gateway.db.migrate" in imported
    assert "alembic" not in imported


async def test_two_processes_that_start_together_migrate_once(database_url: str) -> None:
    program = "import asyncio, sys; from gateway.db import migrate; asyncio.run(migrate(sys.argv[1]))"

    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, database_url, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    errors = [(await process.communicate())[1] for process in started]

    assert [process.returncode for process in started] == [0, 0, 0], errors


async def test_tables_of_our_names_that_are_not_ours_are_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE sales_orders (reference TEXT)")
    theirs.close()

    with pytest.raises(DatabaseRefused, match="sales_orders"):
        await migrate(f"sqlite:///{path}")

    assert _tables_of(path) == ["sales_orders"]


async def test_other_tables_of_the_same_database_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE invoices (legacy TEXT)")
    theirs.close()

    await migrate(f"sqlite:///{path}")

    assert {"invoices", "financial_documents"} <= set(_tables_of(path))


async def test_a_database_of_a_later_version_is_refused(database_url: str) -> None:
    await migrate(database_url)
    db = Database.open(database_url)
    async with db.transaction() as tx:
        await tx.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608  - our own constant
    await db.close()

    with pytest.raises(DatabaseRefused, match="9999"):
        await migrate(database_url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root@127.0.0.1/x", "mysql"),
        ("not an address", "DATABASE_URL"),
        ("sqlite://", "fichier"),
        ("sqlite:///:memory:", "fichier"),
        ("sqlite:////proc/nowhere/gateway.db", "impossible d'ouvrir"),
        ("postgresql://postgres@127.0.0.1:9/x", "ne répond pas"),
    ],
)
async def test_an_unusable_address_is_refused_in_one_line(url: str, said: str) -> None:
    with pytest.raises(DatabaseRefused, match=said) as refusal:
        await migrate(url)

    assert "\n" not in str(refusal.value)


@pytest.mark.postgres
async def test_a_postgresql_database_that_does_not_exist_is_named(postgres_url: str) -> None:
    with pytest.raises(DatabaseRefused, match="n'existe pas"):
        await migrate(f"{postgres_url}_missing")


@pytest.mark.postgres
async def test_both_spellings_of_a_postgresql_address_work(postgres_url: str) -> None:
    await migrate(postgres_url)

    await migrate(postgres_url.replace("postgresql://", "postgresql+asyncpg://"))


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": _same_type, "version_table": VERSION_TABLE}
    )
    return [found for found in compare_metadata(context, METADATA) if "sqlite_sequence" not in str(found)]


def _same_type(_context: Any, _inspected: Any, _metadata: Any, inspected_type: Any, ours: Any) -> bool | None:
    """Ours are decorated: compared by what they are made of."""
    if isinstance(ours, Exact):
        return (inspected_type.precision, inspected_type.scale) != (ours.precision, ours.scale)
    return False if isinstance(ours, Instant) else None


def _tables_of(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        found = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    connection.close()
    return found
