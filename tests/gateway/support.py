"""A gateway in front of a bank, both real, in one process: over ASGI, without ports."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.types import ASGIApp

from gateway.app import Gateway, build_app
from gateway.settings import Settings
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.world import World
from mock_qonto.web.faults import FaultBook

HOME = "http://127.0.0.1:8080"
NOON = datetime(2026, 2, 19, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """What a test holds in its hands: the gateway's client, and the bank behind it with its clock."""

    client: httpx.AsyncClient
    gateway: Gateway
    bank: Bank
    faults: FaultBook

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
) -> AsyncIterator[Stack]:
    """
    Both sides up, the bank's clock held at noon.

    *bank* may be one that another stack has left behind, *settings* go to the gateway, *transport* takes the
    bank's place.
    """
    bank = bank or build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NOON))
    faults = FaultBook()
    asked = {"qonto_edition": edition, "qonto_rate_limit_per_minute": 0, **(settings or {})}
    bank_app: ASGIApp = build_bank_app(bank, faults=faults)
    gateway = build_app(
        Settings(database_url=database_url, **asked), transport=transport or httpx.ASGITransport(bank_app)
    )
    async with (
        gateway.running(),
        httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url=HOME) as client,
    ):
        yield Stack(client=client, gateway=gateway, bank=bank, faults=faults)
