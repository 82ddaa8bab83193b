"""
Where scenarios are played: the bank, alone or with the gateway in front, as one ASGI application.

A stage begins every scenario again in the same world at the same hour, and remembers what happened in it.
"""

import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel import journal
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.messages import Event
from mock_qonto.resources.client_invoices.messages import ClientInvoiceFinalized
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.credit_notes.model import CreditNote, CreditNoteCreated
from mock_qonto.resources.quote_numbers.model import QuoteNumber
from mock_qonto.resources.quotes.messages import QuoteCreated, QuoteUpdated
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.web.spine import Asked
from tests.fuzz.history import CREDIT_NOTE, INVOICE, QUOTE, Exchange, Given, Held, History

MORNING = datetime(2026, 2, 19, 9, tzinfo=UTC)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A call of the fuzzer's and its answer, as they went over the wire."""

    method: str
    path: str
    asked: bytes
    status: int
    answered: bytes


class Stage(ABC):
    """
    What both stages share: one bank, its time, and the history of the scenario.

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
        self.history = History()
        self._first_morning = self.world.snapshot()
        self._seen = 0

    def begin_again(self) -> None:
        """A new scenario: the world as it was at first, and nothing has happened yet."""
        nonce = self.world.nonce
        self.world.restore(self._first_morning)
        # To whoever keeps copies it is the same world: their copies are put back along with it.
        self.world.nonce = nonce
        self.bank.journal.clear(self.world.slug)
        self._seen = self.bank.journal.count
        self.history = History(before=self._given(), sent_before=self._sent(), now=self._now())

    def keep_as_first_morning(self) -> None:
        """Every scenario begins in the world as it is now."""
        self._first_morning = self.world.snapshot()

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
            path=path,
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
        status, parts = 0, []

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                parts.append(message.get("body", b""))
            await send(message)

        heard = Heard(receive)
        await contained(await self._app(), scope, heard, watch)
        self._note(
            Answered(
                method=scope["method"],
                path=scope["path"],
                asked=heard.body,
                status=status,
                answered=b"".join(parts),
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

    def _exchanges(self) -> tuple[Exchange, ...]:
        """What reached the bank since this was last asked; it is in the history from now on."""
        fresh = [e for e in self.bank.journal.of_world(self.world.slug) if e.number > self._seen]
        self._seen = self.bank.journal.count
        exchanges = tuple(_as_witnessed(exchange) for exchange in fresh)
        self.history.exchanges.extend(exchanges)
        before, now = self.history.now, self._now()
        self.reached.update(f"{now[id].what} {now[id].status}" for id in now if now[id] != before.get(id))
        self.history.now = now
        return exchanges

    def _now(self) -> Mapping[str, Held]:
        held = {
            invoice.id: Held(
                status=invoice.status.value,
                number=invoice.number,
                total_cents=invoice.bill.total.total_cents,
            )
            for invoice in self.world.all(ClientInvoice)
        }
        for quote in self.world.all(Quote):
            held[quote.id] = Held(status=quote.status.value, number=quote.number, what=QUOTE)
        for note in self.world.all(CreditNote):
            held[note.id] = Held(
                status="final",
                number=note.number,
                what=CREDIT_NOTE,
                total_cents=note.bill.total.total_cents,
                of=note.invoice_id,
            )
        return held

    def _given(self) -> tuple[Given, ...]:
        """A quote that is gone has left its number behind, and nothing else."""
        bearers = {held.number: id for id, held in self._now().items() if held.what == QUOTE}
        return (
            *(
                Given(id=id, number=held.number, series=None, what=held.what)
                for id, held in self._now().items()
                if held.number is not None and held.what != QUOTE
            ),
            *(
                Given(id=bearers.get(used.id, ""), number=used.id, series=None, what=QUOTE)
                for used in self.world.all(QuoteNumber)
            ),
        )

    def _sent(self) -> frozenset[str]:
        return frozenset(quote.id for quote in self.world.all(Quote) if quote.sent_at is not None)

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


def parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _as_witnessed(exchange: journal.Exchange) -> Exchange:
    assert exchange.at is not None
    return Exchange(
        at=exchange.at,
        operation=exchange.operation,
        target=exchange.target,
        status=exchange.status,
        asked=parsed(exchange.request_body),
        answered=parsed(exchange.response_body),
        given=tuple(given for event in exchange.events if (given := _given_by(event)) is not None),
    )


def _given_by(event: Event) -> Given | None:
    match event:
        case ClientInvoiceFinalized():
            return Given(id=event.id, number=event.number, series=event.series, what=INVOICE)
        case CreditNoteCreated():
            return Given(id=event.id, number=event.number, series=event.series, what=CREDIT_NOTE)
        case QuoteCreated():
            return Given(id=event.id, number=event.number, series=event.series, what=QUOTE)
        case QuoteUpdated() if event.number is not None:
            return Given(id=event.id, number=event.number, series=None, what=QUOTE)
    return None
