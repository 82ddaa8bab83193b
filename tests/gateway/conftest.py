"""A database of one's own for every test that asks: a file, or a throw-away PostgreSQL database."""

import asyncio
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

_SERVER = "postgresql://postgres@127.0.0.1:5432"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'gateway.db'}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    name = f"qo_test_{secrets.token_hex(6)}"
    try:
        asyncio.run(_on_the_server(f'CREATE DATABASE "{name}"'))
    except OSError as error:
        if os.environ.get("REQUIRE_POSTGRES"):
            raise
        pytest.skip(f"PostgreSQL is not on 127.0.0.1:5432 ({error})")
    yield f"{_SERVER}/{name}"
    asyncio.run(_on_the_server(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs once per database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


async def _on_the_server(statement: str) -> None:
    connection = await asyncpg.connect(f"{_SERVER}/postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
