"""
Listening: several ASGI applications in one process and one event loop, ended together.

The bank's answers carry the bank's own hour, so the server sends no Date and no name of its own.
"""

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import uvicorn
import uvloop
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

TRANSPORT = "mock_qonto.transport"
"""In `scope["extensions"]`: the connection itself, for faults that cut it."""

WHOLE = "mock_qonto.whole"

BACKLOG = 2048
KEEP_ALIVE_S = 75
"""Longer than clients keep idle connections: a call must not meet a connection that is just being closed."""
GRACE_S = 3


class PortTaken(Exception):
    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


@dataclass(frozen=True, slots=True, kw_only=True)
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
    """uvicorn's fastest protocol, which also hands its connection to the application."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGIApp) -> None:
        # ASGI wants dicts as values; a fault wants the connection itself, an answer a short way out.
        cycle.scope["extensions"] = {TRANSPORT: self.transport, WHOLE: partial(_send_whole, cycle)}  # type: ignore[dict-item]
        super()._start_asgi_task(cycle, app)


def _send_whole(cycle: RequestResponseCycle, status: int, head: bytes, body: bytes) -> bool:
    """
    Send an answer that is complete, and whose *head* is written as it goes over the wire, in one step.

    ASGI's two messages cost as much again as making the answer: each header is searched for line breaks. Here
    nothing is searched, so what goes in the head must be the bank's own. False: not now, use the usual way.
    """
    if cycle.disconnected or cycle.response_started or cycle.flow.write_paused:
        return False
    end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
    cycle.response_started = cycle.response_complete = True
    cycle.transport.writelines((STATUS_LINE[status] + head + end, body))
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True


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
