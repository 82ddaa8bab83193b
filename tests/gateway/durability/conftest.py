"""Databases by the dozen: copies of one that a gateway was started on once."""

from itertools import count
from pathlib import Path

import pytest

from tests.gateway.durability.mortal import NewDatabase
from tests.gateway.templates import STARTED


@pytest.fixture
def new_database(tmp_path: Path) -> NewDatabase:
    """Each call gives the URL of a fresh one."""
    names = count(1)
    return lambda: STARTED.sqlite(tmp_path / f"{next(names)}.db")


@pytest.fixture
def postgres_databases() -> NewDatabase:
    """The same, of PostgreSQL, one after the other: by the next call the last one is over."""
    return STARTED.postgres
