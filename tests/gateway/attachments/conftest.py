"""Every test here runs in both editions and on both databases."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway.attachments.drawer import Drawer, bank_of, clock_of
from tests.gateway.invoices.conftest import database_url, edition, ground
from tests.gateway.support import stack

__all__ = ["database_url", "edition", "ground"]


@pytest.fixture
async def drawer(database_url: str, edition: str) -> AsyncIterator[Drawer]:
    bank = bank_of(edition)
    async with stack(database_url, edition=edition, bank=bank, clock=clock_of(bank)) as running:
        yield Drawer(stack=running, database_url=database_url)
