"""
Where scenarios are played: the bank, alone or with the gateway in front, as one ASGI application.

A stage begins every scenario again in the same world at the same hour, and writes down what happens in it, as
the rule book reads it.
"""

import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.rules.journal import (
    CREDIT_NOTE,
    INVOICE,
    QUOTE,
    Call,
    Exchange,
    Journal,
    Number,
    Shown,
    shown_in,
)
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.credit_notes.model import CreditNote
from mock_qonto.resources.quote_numbers.model import QuoteNumber
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.web.spine import Asked
from tests.machines.witness import as_witnessed, parsed

MORNING = datetime(2026, 2, 19, 9, tzinfo=UTC)
COLLECTIONS = ("client_invoices", "quotes", "credit_notes")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document as the bank holds it."""

    what: str
    status: str
    number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A call of the fuzzer's and its answer, as they went over the wire."""

    method: str
    path: str
    query: str
    asked: bytes
    asked_headers: Mapping[str, str]
    status: int
    answered: bytes
    headers: Mapping[str, str]


class Stage(ABC):
    """
    What both stages share: one bank, its time, and the journal of the scenario.

    *reached* counts over all scenarios what documents came to be; *answers* counts the answers by operation
    and status. A run in which nothing was reached proves nothing.
    """

    def __init__(self, edition: str) -> None:
        self.edition = edition
        self.bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=MORNING))
        self.world = self.bank.default_world
        self.bank_app = build_bank_app(self.bank)
        self.reached: Counter[str] = Counter()
        self.answers: Counter[tuple[str, int]] = Counter()
        self.exchanges: list[Exchange] = []
        self.calls: list[Call] | None = None
        self.in_a_scenario = False
        """Whether one request follows another; else each is its own."""
        self.holds: Mapping[str, Held] = {}
        """Every document at the bank, as things stand."""
        self._first_morning = self.world.snapshot()
        self._known: Mapping[str, Shown] = {}
        self._numbers: frozenset[Number] = frozenset()
        self._journal: Journal | None = None
        self._seen = 0

    def begin_again(self) -> None:
        """A new scenario: the world as it was at first, and nothing has happened yet."""
        nonce = self.world.nonce
        self.world.restore(self._first_morning)
        # To whoever keeps copies it is the same world: their copies are put back along with it.
        self.world.nonce = nonce
        self.bank.journal.clear(self.world.slug)
        self._seen = self.bank.journal.count
        self.exchanges = []
        self.calls = None if self.calls is None else []
        self.holds = self._first_holds
        self._journal = None

    def keep_as_first_morning(self) -> None:
        """Every scenario begins in the world as it is now."""
        self._first_morning = self.world.snapshot()
        self._first_holds = self._now()
        self._known = self._shown()
        used = {(QUOTE, number.id) for number in self.world.all(QuoteNumber)}
        self._numbers = frozenset(
            {(held.what, held.number) for held in self._first_holds.values() if held.number} | used
        )

    @property
    def journal(self) -> Journal:
        """What happened in this scenario until now."""
        if self._journal is None:
            self._journal = Journal(
                edition=self.edition,
                exchanges=tuple(self.exchanges),
                calls=None if self.calls is None else tuple(self.calls),
                known=self._known,
                numbers=self._numbers,
                complete=True,
            )
        return self._journal

    def meanwhile(self) -> None:  # noqa: B027  - nothing goes on unless a stage says so
        """Between two steps."""

    def advance(self, seconds: int) -> None:
        self.bank.advance_to(self.world, self.world.clock.now + timedelta(seconds=seconds))

    def ask_bank(
        self, method: str, target: str, *, body: bytes = b"", authorization: str | None
    ) -> tuple[int, bytes]:
        """One call at the bank's own door, at once."""
        path, _, query = target.partition("?")
        asked = Asked(
            method=method,
            path=unquote(path),
            query_string=query.encode(),
            headers={} if authorization is None else {b"authorization": authorization.encode()},
            body=body,
            client="127.0.0.1",
        )
        reply = self.bank_app.answer(asked).reply
        return reply.status, reply.body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        status, parts, headers = 0, list[bytes](), dict[str, str]()

        async def watch(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], _told(message["headers"])
            else:
                parts.append(message.get("body", b""))
            await send(message)

        heard = Heard(receive)
        await contained(await self._app(), scope, heard, watch)
        self._note(
            Answered(
                method=scope["method"],
                path=scope["path"],
                query=scope["query_string"].decode("latin-1"),
                asked=heard.body,
                asked_headers=_told(scope["headers"]),
                status=status,
                answered=b"".join(parts),
                headers=headers,
            )
        )

    async def close(self) -> None:  # noqa: B027  - the bank alone holds nothing that must be given back
        pass

    @abstractmethod
    async def _app(self) -> ASGIApp:
        """Who answers."""

    @abstractmethod
    def _note(self, call: Answered) -> None:
        """A call was answered: write it into the history."""

    def _exchanges(self, call: Answered | None = None) -> tuple[Exchange, ...]:
        """
        What reached the bank since this was last asked; it is in the journal from now on.

        *call* is the last of them, where it was seen on its way: then its headers are known, too.
        """
        fresh = [e for e in self.bank.journal.of_world(self.world.slug) if e.number > self._seen]
        self._seen = self.bank.journal.count
        exchanges = [as_witnessed(exchange) for exchange in fresh]
        if call is not None and fresh:
            exchanges[-1] = as_witnessed(fresh[-1], headers=call.headers, asked_headers=call.asked_headers)
        self.exchanges.extend(exchanges)
        before, now = self.holds, self._now()
        self.reached.update(f"{now[id].what} {now[id].status}" for id in now if now[id] != before.get(id))
        self.holds = now
        self._journal = None
        return tuple(exchanges)

    def _now(self) -> Mapping[str, Held]:
        world = self.world
        return {
            **{
                one.id: Held(what=INVOICE, status=one.status.value, number=one.number)
                for one in world.all(ClientInvoice)
            },
            **{
                one.id: Held(what=QUOTE, status=one.status.value, number=one.number)
                for one in world.all(Quote)
            },
            **{
                one.id: Held(what=CREDIT_NOTE, status="final", number=one.number)
                for one in world.all(CreditNote)
            },
        }

    def _shown(self) -> Mapping[str, Shown]:
        """Every document as the bank shows it."""
        found = {}
        for collection in COLLECTIONS:
            _, body = self.ask_bank("GET", f"/v2/{collection}", authorization=f"{self.world.slug}:a-look")
            found.update({shown.id: shown for shown in shown_in(parsed(body))})
        return found

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})


class Heard:
    """A request's body, kept while it is read."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.body = b""

    async def __call__(self) -> Message:
        message = await self._receive()
        self.body += message.get("body", b"")
        return message


async def contained(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """
    A server's manners: what *app* raises becomes a 500, or ends an answer that has begun.

    Without it schemathesis meets the exception instead of the failure it knows by name (ST101).
    """
    started = False

    async def watch(message: Message) -> None:
        nonlocal started
        started = True
        await send(message)

    try:
        await app(scope, receive, watch)
    except Exception:
        log.exception("%s %s", scope["method"], scope["path"])
        if not started:
            await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def _told(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
