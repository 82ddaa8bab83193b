"""
A gateway that dies on a chosen step of one call.

A step is whatever could outlive the process, or be lost with it: a request to the bank (before it leaves; and
once the bank has done it, before the answer is read), a transaction (before it commits), the answer to the
caller (before it leaves). Dying once a commit is done is dying before the step that follows it: nothing lasts
in between.

A dead process does nothing any more: every further step dies too, so that no `finally` tidies up after it.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.app import build_app
from gateway.clock import Clock
from gateway.settings import Settings
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.web.faults import Fault, FaultBook, Kind
from tests.gateway.support import HOME, NOON
from tests.gateway.watching import Watch
from tests.statuses import SEEN

COMMIT = "commit"
NewDatabase = Callable[[], str]
LATER = timedelta(minutes=2)
"""How long the dead are dead when the next gateway starts: longer than any request can be under way."""


class Killed(BaseException):
    """SIGKILL, in process: nobody may catch it."""


class Life:
    """Counts steps while armed; *ends_at* is the one it dies on (0: it lives)."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.dead = False
        self._ends_at = 0
        self._lost_commit = 0
        self._armed = False

    @contextmanager
    def ending_at(self, step: int) -> Iterator[None]:
        self._ends_at, self._armed = step, True
        try:
            yield
        finally:
            self._armed = False

    @contextmanager
    def losing_commit(self, number: int) -> Iterator[None]:
        """Nobody dies: the database refuses one commit."""
        self._lost_commit = number
        with self.ending_at(0):
            yield

    def step(self, name: str) -> None:
        if not self._armed:
            return
        self.steps.append(name)
        if name == COMMIT and self.steps.count(COMMIT) == self._lost_commit:
            raise OperationalError(COMMIT, None, sqlite3.OperationalError("database is locked"))
        if self.dead or len(self.steps) == self._ends_at:
            self.dead = True
            raise Killed(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What outlives a gateway: the bank, and the database."""

    bank: Bank
    faults: FaultBook
    database_url: str
    edition: str

    def fault(self, operation: str, kind: Kind, *, nth: int = 1, count: int = 1) -> None:
        fault = Fault(id=self.faults.next_id(), operation=operation, kind=kind, nth=nth, count=count)
        self.faults.add(self.bank.default_world.slug, fault)


def house(database_url: str, edition: str) -> House:
    bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NOON))
    return House(bank=bank, faults=FaultBook(), database_url=database_url, edition=edition)


@asynccontextmanager
async def gateway(
    at: House, *, later: timedelta = timedelta(0)
) -> AsyncIterator[tuple[httpx.AsyncClient, Life]]:
    """One gateway process, from its start to its end, *later* by the machine's clock than it really is."""
    life = Life()
    transport = _Wire(httpx.ASGITransport(build_bank_app(at.bank, faults=at.faults)), life)
    settings = Settings.model_validate(
        {"database_url": at.database_url, "qonto_edition": at.edition, "qonto_rate_limit_per_minute": 0}
    )

    async def passes(seconds: float) -> None:
        at.bank.advance_to(
            at.bank.default_world, at.bank.default_world.clock.now + timedelta(seconds=seconds)
        )

    clock = Clock(follows_bank=True, machine=lambda: datetime.now(UTC) + later, sleep=passes)
    app = build_app(settings, transport=transport, clock=clock)
    mouth = httpx.ASGITransport(_answering(Watch().in_front_of(app), life))
    async with app.running(), httpx.AsyncClient(transport=mouth, base_url=HOME) as client:
        with _dying_before_commits(life):
            yield client, life
    SEEN.bank(at.bank)


class _Wire(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport, life: Life) -> None:
        self._inner = inner
        self._life = life

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        named = f"{request.method} {request.url.path}"
        self._life.step(f"{named} leaves")
        answer = await self._inner.handle_async_request(request)
        await answer.aread()
        if request.method != "GET":
            self._life.step(f"{named} is done, {answer.status_code} is lost")
        return answer


def _answering(app: ASGIApp, life: Life) -> ASGIApp:
    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                life.step(f"the caller is answered {message['status']}")
            await send(message)

        await app(scope, receive, say)

    return answering


@contextmanager
def _dying_before_commits(life: Life) -> Iterator[None]:
    """SQLAlchemy tells of every commit of every engine just before it is made."""

    def commit(_: Connection) -> None:
        life.step(COMMIT)

    event.listen(Engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(Engine, "commit", commit)
