"""
PostgreSQL databases for tests, on the server every developer and CI has at hand: throw-away ones, and one per
process that is put back to how it was seeded, which takes a tenth of the time of a new one.
"""

import asyncio
import atexit
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

import asyncpg
import pytest

SERVER = "postgresql://postgres@127.0.0.1:5432"
_KEPT = "kept"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
# Whoever adds a trigger or a constraint to see what happens then gets the database to himself.
_SHAPE = """SELECT (SELECT count(*) FROM pg_constraint) || '/' || (SELECT count(*) FROM pg_trigger)
    || '/' || (SELECT count(*) FROM pg_attribute)"""
_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""

Seed = Callable[[str], Awaitable[None]]


@lru_cache(maxsize=1)
def postgres_is_there() -> bool:
    """REQUIRE_POSTGRES says that it must be: then whoever asks for it finds out."""
    if os.environ.get("REQUIRE_POSTGRES"):
        return True
    try:
        with socket.create_connection(("127.0.0.1", 5432), timeout=1):
            return True
    except OSError:
        return False


@contextmanager
def throwaway_postgres(copy_of: str = f"{SERVER}/template1") -> Iterator[str]:
    """Skips the test where there is no server, unless REQUIRE_POSTGRES says that there must be one."""
    template = copy_of.rpartition("/")[2]
    name = f"qo_test_{secrets.token_hex(6)}"
    try:
        asyncio.run(_on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    except OSError as error:
        if os.environ.get("REQUIRE_POSTGRES"):
            raise
        pytest.skip(f"PostgreSQL is not on 127.0.0.1:5432 ({error})")
    try:
        yield f"{SERVER}/{name}"
    finally:
        asyncio.run(_on_the_server(f'DROP DATABASE "{name}" WITH (FORCE)'))


class ReusedPostgres:
    """One database of this process, made and seeded when first asked for."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._url: str | None = None
        self._shape: str | None = None
        self._restoring = ""

    def fresh(self) -> str:
        """Its URL, and in it what was there after it was seeded, whatever a test has done since."""
        if self._url is None or not asyncio.run(self._restored(self._url)):
            self.drop()
            self._url = self._made()
        return self._url

    def drop(self) -> None:
        if self._url is not None:
            name = self._url.rpartition("/")[2]
            asyncio.run(_on_the_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            self._url = None

    def _made(self) -> str:
        name = f"qo_test_{secrets.token_hex(6)}"
        asyncio.run(_on_the_server(f'CREATE DATABASE "{name}"'))
        atexit.register(self.drop)
        url = f"{SERVER}/{name}"
        # A test's database need not survive a power cut.
        asyncio.run(_on_the_server(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
        asyncio.run(self._seeded(url))
        return url

    async def _seeded(self, url: str) -> None:
        await self._seed(url)
        connection = await asyncpg.connect(url)
        try:
            tables = [row[0] for row in await connection.fetch(_TABLES)]
            await connection.execute(f"CREATE SCHEMA {_KEPT}")
            for table in tables:
                await connection.execute(f"CREATE TABLE {_KEPT}.{table} AS TABLE public.{table}")
            self._shape = await connection.fetchval(_SHAPE)
        finally:
            await connection.close()
        emptied = "".join(f"DELETE FROM public.{table};" for table in tables)  # noqa: S608  - as below
        refilled = "".join(
            f"INSERT INTO public.{table} SELECT * FROM {_KEPT}.{table};"  # noqa: S608  - names of our own
            for table in tables
        )
        # As a replica would: no trigger fires, so that even the registers can be emptied.
        self._restoring = f"BEGIN; SET LOCAL session_replication_role = replica; {emptied} {refilled} COMMIT;"

    async def _restored(self, url: str) -> bool:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(_OTHERS)
            if await connection.fetchval(_SHAPE) != self._shape:
                return False
            await connection.execute(self._restoring)
        finally:
            await connection.close()
        return True


async def _on_the_server(statement: str) -> None:
    connection = await asyncpg.connect(f"{SERVER}/postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
