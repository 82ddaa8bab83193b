"""Throw-away PostgreSQL databases, on the server every developer and CI has at hand."""

import asyncio
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import pytest

SERVER = "postgresql://postgres@127.0.0.1:5432"


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


async def _on_the_server(statement: str) -> None:
    connection = await asyncpg.connect(f"{SERVER}/postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
