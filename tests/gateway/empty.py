"""Databases that have every table, and nothing in them: for whoever asks for them by the usual names."""

from pathlib import Path

import pytest

from tests.gateway.templates import MIGRATED


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return MIGRATED.sqlite(tmp_path / "gateway.db")


@pytest.fixture
def postgres_url() -> str:
    return MIGRATED.postgres()
