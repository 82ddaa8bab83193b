"""Every test here runs in both editions and on both databases, on a copy of a database started once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from tests.gateway.databases import postgres_is_there
from tests.gateway.invoices.shop import Shop, made_on_the_dashboard
from tests.gateway.support import stack
from tests.gateway.templates import STARTED


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
def database_url(ground: tuple[str, str], tmp_path: Path) -> str:
    if ground[0] == "sqlite" or not postgres_is_there():
        return STARTED.sqlite(tmp_path / "gateway.db")
    return STARTED.postgres()


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
