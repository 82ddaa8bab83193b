"""
The composition root: settings in, an ASGI application out. Everything that is built once is built here and
handed down.

`gateway.app:app` is for `uvicorn gateway.app:app`; it is built when first asked for, from the environment.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import lru_cache, partial
from typing import Any

import httpx
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from gateway.clock import Clock
from gateway.confirmation import Mint
from gateway.db import Database, migrate
from gateway.db.idempotency import KeyBook
from gateway.db.outbound_budget import take_turns
from gateway.pages.docs import Shelf
from gateway.qonto.client import Qonto, build_qonto
from gateway.resources.status.service import bind_mode, check_world
from gateway.routes import OPERATIONS, PAGES
from gateway.seed.demo import seed_demo
from gateway.settings import Settings, read_settings
from gateway.web.operation import Operation
from gateway.web.origins import Origins
from gateway.web.rate import InboundRate
from gateway.web.services import Services
from gateway.web.spine import Doorway, Spine
from gateway.web.tokens import FetchKeys, authentication


class Gateway:
    """
    The ASGI application. A server starts it by the lifespan protocol, a test by `async with
    gateway.running():`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
        fetch_keys: FetchKeys | None = None,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock or Clock(follows_bank=settings.mock)
        self._authenticate = authentication(settings, fetch_keys=fetch_keys)
        self._spine: Spine | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            assert self._spine is not None, "the gateway is not running: enter its lifespan first"
            await self._spine(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everything open while inside, everything closed after."""
        async with AsyncExitStack() as closing:
            db = await open_database(self._settings, self._clock)
            closing.push_async_callback(db.close)
            qonto = build_qonto(
                self._settings,
                clock=self._clock,
                lessor=partial(take_turns, db),
                transport=self._transport,
                sleep=self._clock.sleep,
            )
            closing.push_async_callback(qonto.aclose)
            self._spine = Spine((*OPERATIONS, *PAGES), self._services(db, qonto), self._doorway(db, qonto))
            yield
            self._spine = None

    def _services(self, db: Database, qonto: Qonto) -> Services:
        return {
            Settings: self._settings,
            Clock: self._clock,
            Database: db,
            Qonto: qonto,
            Mint: Mint(),
            Shelf: Shelf(OPERATIONS),
        }

    def _doorway(self, db: Database, qonto: Qonto) -> Doorway:
        settings, clock = self._settings, self._clock

        async def before_write(_: Request, operation: Operation) -> None:
            await check_world(db, qonto, settings, clock, ask=not operation.checks_world)

        per_minute = settings.gateway_rate_limit_per_minute
        return Doorway(
            origins=Origins(
                allowed_hosts=settings.hosts, allowed_origins=frozenset(settings.gateway_allowed_origins)
            ),
            authenticate=self._authenticate,
            rate=InboundRate(per_minute) if per_minute else None,
            before_write=before_write,
            keys=KeyBook(db, now=clock.machine_now),
        )

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self.running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def build_app(
    settings: Settings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
    fetch_keys: FetchKeys | None = None,
) -> Gateway:
    """
    *transport* is the bank itself in tests (`httpx.ASGITransport`); *fetch_keys* stands for
    `GATEWAY_JWKS_URL`.
    """
    return Gateway(settings, transport=transport, clock=clock, fetch_keys=fetch_keys)


async def open_database(settings: Settings, clock: Clock, *, demo: bool = True) -> Database:
    """Migrated, bound to the mode, and in mock mode never empty unless told so. Raises DatabaseRefused."""
    await migrate(settings.database_url)
    db = Database.open(settings.database_url)
    try:
        await bind_mode(db, settings)
        if settings.mock and demo:
            await seed_demo(db, now=clock.now())
    except BaseException:
        await db.close()
        raise
    return db


@lru_cache(maxsize=1)
def _from_environment() -> Gateway:
    return build_app(read_settings())


def __getattr__(name: str) -> Any:
    if name == "app":
        return _from_environment()
    raise AttributeError(name)
