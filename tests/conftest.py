"""What every test may ask for."""

import pytest

from tests.statements import share_statements

share_statements()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
