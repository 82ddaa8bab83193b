"""
The gateway in one room with the bank: the real application over a real SQLite file, and no network.

Between two examples its rows are put back and its clock is turned back; nothing is started anew.
"""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jwt
import orjson
from starlette.types import ASGIApp, Message

from gateway import app as composition
from gateway.clock import Clock
from gateway.settings import Settings
from tests.machines.door import BankParts

SECRET = "a-secret-that-guards-nothing-at-all"
HOST = "127.0.0.1:8080"
API = "/api/qonto"
_SHARED = Path("/dev/shm")  # noqa: S108  - a file there is a file, and no disk waits for it
MEMORY = _SHARED if _SHARED.is_dir() else None
"""Where files are that nobody keeps; None: where such files are."""


class TurnedBack(Clock):
    """A clock of a machine on which it is what it is at the bank; and that can begin the same day again."""

    __slots__ = ()

    def __init__(self, machine: Callable[[], datetime]) -> None:
        super().__init__(follows_bank=True, machine=machine, sleep=_at_once)

    def turn_back(self) -> None:
        self._offset = self._last = None


GatewayFactory = Callable[[Settings, httpx.AsyncBaseTransport, Clock], Any]
"""Something with `running()` that is an ASGI application: the gateway, or one that somebody sabotaged."""


def plain_gateway(settings: Settings, transport: httpx.AsyncBaseTransport, clock: Clock) -> Any:
    # Asked of the module: what a sabotage has put there is what gets built.
    return composition.build_app(settings, transport=transport, clock=clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer of the gateway's."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return orjson.loads(self.raw) if self.raw[:1] in {b"{", b"["} else None

    @property
    def code(self) -> str | None:
        """The machine's word for a failure."""
        body = self.body
        return body.get("code") if isinstance(body, dict) else None


class Room:
    """*bank* is its own; what it does is done by `run`, on the room's own loop."""

    def __init__(self, parts: BankParts, edition: str, build: GatewayFactory = plain_gateway) -> None:
        self.bank, self.bank_app, self.control, self.faults = parts
        self.world = self.bank.default_world
        self.clock = TurnedBack(lambda: self.world.clock.now)
        self._folder = Path(tempfile.mkdtemp(prefix="gateway-machine-", dir=MEMORY))
        self._file = self._folder / "gateway.db"
        settings = Settings.model_validate(
            {
                "database_url": f"sqlite:///{self._file}",
                "qonto_edition": edition,
                "qonto_rate_limit_per_minute": 0,
                "gateway_auth": "jwt",
                "gateway_jwt_secret": SECRET,
            }
        )
        self.app: Any = build(settings, httpx.ASGITransport(self.bank_app), self.clock)
        self._loop = asyncio.new_event_loop()
        self._open = AsyncExitStack()
        self.run(self._open.enter_async_context(self.app.running()))
        self._rows = sqlite3.connect(self._file, check_same_thread=False)
        self._first_rows = sqlite3.connect(":memory:")
        self.keep_as_first_morning()

    def keep_as_first_morning(self) -> None:
        """Every example begins as things are now."""
        self._morning = self.world.snapshot()
        self._rows.backup(self._first_rows)
        self._version = self._data_version()

    def begin_again(self) -> None:
        nonce = self.world.nonce
        self.world.restore(self._morning)
        # To whoever keeps copies it is the same world: their copies are put back along with it.
        self.world.nonce = nonce
        self.bank.journal.clear(self.world.slug)
        self.faults.clear(self.world.slug)
        if self._data_version() != self._version:
            self._first_rows.backup(self._rows)
            self._version = self._data_version()
        self.clock.turn_back()

    def close(self) -> None:
        self._rows.close()
        self._first_rows.close()
        self.run(self._open.aclose())
        self._loop.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, work: Any) -> Any:
        return self._loop.run_until_complete(work)

    def say(self, method: str, path: str, body: Any = None, *, person: str = "fuzz-person") -> Said:
        said: Said = self.run(call(self.app, method, path, body, person=person))
        return said

    def act(self, action: str, body: Any) -> Any:
        """What a person at Qonto does, or somebody who pays."""
        scope = {
            "type": "http",
            "method": "POST",
            "path": f"/actions/{action}",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")],
        }
        _, reply = self.control.answer(scope, orjson.dumps(body))
        return reply.body

    def bank_id(self, id: str) -> str | None:
        """What the bank calls the document that the gateway calls *id*."""
        with closing(
            self._rows.execute("SELECT qonto_id FROM financial_documents WHERE id = ?", (id,))
        ) as found:
            row = found.fetchone()
        return None if row is None else row[0]

    def _data_version(self) -> int:
        """Another number after every commit of anybody else's."""
        version: int = self._rows.execute("PRAGMA data_version").fetchone()[0]
        return version


async def call(
    app: ASGIApp, method: str, path: str, body: Any = None, *, person: str = "fuzz-person"
) -> Said:
    """One request to an ASGI application, as short as it can be said."""
    path, _, query = path.partition("?")
    raw = b"" if body is None else orjson.dumps(body)
    headers = [(b"host", HOST.encode()), (b"authorization", f"Bearer {token_of(person)}".encode())]
    if body is not None:
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8080),
    }
    asked = False
    start: Message = {}
    parts: list[bytes] = []

    async def receive() -> Message:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": raw, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    found = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Said(status=start["status"], headers=found, raw=b"".join(parts))


_TOKENS: dict[str, str] = {}


def token_of(person: str) -> str:
    if person not in _TOKENS:
        claims = {"sub": person, "exp": datetime(2100, 1, 1, tzinfo=UTC)}
        _TOKENS[person] = jwt.encode(claims, SECRET, algorithm="HS256")
    return _TOKENS[person]


async def _at_once(_: float) -> None:
    """Nobody waits: time passes at the bank alone."""
