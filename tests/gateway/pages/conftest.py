"""The pages, in front of a real bank, on the light database: they show the same on the other one."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway.pages.visitor import Visitor
from tests.gateway.support import stack


@pytest.fixture
async def visitor(sqlite_url: str) -> AsyncIterator[Visitor]:
    async with stack(sqlite_url) as running:
        yield Visitor(stack=running, database_url=sqlite_url)
