"""A bank whose clock is held by hand, with its own control plane before it, both in process."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

import contracts
from mock_qonto.app import build_bank, build_bank_app, build_control_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.web.faults import FaultBook
from tests.mock_qonto.control.support import BANK_URL, CONTROL_URL, NINE, Customer


@pytest.fixture(params=contracts.EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bank(edition: str) -> Bank:
    return build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NINE))


@pytest.fixture
def naps() -> list[float]:
    """How long faults have waited, in seconds of a time that costs none."""
    return []


@pytest.fixture
def faults(naps: list[float]) -> FaultBook:
    async def nap(seconds: float) -> None:
        naps.append(seconds)

    return FaultBook(sleep=nap)


@pytest.fixture
async def control(bank: Bank, faults: FaultBook) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_control_app(bank, faults=faults))
    async with httpx.AsyncClient(transport=transport, base_url=CONTROL_URL) as client:
        yield client


@pytest.fixture
async def bank_door(bank: Bank, faults: FaultBook) -> AsyncIterator[httpx.AsyncClient]:
    """The bank's own listener, for whoever brings credentials."""
    transport = httpx.ASGITransport(build_bank_app(bank, faults=faults))
    async with httpx.AsyncClient(transport=transport, base_url=BANK_URL) as client:
        yield client


@pytest.fixture
def customer(bank_door: httpx.AsyncClient) -> Customer:
    """Somebody with a key of the default world."""
    return Customer(bank_door, "verone-4819:any-key")


@pytest.fixture
async def large(bank: Bank, customer: Customer) -> int:
    """The default world with a hundred thousand invoices; how many there are."""
    id = await customer.create_draft()
    world = bank.default_world
    invoices = world.table(ClientInvoice)
    draft = invoices.find(id)
    assert draft is not None
    for _ in range(100_000):
        invoices.put(replace(draft, id=world.ids.mint()))
    return len(invoices)
