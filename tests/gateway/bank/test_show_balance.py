"""`GET /api/qonto/balance`, through the gateway, from the real bank."""

import httpx
import pytest

import contracts
from gateway.app import build_app
from gateway.settings import Settings
from mock_qonto.web.faults import Kind
from tests.gateway.qonto.offline import offline

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("edition", ["guide", "2026-11"])
async def test_the_balance_is_the_sum_of_the_active_accounts(edition: str, sqlite_url: str) -> None:
    stack = offline(edition)
    gateway = build_app(Settings(database_url=sqlite_url), transport=stack.transport)

    async with gateway.running(), _client(gateway) as browser:
        answer = await browser.get("/api/qonto/balance")

    shown = answer.json()
    assert answer.status_code == 200
    assert shown["success"] is True
    assert shown["totalBalance"] == sum(account["balance"] for account in shown["accounts"])
    assert shown["currency"] == "EUR"
    assert [account["ibanMasked"] for account in shown["accounts"]] == [
        "FR76 XXXX XXXX 0103",
        "FR76 XXXX XXXX 0297",
    ]
    assert not contracts.load("gateway").operations["show_balance"].response_errors(200, shown)


async def test_a_bank_that_fails_is_said_so_in_the_house_envelope(sqlite_url: str) -> None:
    stack = offline("guide")
    stack.fault("list_bank_accounts", Kind.STATUS, count=9)
    gateway = build_app(Settings(database_url=sqlite_url), transport=stack.transport)

    async with gateway.running(), _client(gateway) as browser:
        answer = await browser.get("/api/qonto/balance")

    assert answer.status_code == 502
    assert answer.json()["success"] is False
    assert answer.json()["code"] == "UPSTREAM_FAILED"


def _client(gateway: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://127.0.0.1:8080")  # type: ignore[arg-type]
