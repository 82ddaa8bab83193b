"""Both sides without a socket, for a suite that waits for every answer: an event loop in a thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.app import Gateway, build_app
from gateway.settings import Settings
from mock_qonto.app import build_bank, build_bank_app, build_control_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.web.faults import FaultBook

MORNING = datetime(2026, 2, 19, 9, tzinfo=UTC)
BANK_KEY = "verone-4819:offline-suite-key"


class Waiting(httpx.BaseTransport):
    """An ASGI application, asked by somebody who waits."""

    def __init__(self, portal: BlockingPortal, app: ASGIApp) -> None:
        self._portal = portal
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._ask, request)

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        dropped: list[ConnectionResetError] = []

        async def told(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await self._app(scope, receive, send)
            except ConnectionResetError as why:
                dropped.append(why)
                raise

        inner = httpx.ASGITransport(told, raise_app_exceptions=False)
        answer = await inner.handle_async_request(asked)
        content = await answer.aread()
        if dropped:
            # Over a socket nothing would arrive of what was cut.
            raise httpx.ReadError(str(dropped[0]))
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)


class Network(httpx.ASGITransport):
    """The bank as any client of HTTP has it: what breaks on the way is an error of the transport's own."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await super().handle_async_request(request)
        except Exception as lost:
            raise httpx.ReadError(str(lost), request=request) from lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """*gateway* is None where there is only a bank."""

    bank: httpx.Client
    control: httpx.Client
    gateway: httpx.Client | None = None


@contextmanager
def a_bank(portal: BlockingPortal, bank: Bank, faults: FaultBook, bank_app: ASGIApp) -> Iterator[Clients]:
    control = build_control_app(bank, faults=faults)
    with (
        httpx.Client(transport=Waiting(portal, bank_app), base_url="http://127.0.0.1:8081") as at_bank,
        httpx.Client(transport=Waiting(portal, control), base_url="http://127.0.0.1:8082") as at_control,
    ):
        yield Clients(bank=at_bank, control=at_control)


@contextmanager
def over_a_bank(
    build: Callable[[httpx.AsyncBaseTransport], ASGIApp], *, edition: str = "guide"
) -> Iterator[Clients]:
    """The bank, its control plane, and whatever *build* puts in front of it."""
    bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=MORNING))
    faults = FaultBook()
    bank_app = build_bank_app(bank, faults=faults)
    with (
        start_blocking_portal() as portal,
        a_bank(portal, bank, faults, bank_app) as clients,
        httpx.Client(
            transport=Waiting(portal, build(Network(bank_app))), base_url="http://127.0.0.1:8080"
        ) as at_gateway,
    ):
        yield Clients(bank=clients.bank, control=clients.control, gateway=at_gateway)


@contextmanager
def both_sides(
    folder: Path,
    *,
    edition: str = "guide",
    around: Callable[[ASGIApp], ASGIApp] = lambda app: app,
    **settings: Any,
) -> Iterator[Clients]:
    """
    The bank, its control plane and a gateway on a SQLite file in *folder*, with something *around* it that
    callers meet first.
    """
    bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=MORNING))
    faults = FaultBook()
    bank_app = build_bank_app(bank, faults=faults)
    asked = {"database_url": f"sqlite:///{folder / 'gateway.db'}", "qonto_edition": edition}
    gateway = build_app(
        Settings.model_validate({**asked, "qonto_rate_limit_per_minute": 0, **settings}),
        transport=httpx.ASGITransport(bank_app),
    )
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(gateway.running()),
        a_bank(portal, bank, faults, bank_app) as clients,
        httpx.Client(
            transport=Waiting(portal, around(gateway)), base_url="http://127.0.0.1:8080"
        ) as at_gateway,
    ):
        yield Clients(bank=clients.bank, control=clients.control, gateway=at_gateway)


@contextmanager
def bank_alone(*, edition: str = "guide") -> Iterator[Clients]:
    bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=MORNING))
    faults = FaultBook()
    with (
        start_blocking_portal() as portal,
        a_bank(portal, bank, faults, build_bank_app(bank, faults=faults)) as clients,
    ):
        yield clients


__all__ = ["BANK_KEY", "Clients", "Gateway", "bank_alone", "both_sides", "over_a_bank"]
