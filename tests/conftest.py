"""What every test may ask for."""

import os

import pytest

from tests.stack.interlock import live_word
from tests.statements import share_statements
from tests.statuses import SEEN

share_statements()


def pytest_configure() -> None:
    found = live_word(os.environ)
    if found is not None:
        pytest.exit(f"refused: {found}; the tests run against the offline bank only", returncode=2)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def pytest_sessionfinish() -> None:
    SEEN.leave()
