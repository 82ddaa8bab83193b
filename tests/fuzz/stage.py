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
from urllib.parse import urlsplit

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel import journal
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.client_invoices.messages import ClientInvoiceFinalized
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.web.spine import Asked
from tests.fuzz.history import Exchange, Given, History, links_in

MORNING = datetime(2026, 2, 19, 9, tzinfo=UTC)
KEY = "offline-fuzz-key"

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

    *reached* counts over all scenarios which statuses invoices came to; *answers* counts the answers by
    operation and status. A run in which nothing was reached proves nothing.
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
        now = self._now()
        self.history = History(before={id: n for id, (_, n) in now.items() if n is not None}, now=now)

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
        self.reached.update(now[id][0] for id in now if now[id] != before.get(id))
        self.history.now = now
        return exchanges

    def _now(self) -> Mapping[str, tuple[str, str | None]]:
        return {
            invoice.id: (invoice.status.value, invoice.number) for invoice in self.world.all(ClientInvoice)
        }

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})


class BankStage(Stage):
    """The bank alone, with a client and an invoice in every status."""

    def __init__(self, edition: str) -> None:
        super().__init__(edition)
        self.credentials = f"{self.world.slug}:{KEY}"
        self.iban = self.world.all(BankAccount)[0].iban
        self.ids = self._stock()
        self.keep_as_first_morning()

    def begin_again(self) -> None:
        super().begin_again()
        self.links: list[str] = []

    def meanwhile(self) -> None:
        """Somebody follows the oldest and the newest link that the bank has handed out, dead or alive."""
        for link in {*self.links[:1], *self.links[-1:]}:
            parts = urlsplit(link)
            status, _ = self.ask_bank("GET", f"{parts.path}?{parts.query}", authorization=None)
            self.answers["a link", status] += 1
        self._exchanges()

    def knock(self, method: str, target: str, authorization: str | None = None) -> int:
        """Beside the scenario: no part of its history."""
        status, _ = self.ask_bank(method, target, authorization=authorization)
        self._seen = self.bank.journal.count
        return status

    async def _app(self) -> ASGIApp:
        return self.bank_app

    def _note(self, _: Answered) -> None:
        for exchange in self._exchanges():
            self.answers[exchange.operation or "none", exchange.status] += 1
            self.links.extend(links_in(str(exchange.answered)))

    def _stock(self) -> Mapping[str, list[str]]:
        """Ids that lead somewhere, by what they are of."""
        client = self._create("client", name="Atelier Morel", kind="company", currency="EUR", locale="fr")
        account = self.world.all(BankAccount)[0]
        line = {
            "title": "Suspension Alba",
            "quantity": "2",
            "unit_price": {"value": "49.90", "currency": "EUR"},
        }
        invoices = [
            self._create(
                "client_invoice",
                client_id=client,
                status="draft",
                issue_date="2026-02-19",
                due_date="2026-03-21",
                currency="EUR",
                payment_methods={"iban": account.iban},
                items=[{**line, "vat_rate": "0.2"}],
            )
            for _ in range(4)
        ]
        for invoice in invoices[1:]:
            self._act(invoice, "finalize")
        self._act(invoices[2], "mark_as_paid")
        self._act(invoices[3], "mark_as_canceled")
        self.advance(2)
        final = self.world.find(ClientInvoice, invoices[1])
        assert final is not None
        assert final.attachment_id is not None
        return {
            "clients": [client],
            "client_invoices": invoices,
            "attachments": [final.attachment_id],
            "bank_accounts": [account.id],
        }

    def _create(self, what: str, **fields: Any) -> str:
        status, body = self.ask_bank(
            "POST", f"/v2/{what}s", body=orjson.dumps(fields), authorization=self.credentials
        )
        assert status in {200, 201}, body
        id: str = orjson.loads(body)[what]["id"]
        return id

    def _act(self, invoice: str, action: str) -> None:
        target = f"/v2/client_invoices/{invoice}/{action}"
        status, body = self.ask_bank("POST", target, authorization=self.credentials)
        assert status == 200, body


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
        given=tuple(
            Given(id=event.id, number=event.number, series=event.series)
            for event in exchange.events
            if isinstance(event, ClientInvoiceFinalized)
        ),
    )
