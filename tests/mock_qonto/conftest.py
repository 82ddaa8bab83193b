"""Every test of the bank that asks for a customer runs in both editions."""

from collections.abc import AsyncIterator

import pytest

import contracts
from mock_qonto.kernel.bank import Bank
from tests.mock_qonto.support import Customer, a_bank, customer_of


@pytest.fixture(params=contracts.EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bank(edition: str) -> Bank:
    return a_bank(edition)


@pytest.fixture
async def customer(bank: Bank, anyio_backend: str) -> AsyncIterator[Customer]:
    async with customer_of(bank) as customer:
        yield customer


@pytest.fixture
async def guided(anyio_backend: str) -> AsyncIterator[Customer]:
    """A customer of the edition `guide`, for what only that edition has."""
    async with customer_of(a_bank("guide")) as customer:
        yield customer


@pytest.fixture
async def modern(anyio_backend: str) -> AsyncIterator[Customer]:
    """A customer of the edition `2026-11`, for what only that edition has."""
    async with customer_of(a_bank("2026-11")) as customer:
        yield customer
