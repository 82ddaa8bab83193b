"""Servers that stand in for Qonto and its OAuth, over real sockets: each says what its test wrote down."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def authorization(self) -> str:
        return self.headers.get("authorization", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    status: int = 200
    body: bytes = b"{}"
    media: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False
    raw: bytes | None = None
    """In place of an answer of HTTP."""


Answer = Callable[[Asked], Said]


def says(status: int, body: Any, **headers: str) -> Said:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Said(status=status, body=json.dumps(body).encode(), headers={"X-Request-Id": "r-1", **named})


def refuses(status: int, code: str, detail: str, **headers: str) -> Said:
    return says(status, {"errors": [{"code": code, "detail": detail, "trace_id": "t"}]}, **headers)


@contextmanager
def serving(
    answer: Answer,
    *,
    date: Callable[[], str] = lambda: formatdate(usegmt=True),
    tls: ssl.SSLContext | None = None,
) -> Iterator[str]:
    """Its address, as long as it is open."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = answer(Asked(method=self.command, path=self.path, headers=headers, body=body))
            if said.hang:
                closing.wait()
            if said.hang or said.raw is not None:
                self.wfile.write(said.raw or b"")
                self.close_connection = True
                return
            self.send_response_only(said.status)
            for name, value in {"Date": date(), "Content-Type": said.media, **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815  - the library's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"{'http' if tls is None else 'https'}://127.0.0.1:{server.server_port}"
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class Authority:
    """
    Qonto's OAuth and an API that admits its newest access token only. Refresh tokens rotate: an old one is
    refused, and whoever offers one has lost access for good.
    """

    def __init__(self, *, first: str = "refresh-token-0") -> None:
        self.refresh = first
        self.access = "no-access-token-yet"
        self.renewals = 0
        self.asked: list[Asked] = []
        self.refuse_with: Said | None = None
        self.before_answering: Callable[[], object] = lambda: None
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Said:
        with self._lock:
            self.asked.append(asked)
            if asked.path == "/oauth2/token":
                return self._token(parse_qs(asked.body.decode()))
            if asked.authorization != f"Bearer {self.access}":
                return refuses(401, "unauthorized", "invalid token")
            return says(200, {"organization": {"slug": "verone-4819"}, "bank_accounts": []})

    def _token(self, form: Mapping[str, list[str]]) -> Said:
        if self.refuse_with is not None:
            return self.refuse_with
        if form["refresh_token"] != [self.refresh] or form["client_secret"] != ["client-secret-of-the-test"]:
            return says(400, {"error": "invalid_grant", "error_description": str(form)})
        self.renewals += 1
        self.refresh = f"refresh-token-{self.renewals}"
        self.access = f"access-token-{self.renewals}"
        self.before_answering()
        told = {"access_token": self.access, "refresh_token": self.refresh, "expires_in": 3600}
        return says(200, {**told, "token_type": "bearer"})

    def end_tokens(self) -> None:
        """As if an hour had passed at Qonto."""
        self.access = "nobody-has-this-one"

    @property
    def offered(self) -> list[str]:
        """The refresh tokens that were offered."""
        return [
            parse_qs(asked.body.decode())["refresh_token"][0]
            for asked in self.asked
            if asked.path == "/oauth2/token"
        ]
