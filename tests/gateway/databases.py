"""
Databases for tests: each state that tests begin with is made once a process, and then copied.

A copy on SQLite is a copy of a file. On PostgreSQL, on the server every developer and CI has at hand, it is a
database of this process that is put back to how it was: that takes a tenth of the time of a new one.
"""

import asyncio
import atexit
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

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
T = TypeVar("T")


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
def throwaway_postgres() -> Iterator[str]:
    """An empty one."""
    require_postgres()
    url = _created()
    try:
        yield url
    finally:
        _dropped(url)


def require_postgres() -> None:
    """Skips the test where there is no server, unless REQUIRE_POSTGRES says that there must be one."""
    if not postgres_is_there():
        pytest.skip("PostgreSQL is not on 127.0.0.1:5432")


class Template:
    """A state of the database: *seed* brings an empty one there."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._file: Path | None = None
        self._postgres = _Postgres(seed)

    def sqlite(self, path: Path) -> str:
        """A copy of it at *path*."""
        if self._file is None:
            folder = Path(tempfile.mkdtemp(prefix="qo-template-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            self._file = folder / "gateway.db"
            _waited_for(self._seeded(f"sqlite:///{self._file}"))
        shutil.copy(self._file, path)
        return f"sqlite:///{path}"

    def postgres(self) -> str:
        """The one of this process, put back to it: whoever had it before is done with it."""
        require_postgres()
        return self._postgres.fresh()

    async def _seeded(self, url: str) -> None:
        await self._seed(url)


class _Postgres:
    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._url: str | None = None
        self._shape: str | None = None
        self._restoring = ""

    def fresh(self) -> str:
        if self._url is None or not _waited_for(self._restored(self._url)):
            self._drop()
            self._url = _created()
            atexit.register(self._drop)
            # A test's database need not survive a power cut.
            _ask_the_server(f'ALTER DATABASE "{_name(self._url)}" SET synchronous_commit = off')
            _waited_for(self._seeded(self._url))
        return self._url

    def _drop(self) -> None:
        if self._url is not None:
            _dropped(self._url)
            self._url = None

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
        try:
            connection = await asyncpg.connect(url)
        except asyncpg.InvalidCatalogNameError:  # somebody has tidied up on the server
            return False
        try:
            await connection.execute(_OTHERS)
            if await connection.fetchval(_SHAPE) != self._shape:
                return False
            await connection.execute(self._restoring)
        finally:
            await connection.close()
        return True


def _created() -> str:
    name = f"qo_test_{secrets.token_hex(6)}"
    _ask_the_server(f'CREATE DATABASE "{name}"')
    return f"{SERVER}/{name}"


def _dropped(url: str) -> None:
    _ask_the_server(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _ask_the_server(statement: str) -> None:
    async def ask() -> None:
        connection = await asyncpg.connect(f"{SERVER}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    _waited_for(ask())


def _waited_for(asked: Coroutine[None, None, T]) -> T:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(asked)
    # A test that has a loop running asks in its midst.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, asked).result()
