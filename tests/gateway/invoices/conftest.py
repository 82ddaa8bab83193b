"""Every test here runs in both editions and on both databases, on a copy of a database seeded once."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from tests.gateway.databases import ReusedPostgres, postgres_is_there, throwaway_postgres
from tests.gateway.invoices.shop import Shop, made_on_the_dashboard
from tests.gateway.support import stack


@lru_cache(maxsize=1)
def _seeded_file() -> Path:
    """Once a process, however many folders ask."""
    folder = Path(tempfile.mkdtemp(prefix="qo-seeded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "gateway.db"
    asyncio.run(_start_once(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def seeded_sqlite() -> Path:
    return _seeded_file()


@pytest.fixture(scope="session")
def seeded_postgres() -> Iterator[str]:
    """To make copies of."""
    with throwaway_postgres() as url:
        asyncio.run(_start_once(url))
        yield url


@pytest.fixture(
    # Both databases and both editions, in two runs rather than four: what a database does differently does
    # not depend on the edition. Where there is no PostgreSQL, SQLite takes its place.
    params=[
        ("sqlite", "2026-11"),
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
    if ground[0] == "sqlite" or not postgres_is_there():
        path = tmp_path / "gateway.db"
        shutil.copy(request.getfixturevalue("seeded_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    yield _POSTGRES.fresh()


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


_POSTGRES = ReusedPostgres(_start_once)
