"""A database of one's own for every test that asks, as a gateway that was started once has left it."""

from pathlib import Path

import pytest

from tests.gateway.templates import STARTED


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return STARTED.sqlite(tmp_path / "gateway.db")


@pytest.fixture
def new_url(tmp_path: Path) -> str:
    """Of a database that is not there yet, for live mode: a database belongs to one mode for ever."""
    return f"sqlite:///{tmp_path / 'new.db'}"


@pytest.fixture
def postgres_url() -> str:
    return STARTED.postgres()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs once per database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
