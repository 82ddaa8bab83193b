"""What every test may ask for."""

import pytest

collect_ignore = ["example_project"]
"""A project of somebody else's, with settings of its own: tests/plugin runs it."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
