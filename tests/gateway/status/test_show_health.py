"""`GET /api/qonto/health`: well, or not and why."""

import httpx
import pytest

import contracts
from gateway.app import build_app
from gateway.db import Database
from gateway.resources.status import store
from gateway.resources.status.model import World
from gateway.settings import Settings
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio

HEALTH = "/api/qonto/health"


@pytest.mark.parametrize("edition", contracts.EDITIONS)
async def test_a_gateway_that_finds_its_bank_is_healthy(database_url: str, edition: str) -> None:
    async with stack(database_url, edition=edition) as running:
        answer = await running.client.get(HEALTH)

    told = answer.json()
    assert answer.status_code == 200
    assert (told["status"], told["authMode"], told["bankAccountsCount"]) == ("healthy", "api_key", 2)
    assert (told["mode"], told["edition"], told["world"]) == ("mock", edition, running.world.nonce)
    assert told["timestamp"].startswith("2026-02-19T12:00:00")
    assert not contracts.load("gateway").operations["show_health"].response_errors(200, told)


async def test_a_revoked_key_is_named_with_the_way_out(database_url: str) -> None:
    async with stack(database_url) as running:
        running.world.change(key_digest="of another key")

        answer = await running.client.get(HEALTH)

    told = answer.json()
    assert (answer.status_code, told["status"], told["cause"]) == (503, "unhealthy", "key_revoked")
    assert "QONTO_API_KEY" in told["error"]
    assert not contracts.load("gateway").operations["show_health"].response_errors(503, told)


async def test_another_world_is_named_with_the_way_out(database_url: str) -> None:
    async with stack(database_url) as running:
        await _bind(database_url, running.world.nonce)
        running.world.renew()

        answer = await running.client.get(HEALTH)

    assert (answer.status_code, answer.json()["cause"]) == (503, "world_changed")
    assert "make reset" in answer.json()["error"]


async def test_before_the_first_write_any_world_will_do(database_url: str) -> None:
    async with stack(database_url) as running:
        await running.client.get(HEALTH)
        running.world.renew()

        assert (await running.client.get(HEALTH)).status_code == 200


class Upstream(httpx.AsyncBaseTransport):
    """Somebody at the other end who is not the bank we know."""

    def __init__(self, answer: httpx.Response | Exception) -> None:
        self._answer = answer

    async def handle_async_request(self, _: httpx.Request) -> httpx.Response:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


@pytest.mark.parametrize(
    ("upstream", "status", "cause"),
    [
        (httpx.Response(200, json={"bank_accounts": []}), "misconfigured", "not_the_mock"),
        (httpx.ConnectError("refused"), "unhealthy", "unreachable"),
    ],
)
async def test_who_is_not_there_or_not_the_mock_is_told_apart(
    sqlite_url: str, upstream: httpx.Response | Exception, status: str, cause: str
) -> None:
    gateway = build_app(Settings(database_url=sqlite_url), transport=Upstream(upstream))
    async with gateway.running(), _client(gateway) as client:
        answer = await client.get(HEALTH)

    told = answer.json()
    assert (answer.status_code, told["status"], told["cause"]) == (503, status, cause)
    assert int(answer.headers["Retry-After"]) > 0


async def _bind(url: str, world_id: str) -> None:
    """As the first write does."""
    db = Database.open(url)
    world = World(mode="mock", world_id=world_id, organization="verone-4819")
    async with db.transaction() as tx:
        await store.bind_world(tx, world, NOON)
    await db.close()


def _client(gateway: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://127.0.0.1:8080")
