from collections.abc import AsyncIterator

import pytest

from tests.mock_qonto.support import Customer, a_bank, customer_of
from tests.mock_qonto.transactions.book import Book


@pytest.fixture
async def newcomer(edition: str, anyio_backend: str) -> AsyncIterator[Customer]:
    """A customer of an organization whose one account has no past."""
    async with customer_of(a_bank(edition, fixture="empty")) as customer:
        yield customer


@pytest.fixture
def book(newcomer: Customer) -> Book:
    return Book(newcomer.world)
