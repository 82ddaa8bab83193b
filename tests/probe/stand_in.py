"""
Servers that a probe may meet, over real sockets: one that behaves like Qonto, and in its place for the
operations in doubt whatever a world says.

Each keeps a state that anything but a harmless question would change: a body that is JSON, or a verb on an id
that it knows.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import contracts
from contracts.probe.question import UNKNOWN_ID

JSON, TEXT, HTML = "application/json", "text/plain; charset=utf-8", "text/html; charset=utf-8"
KNOWN_ID = "6f5e4d3c-2b1a-4098-8765-43210fedcba9"
GOOD_KEY = "verone-4819:a-key-that-opens-the-stand-in"
_DOUBTFUL = contracts.capabilities.load()


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    media: str = JSON
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False


def routed(status: int, code: str, detail: str) -> Said:
    body = json.dumps({"errors": [{"code": code, "detail": detail, "trace_id": "t"}]}).encode()
    return Said(status, JSON, body, {"X-Request-Id": "r-1"})


def found() -> Said:
    return Said(200, JSON, b"{}", {"X-Request-Id": "r-1"})


EDGE = Said(404, TEXT, b"404 page not found", {"X-Tyk-Trace-Id": "0123"})
NO_VERB = routed(404, "not_found", "not found")
MALFORMED = routed(400, "malformed_json", "the body is not JSON")
UNAUTHORIZED = routed(401, "unauthorized", "invalid credentials")

World = Callable[[str, str], Said | None]
"""(method, path) -> what an operation in doubt answers; None: as Qonto would if it had it."""


@dataclass(slots=True)
class StandIn:
    """*state* is all it knows; *asked* is everything that reached it, with its body."""

    world: World
    state: dict[str, Any] = field(default_factory=lambda: {"made": [], "invoices": {KNOWN_ID: "draft"}})
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)
    credentials: list[str | None] = field(default_factory=list)

    def answer(self, method: str, target: str, authorization: str | None, body: bytes) -> Said:
        path = target.partition("?")[0]
        self.asked.append((method, target, body))
        self.credentials.append(authorization)
        self._obey(method, path, body)
        if authorization != GOOD_KEY:
            return UNAUTHORIZED
        if any(method == one.method and _fits(path, one.path) for one in _DOUBTFUL.values()):
            return self.world(method, path) or _as_one_that_has_it(method, path)
        return _as_qonto(method, path)

    def _obey(self, method: str, path: str, body: bytes) -> None:
        """It does whatever it can make sense of, without asking who says it."""
        if KNOWN_ID in path and method != "GET":
            self.state["invoices"].pop(KNOWN_ID, None)
        try:
            self.state["made"].append(json.loads(body))
        except ValueError:
            return


def _as_qonto(method: str, path: str) -> Said:
    operations = contracts.load("qonto", "guide").operations.values()
    verbs = {one.method for one in operations if _fits(path, one.path)}
    if method in verbs:
        return _as_one_that_has_it(method, path)
    return NO_VERB if verbs else EDGE


def _as_one_that_has_it(method: str, path: str) -> Said:
    if UNKNOWN_ID in path:
        return routed(404, "not_found", f"{UNKNOWN_ID} was not found")
    return found() if method == "GET" else MALFORMED


def _fits(path: str, template: str) -> bool:
    ours, theirs = path.split("/"), template.split("/")
    return len(ours) == len(theirs) and all(
        there.startswith("{") or here == there for here, there in zip(ours, theirs, strict=True)
    )


@contextmanager
def serving(stand_in: StandIn) -> Iterator[str]:
    """Its address, as long as it is open."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            said = stand_in.answer(self.command, self.path, self.headers.get("authorization"), body)
            if said.hang:
                closing.wait()
                self.close_connection = True
                return
            self.send_response(said.status)
            for name, value in {"Content-Type": said.media, **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815  - the library's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
