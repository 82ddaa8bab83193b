"""A database of one's own for every test that asks: a file, or a throw-away PostgreSQL database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.databases import throwaway_postgres


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'gateway.db'}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    with throwaway_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs once per database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
