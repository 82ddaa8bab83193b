"""The journal as the control plane tells it, read into exchanges."""

import httpx
import pytest

from contracts.rules import telling
from mock_qonto.app import build_bank_app
from mock_qonto.web.faults import FaultBook, Kind
from tests.mock_qonto.support import AUTHORIZATION, BASE_URL, Customer, a_bank, customer_of
from tests.rules.witness import as_told, meets

pytestmark = pytest.mark.anyio


async def test_an_exchange_is_told_with_its_hour_and_its_bodies() -> None:
    bank = a_bank()
    async with customer_of(bank) as customer:
        draft = await customer.draft()

    *_, exchange = telling.exchanges_of(as_told(bank))

    assert exchange.operation == "create_client_invoice"
    assert exchange.at == bank.default_world.clock.now
    assert exchange.asked["status"] == "draft"
    assert exchange.answered["client_invoice"]["id"] == draft["id"]
    assert exchange.headers == {}
    assert (exchange.status, exchange.fault, exchange.plain) == (200, None, True)


async def test_a_number_that_is_shown_is_not_beside() -> None:
    bank = a_bank()
    async with customer_of(bank) as customer:
        await customer.unpaid()

    assert list(telling.numbers_beside(as_told(bank))) == []


async def test_a_number_that_an_answer_keeps_to_itself_is_beside() -> None:
    bank, faults = a_bank(), FaultBook()
    transport = httpx.ASGITransport(build_bank_app(bank, faults=faults))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=AUTHORIZATION) as http:
        customer = Customer(bank, http)
        meets(bank, faults, "create_quote", Kind.APPLY_TWICE)

        await http.post("/v2/quotes", json=await customer.quote_body())

    assert list(telling.numbers_beside(as_told(bank))) == [("quote", "D-2026-001")]
