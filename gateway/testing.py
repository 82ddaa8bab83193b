"""
The gateway for somebody's own test suite, over a bank that another fixture brings along.

Of that bank only what the protocols below say is known here: the two sides never import each other.
"""

import shutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
from starlette.types import ASGIApp

from gateway.app import Gateway, build_app, open_database
from gateway.clock import Clock
from gateway.resources.orders.model import OrderSummary
from gateway.resources.orders.service import list_orders
from gateway.settings import Settings


class Lodger(Protocol):
    """An application that lives where the bank does; *tenant* is the application itself."""

    tenant: Any

    @property
    def base_url(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def transport(self) -> Any: ...
    @property
    def app(self) -> ASGIApp: ...


class House(Protocol):
    """The one thread and loop in which both sides live: an engine of SQLite must not change its thread."""

    def call(self, function: Callable[[], Awaitable[Any]]) -> Any: ...
    def living(self, context: AbstractAsyncContextManager[Any]) -> AbstractContextManager[Any]: ...
    def lodge(self, build: Callable[[str], Any]) -> AbstractContextManager[Lodger]: ...


class World(Protocol):
    """One organization at the bank."""

    house: House
    slug: str
    api_key: str
    edition: str

    @property
    def base_url(self) -> str: ...
    @property
    def transport(self) -> httpx.AsyncBaseTransport: ...


class Seeded:
    """A migrated database with the demo's orders, to be copied: that is ten times as fast as making one."""

    def __init__(self, path: Path, orders: tuple[OrderSummary, ...]) -> None:
        self.path = path
        self.orders = orders


def seed(house: House, path: Path) -> Seeded:
    async def seeding() -> tuple[OrderSummary, ...]:
        db = await open_database(Settings(database_url=_url(path)), Clock(follows_bank=True))
        try:
            return await list_orders(db, defective=False)
        finally:
            await db.close()

    return Seeded(path, house.call(seeding))


class QontoGateway(httpx.Client):
    """
    An HTTP client to the gateway, and what else a test asks of it.

    *orders* are those that can be invoiced; their ids are the same on every machine.
    """

    def __init__(self, lodger: Lodger, *, database_url: str, orders: tuple[OrderSummary, ...]) -> None:
        super().__init__(transport=lodger.transport, base_url=lodger.base_url)
        self._lodger = lodger
        self.database_url = database_url
        self.orders = orders

    @property
    def app(self) -> ASGIApp:
        """The ASGI application, for any thread and any loop."""
        return self._lodger.app

    @property
    def url(self) -> str:
        """Where a real server answers, from the moment somebody asks."""
        return self._lodger.url

    def async_client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=self._lodger.transport, base_url=self._lodger.base_url)


@contextmanager
def gateway_over(
    world: World, seeded: Seeded, path: Path, settings: Mapping[str, Any]
) -> Iterator[QontoGateway]:
    """*settings* are the gateway's own, by the names of its variables in lower case."""
    shutil.copyfile(seeded.path, path)

    def build(base_url: str) -> Gateway:
        told = {
            "qonto_edition": world.edition,
            "qonto_api_base_url": world.base_url,
            "qonto_organization_id": world.slug,
            "qonto_api_key": world.api_key,
            "qonto_rate_limit_per_minute": 0,
            "gateway_public_url": base_url,
            "database_url": _url(path),
        }
        return build_app(Settings(**{**told, **settings}), transport=world.transport)

    with ExitStack() as leaving:
        lodger = leaving.enter_context(world.house.lodge(build))
        leaving.enter_context(world.house.living(lodger.tenant.running()))
        yield leaving.enter_context(QontoGateway(lodger, database_url=_url(path), orders=seeded.orders))


def _url(path: Path) -> str:
    return f"sqlite:///{path}"
