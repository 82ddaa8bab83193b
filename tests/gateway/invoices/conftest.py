"""Every test here runs in both editions and on both databases, on a copy of a database seeded once."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from tests.gateway.databases import SERVER, throwaway_postgres
from tests.gateway.invoices.shop import Shop, made_on_the_dashboard
from tests.gateway.support import stack


@pytest.fixture(scope="session")
def seeded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seeded") / "gateway.db"
    asyncio.run(_start_once(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def seeded_postgres() -> Iterator[str]:
    with throwaway_postgres() as url:
        asyncio.run(_start_once(url))
        yield url


@pytest.fixture(
    params=[
        ("sqlite", "guide"),
        ("sqlite", "2026-11"),
        # What a database does differently does not depend on the edition.
        pytest.param(("postgres", "guide"), marks=pytest.mark.postgres),
    ],
    ids="-".join,
)
def ground(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The database, and the edition the bank speaks."""
    pair: tuple[str, str] = request.param
    return pair


@pytest.fixture
def edition(ground: tuple[str, str]) -> str:
    return ground[1]


@pytest.fixture
def database_url(ground: tuple[str, str], request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if ground[0] == "sqlite":
        path = tmp_path / "gateway.db"
        shutil.copy(request.getfixturevalue("seeded_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("seeded_postgres").rpartition("/")[2]
    name = f"qo_copy_{secrets.token_hex(6)}"
    asyncio.run(_on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    yield f"{SERVER}/{name}"
    asyncio.run(_on_the_server(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
async def shop(database_url: str, edition: str) -> AsyncIterator[Shop]:
    async with stack(database_url, edition=edition) as running:
        yield Shop(stack=running, database_url=database_url)


@pytest.fixture
async def elsewhere(shop: Shop) -> str:
    """The id of a draft that was made on Qonto's dashboard, for a client made there too."""
    return await made_on_the_dashboard(shop)


@pytest.fixture
async def finalized_elsewhere(shop: Shop, elsewhere: str) -> str:
    shop.on_dashboard(FinalizeClientInvoice(id=elsewhere))
    return elsewhere


async def _start_once(url: str) -> None:
    async with stack(url):
        pass


async def _on_the_server(statement: str) -> None:
    connection = await asyncpg.connect(f"{SERVER}/postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
