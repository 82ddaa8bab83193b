"""A database belongs to one mode and, from its first write on, to one world."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from gateway.clock import Clock
from gateway.db import Database, DatabaseRefused
from gateway.errors import Code, GatewayError
from gateway.qonto.client import Qonto, build_qonto
from gateway.resources.status import store
from gateway.resources.status.service import bind_mode, check_world
from gateway.settings import Settings
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from tests.gateway.empty import postgres_url, sqlite_url
from tests.gateway.support import NOON, stack

__all__ = ["postgres_url", "sqlite_url"]
pytestmark = pytest.mark.anyio

LIVE = Settings.model_validate(
    {
        "qonto_mode": "live",
        "qonto_organization_id": "verone-4819",
        "qonto_api_key": "k",
        "gateway_jwt_secret": "s" * 32,
    }
)
ORDERED = {"salesOrderId": "unknown"}


class Writer:
    """Somebody about to write, with a database, a bank and settings."""

    def __init__(self, db: Database, bank: Bank, settings: Settings) -> None:
        self.db, self.settings, self.clock = db, settings, Clock(follows_bank=True)
        self.qonto: Qonto = build_qonto(
            settings,
            clock=self.clock,
            lessor=_nobody_counts,
            transport=httpx.ASGITransport(build_bank_app(bank)),
        )

    async def check(self) -> None:
        await check_world(self.db, self.qonto, self.settings, self.clock)


async def _nobody_counts(*, wanted: int, per_minute: int) -> tuple[int, float]:
    return wanted, 0.0 * per_minute


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    opened = Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def bank() -> Bank:
    return build_bank(rate_limit="off", clock=ClockState(held=NOON))


async def test_the_first_write_binds_and_the_same_world_stays_welcome(db: Database, bank: Bank) -> None:
    settings = Settings()
    await bind_mode(db, settings)
    writer = Writer(db, bank, settings)

    await writer.check()
    await writer.check()

    async with db.reading() as tx:
        binding = await store.find_binding(tx)
    assert binding is not None
    assert (binding.mode, binding.world_id) == ("mock", bank.default_world.nonce)
    assert binding.bound_at is not None
    assert binding.bound_at.replace(microsecond=0) == NOON


async def test_a_bank_born_again_is_refused_at_once(db: Database, bank: Bank) -> None:
    settings = Settings()
    await bind_mode(db, settings)
    writer = Writer(db, bank, settings)
    await writer.check()

    bank.default_world.renew()

    with pytest.raises(GatewayError) as refusal:
        await writer.check()
    assert refusal.value.code is Code.WORLD_CHANGED
    assert "make reset" in refusal.value.message


async def test_of_two_first_writers_to_two_worlds_one_wins(db: Database) -> None:
    settings = Settings()
    await bind_mode(db, settings)
    writers = [Writer(db, build_bank(rate_limit="off"), settings) for _ in range(4)]

    outcomes = await asyncio.gather(*(writer.check() for writer in writers), return_exceptions=True)

    refused = [outcome for outcome in outcomes if outcome is not None]
    assert len(refused) == 3
    assert all(isinstance(error, GatewayError) and error.code is Code.WORLD_CHANGED for error in refused)


async def test_another_organization_is_refused_too(db: Database) -> None:
    await bind_mode(db, LIVE)
    await check_world(db, _unasked(), LIVE, Clock(follows_bank=False))

    other = LIVE.model_copy(update={"qonto_organization_id": "somebody-else"})
    with pytest.raises(GatewayError) as refusal:
        await check_world(db, _unasked(), other, Clock(follows_bank=False))

    assert refusal.value.code is Code.WORLD_CHANGED
    assert "somebody-else" in refusal.value.message


async def test_a_database_made_in_one_mode_does_not_start_in_the_other(db: Database) -> None:
    await bind_mode(db, Settings())

    with pytest.raises(DatabaseRefused, match="QONTO_MODE=mock"):
        await bind_mode(db, LIVE)


async def test_starting_again_in_the_same_mode_is_no_event(db: Database) -> None:
    for _ in range(2):
        await bind_mode(db, Settings())


async def test_every_write_is_refused_in_another_world_and_every_read_goes_on(sqlite_url: str) -> None:
    async with stack(sqlite_url) as running:
        await running.client.post("/api/qonto/invoices", json=ORDERED)
        running.world.renew()

        wrote = await running.client.post("/api/qonto/invoices", json=ORDERED)
        read = await running.client.get("/api/qonto/balance")

    assert (wrote.status_code, wrote.json()["code"]) == (409, "WORLD_CHANGED")
    assert read.status_code == 200


async def test_a_bank_that_is_not_there_is_found_out_before_the_first_write(sqlite_url: str) -> None:
    settings = {"qonto_api_base_url": "http://127.0.0.1:9"}
    async with stack(sqlite_url, settings=settings, transport=_Nobody()) as running:
        wrote = await running.client.post("/api/qonto/invoices", json=ORDERED)

    assert (wrote.status_code, wrote.json()["code"]) == (503, "UPSTREAM_UNREACHABLE")


class _Nobody(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)


def _unasked() -> Qonto:
    return build_qonto(LIVE, clock=Clock(follows_bank=False), lessor=_nobody_counts, transport=_Nobody())
