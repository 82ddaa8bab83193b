"""A gateway in front of a bank, both real, in one process: over ASGI, without ports."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.types import ASGIApp

from gateway.app import Gateway, build_app
from gateway.clock import Clock
from gateway.settings import Settings
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.world import World
from mock_qonto.web.faults import FaultBook
from tests.gateway.finality import not_asked_as_drafts, unconfirmed
from tests.gateway.watching import Watch
from tests.statuses import SEEN

HOME = "http://127.0.0.1:8080"
NOON = datetime(2026, 2, 19, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """What a test holds in its hands: the gateway's client, and the bank behind it with its clock."""

    client: httpx.AsyncClient
    gateway: Gateway
    bank: Bank
    faults: FaultBook
    watch: Watch = field(default_factory=Watch)

    @property
    def world(self) -> World:
        return self.bank.default_world

    def wait(self, **time: float) -> None:
        """Virtual time passes, at the bank and therefore here."""
        self.bank.advance_to(self.world, self.world.clock.now + timedelta(**time))


@asynccontextmanager
async def stack(
    database_url: str,
    *,
    edition: str = "guide",
    bank: Bank | None = None,
    settings: Mapping[str, Any] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Stack]:
    """
    Both sides up, the bank's clock held at noon.

    *bank* may be one that another stack has left behind, *settings* and *clock* go to the gateway,
    *transport* takes the bank's place. In the end no operation has done what the contract does not declare.
    """
    bank = bank or build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NOON))
    faults = FaultBook()
    asked = {"qonto_edition": edition, "qonto_rate_limit_per_minute": 0, **(settings or {})}
    bank_app: ASGIApp = build_bank_app(bank, faults=faults)
    watch = Watch()
    gateway = build_app(
        Settings(database_url=database_url, **asked),
        transport=watch.behind(transport or httpx.ASGITransport(bank_app)),
        clock=clock,
    )
    async with (
        gateway.running(),
        httpx.AsyncClient(transport=httpx.ASGITransport(watch.in_front_of(gateway)), base_url=HOME) as client,
    ):
        yield Stack(client=client, gateway=gateway, bank=bank, faults=faults, watch=watch)
    SEEN.bank(bank)
    surprises = watch.surprises()
    assert not surprises, surprises
    assert await unconfirmed(bank, database_url) == []
    if transport is None:  # one of a test's own may say what it likes
        assert not_asked_as_drafts(bank) == []
