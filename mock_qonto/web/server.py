"""
Listening: several ASGI applications in one process and one event loop, ended together.

The bank's answers carry the bank's own hour, so the server sends no Date and no name of its own.
"""

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import uvicorn
import uvloop
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from mock_qonto.values import value
from mock_qonto.web.faults import TRANSPORT
from mock_qonto.web.sending import WHOLE

BACKLOG = 2048
KEEP_ALIVE_S = 75
"""Longer than clients keep idle connections: a call must not meet a connection that is just being closed."""
GRACE_S = 3
SENT_TOGETHER_BYTES = 64 * 1024
"""Longer answers leave one by one: many of them together would not fit where they can be read fast."""


class PortTaken(Exception):
    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


@value
class Listener:
    """An address that is already ours, and what answers there."""

    bound: socket.socket
    app: ASGIApp


def bind(host: str, port: int) -> socket.socket:
    """Take an address and start to queue callers; port 0 is any that is free."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(BACKLOG)
    except OSError as why:
        bound.close()
        if why.errno == errno.EADDRINUSE:
            raise PortTaken(port) from None
        raise
    return bound


def url_of(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if bound.family == socket.AF_INET6 else f"http://{host}:{port}"


def run(listeners: Sequence[Listener], *, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; calls under way are answered first. *ready*: everything answers."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(listeners, ready))


async def _serve(listeners: Sequence[Listener], ready: Callable[[], None]) -> None:
    servers = [_Server(uvicorn_config(listener.app)) for listener in listeners]

    def stop() -> None:
        for server in servers:
            # A second signal does not wait for anybody.
            server.force_exit = server.should_exit
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    async with asyncio.TaskGroup() as group:
        for server, listener in zip(servers, listeners, strict=True):
            group.create_task(server.serve(sockets=[listener.bound]))
        await asyncio.gather(*(server.answering.wait() for server in servers))
        ready()


@contextlib.asynccontextmanager
async def listening(listener: Listener) -> AsyncIterator[None]:
    """Serve while inside, in whichever loop that is, and leave the process's signals alone."""
    server = _Server(uvicorn_config(listener.app))
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[listener.bound]))
        await server.answering.wait()
        try:
            yield
        finally:
            server.should_exit = True


def uvicorn_config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=AbortableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        backlog=BACKLOG,
    )


class AbortableProtocol(HttpToolsProtocol):
    """
    uvicorn's fastest protocol, which also hands its connection to the application, and sends in one step
    what is complete.

    ASGI's two messages make two writes, and search each header for line breaks. Here nothing is searched (so
    what goes in the head must be the bank's own), and what is answered in one turn of the loop is written
    at its end: a caller with many connections is woken once for all of it. Together that is a fifth of the
    cost of a call.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unsent: list[bytes] = []

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        # ASGI wants dicts as values; a fault wants the connection itself, an answer the short way out.
        shortcuts: dict[str, Any] = {TRANSPORT: self.transport, WHOLE: self._send_whole}
        cycle.scope["extensions"] = shortcuts
        super()._start_asgi_task(cycle, app)

    def shutdown(self) -> None:
        self._flush()
        super().shutdown()

    def _send_whole(self, scope: Scope, status: int, head: bytes, body: bytes) -> bool:
        """Take over a whole answer; *head* is written as it goes over the wire. False: go the usual way."""
        cycle = self.cycle
        # Another request may have come in behind this one, or nobody is there any more.
        if cycle.scope is not scope or cycle.disconnected or cycle.response_started:
            return False
        if not cycle.keep_alive or cycle.flow.write_paused or len(body) > SENT_TOGETHER_BYTES:
            return False
        self._unsent += (STATUS_LINE[status] + head + b"\r\n", body)
        self.loop.call_soon(self._flush)
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        cycle.on_response()
        return True

    def _flush(self) -> None:
        unsent, self._unsent = self._unsent, []
        if unsent and not self.transport.is_closing():
            self.transport.writelines(unsent)


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to whoever runs several of them."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.answering.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
