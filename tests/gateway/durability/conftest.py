"""Databases by the dozen: one is migrated and seeded, the others are copies of it."""

import asyncio
import shutil
from itertools import count
from pathlib import Path

import pytest

from tests.gateway.durability.mortal import NewDatabase, gateway, house


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


async def _start_once(url: str) -> None:
    async with gateway(house(url, "guide")):
        pass
