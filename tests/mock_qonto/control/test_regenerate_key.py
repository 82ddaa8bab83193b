"""A new API key."""

import httpx
import pytest

from mock_qonto.kernel.bank import Bank
from tests.mock_qonto.control.support import Customer

pytestmark = pytest.mark.anyio


async def test_the_new_key_opens_and_the_old_one_is_401_from_then_on(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    answer = await control.post("/actions/regenerate-key")

    assert answer.status_code == 200
    renewed = Customer(customer.door, answer.json()["authorization"])
    assert (await renewed.ask("GET", "/v2/clients")).status_code == 200
    assert (await customer.ask("GET", "/v2/clients")).status_code == 401


async def test_a_key_regenerated_twice_is_dead_too(
    control: httpx.AsyncClient, bank_door: httpx.AsyncClient
) -> None:
    first = (await control.post("/actions/regenerate-key")).json()
    await control.post("/actions/regenerate-key")

    refused = await Customer(bank_door, first["authorization"]).ask("GET", "/v2/clients")

    assert refused.status_code == 401


async def test_the_key_is_shown_this_once_and_never_kept(control: httpx.AsyncClient, bank: Bank) -> None:
    key = (await control.post("/actions/regenerate-key")).json()["api_key"]

    shown = [(await control.get(path)).text for path in ("/worlds", "/settings", "/journal", "/")]

    assert not any(key in text for text in shown)
    assert key not in repr(bank.default_world.settings)
