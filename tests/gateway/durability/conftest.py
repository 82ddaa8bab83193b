"""Databases by the dozen: one is migrated and seeded, the others are copies of it."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from tests.gateway.databases import throwaway_postgres
from tests.gateway.durability.mortal import NewDatabase, gateway, house

POSTGRES_DATABASES = 12


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seeded") / "gateway.db"
    asyncio.run(_start_once(f"sqlite:///{path}"))
    return path


@pytest.fixture
def new_database(seeded: Path, tmp_path: Path) -> NewDatabase:
    """Each call gives the URL of a fresh one."""
    names = count(1)

    def new() -> str:
        path = tmp_path / f"{next(names)}.db"
        shutil.copy(seeded, path)
        return f"sqlite:///{path}"

    return new


@pytest.fixture(scope="session")
def seeded_postgres() -> Iterator[str]:
    with throwaway_postgres() as url:
        asyncio.run(_start_once(url))
        yield url


@pytest.fixture
def postgres_databases(seeded_postgres: str) -> Iterator[NewDatabase]:
    """Made beforehand: the server is asked before the test's own loop runs."""
    with ExitStack() as made:
        urls = [made.enter_context(throwaway_postgres(seeded_postgres)) for _ in range(POSTGRES_DATABASES)]
        yield iter(urls).__next__


async def _start_once(url: str) -> None:
    async with gateway(house(url, "guide")):
        pass
