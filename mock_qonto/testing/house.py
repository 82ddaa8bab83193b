"""
Where applications live during a test: one thread, one event loop.

Rule 1: whoever calls, from whichever thread or loop, in process or over a port, stands in line there. The
bank has no lock and needs none.
Rule 2: nothing listens until somebody asks for a URL; until then its port is only kept free.
"""

import asyncio
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, AbstractContextManager, ExitStack, contextmanager
from typing import Generic, TypeVar

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_qonto.web.faults import ConnectionDropped
from mock_qonto.web.receiving import lifespan, read_body
from mock_qonto.web.server import Listener, listening, url_of

T = TypeVar("T")
A = TypeVar("A", bound=ASGIApp)

HOST = "127.0.0.1"


@contextmanager
def open_house() -> Iterator["House"]:
    with start_blocking_portal(backend_options={"use_uvloop": True}, name="qonto-offline") as portal:
        yield House(portal)


class House:
    def __init__(self, portal: BlockingPortal) -> None:
        self._portal = portal
        self._thread = portal.call(threading.get_ident)

    @property
    def at_home(self) -> bool:
        """Whether who asks runs in here already: then there is no line to stand in."""
        return threading.get_ident() == self._thread

    def call(self, function: Callable[[], Awaitable[T]]) -> T:
        """Run in here what *function* begins, and wait for it."""
        return self._portal.call(function)

    def begin(self, function: Callable[[], Awaitable[T]]) -> Future[T]:
        future: Future[T] = self._portal.start_task_soon(function)
        return future

    def living(self, context: AbstractAsyncContextManager[T]) -> AbstractContextManager[T | bool | None]:
        """*context*, entered and left in here."""
        return self._portal.wrap_async_context_manager(context)

    @contextmanager
    def lodge(self, build: Callable[[str], A]) -> Iterator["Lodger[A]"]:
        """
        What *build* makes, told its address, lives in here while inside: within reach in process, and over a
        port when asked.
        """
        with ExitStack() as leaving:
            kept = leaving.enter_context(socket.socket())
            kept.bind((HOST, 0))
            yield Lodger(self, build(url_of(kept)), kept, leaving)


class Lodger(Generic[A]):
    """One application of the house; *tenant* is the application itself, for those at home only."""

    def __init__(self, house: House, tenant: A, kept: socket.socket, leaving: ExitStack) -> None:
        self.tenant = tenant
        self._house = house
        self._kept = kept
        self._leaving = leaving
        self._listens = False
        self.base_url = url_of(kept)
        """Its address, whether it listens there already or not: in process nobody has to."""
        self.app = Doorway(house, tenant)
        self.transport = InProcess(house, tenant)
        """For `httpx.Client` and `httpx.AsyncClient` alike."""

    @property
    def url(self) -> str:
        """The address, where from now on a real server answers."""
        if not self._listens:
            served = listening(Listener(bound=self._kept, app=self.tenant))
            self._leaving.enter_context(self._house.living(served))
            self._listens = True
        return self.base_url


class Doorway:
    """An application for whoever speaks ASGI: it may be called from any thread and any loop."""

    def __init__(self, house: House, app: ASGIApp) -> None:
        self._house = house
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # it lives already
            await lifespan(receive, send)
        elif self._house.at_home:
            await self._app(scope, receive, send)
        else:
            body = await read_body(receive, sys.maxsize) or b""
            for message in await asyncio.wrap_future(self._house.begin(lambda: self._said(scope, body))):
                await send(message)

    async def _said(self, scope: Scope, body: bytes) -> list[Message]:
        said: list[Message] = []
        coming: list[Message] = [{"type": "http.disconnect"}, {"type": "http.request", "body": body}]

        async def receive() -> Message:
            return coming.pop() if len(coming) > 1 else coming[0]

        async def send(message: Message) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        return said


class InProcess(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """The way in without a port: for any thread and any loop, and for those who wait without one."""

    def __init__(self, house: House, app: ASGIApp) -> None:
        self._house = house
        self._within = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return self._house.call(lambda: self._answer(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        if self._house.at_home:
            return await self._answer(request)
        return await asyncio.wrap_future(self._house.begin(lambda: self._answer(request)))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            told = await self._within.handle_async_request(request)
        except ConnectionDropped as why:
            # What a client over a port is told of it.
            raise httpx.RemoteProtocolError(str(why), request=request) from why
        assert isinstance(told.stream, httpx.AsyncByteStream)
        content = b"".join([part async for part in told.stream])
        return httpx.Response(told.status_code, headers=told.headers, stream=httpx.ByteStream(content))
