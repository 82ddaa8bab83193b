"""The bank's own door: one call in one step, no network, nothing waited for; and the journal of it all."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

import orjson

from contracts.rules.journal import Exchange, Journal
from mock_qonto import app as composition
from mock_qonto.control.spine import ControlApp
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.web.faults import Fault, FaultBook, Kind
from mock_qonto.web.spine import Asked, BankApp
from tests.machines.ledger import MORNING

KEY = "offline-machine-key"
LOST = frozenset({Kind.APPLY_THEN_DROP, Kind.RESET, Kind.APPLY_THEN_504, Kind.TRUNCATED_BODY, Kind.GARBAGE})
"""With these whoever asked knows nothing."""


class BankParts(NamedTuple):
    """A bank as it is composed; a test may compose another one."""

    bank: Bank
    app: BankApp
    control: ControlApp
    faults: FaultBook


BankFactory = Callable[[str], BankParts]


def plain_bank(edition: str) -> BankParts:
    """The bank of *edition* as everybody gets it, its clock held by hand."""
    # Asked of the module: what a sabotage has put there is what gets built.
    bank = composition.build_bank(
        edition=edition, rate_limit="off", fixture="verone_demo", clock=ClockState(held=MORNING)
    )
    faults = FaultBook()
    app = composition.build_bank_app(bank, faults=faults)
    return BankParts(bank, app, composition.build_control_app(bank, faults=faults), faults)


class Answer(NamedTuple):
    status: int
    body: Any
    fault: Kind | None = None

    @property
    def lost(self) -> bool:
        return self.fault in LOST

    @property
    def undone(self) -> bool:
        """The bank has done nothing, for a reason that has nothing to do with what it was asked."""
        return self.fault in {Kind.RESET, Kind.STATUS, Kind.TOO_MANY_REQUESTS}

    @property
    def code(self) -> str | None:
        return (
            self.body["errors"][0]["code"] if isinstance(self.body, dict) and "errors" in self.body else None
        )


@dataclass(slots=True)
class Tally:
    """What came of a run: how often each deed was done, what was answered, and what documents became."""

    calls: int = 0
    examples: int = 0
    deeds: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)


class Door:
    """One bank, and every call that it was asked."""

    def __init__(self, parts: BankParts, tally: Tally) -> None:
        self.bank, self.app, self.control, self.faults = parts
        self.world = self.bank.default_world
        self.edition = self.world.settings.edition
        self.iban: str = self.world.all(BankAccount)[0].iban
        self.tally = tally
        self._headers = {b"authorization": f"{self.world.slug}:{KEY}".encode()}
        self.exchanges: list[Exchange] = []
        self.beside: set[tuple[str, str]] = set()
        """Numbers given at the dashboard."""

    def calm(self) -> None:
        """No fault waits for anybody, and the bank's own journal is empty."""
        self.bank.journal.clear(self.world.slug)
        self.faults.clear(self.world.slug)

    def ask(
        self, method: str, path: str, body: Any = None, *, query: str = "", key: str | None = None
    ) -> Answer:
        headers = self._headers
        raw = b"" if body is None else body if isinstance(body, bytes) else orjson.dumps(body)
        if isinstance(body, bytes):
            headers = {**headers, b"content-type": b"multipart/form-data; boundary=xx"}
        if key is not None:
            headers = {**headers, b"x-qonto-idempotency-key": key.encode()}
        asked = Asked(
            method=method,
            path=path,
            query_string=query.encode(),
            headers=headers,
            body=raw,
            client="127.0.0.1",
        )
        answer = self.app.answer(asked)
        reply, seen, fault = answer.reply, answer.exchange, answer.fault
        parsed = None
        if reply.body and reply.media_type == "application/json":
            parsed = orjson.loads(reply.body)
        self.exchanges.append(
            Exchange(
                at=seen.at,
                operation=seen.operation,
                method=method,
                target=seen.target,
                status=reply.status,
                asked=None if isinstance(body, bytes) else body,
                answered=parsed,
                media=reply.media_type,
                length=len(reply.body),
                fault=None if fault is None else fault.kind.value,
            )
        )
        self.tally.calls += 1
        self.tally.answers[seen.operation or "none", reply.status] += 1
        return Answer(reply.status, parsed, None if fault is None else fault.kind)

    def act(self, action: str, body: Any) -> Answer:
        """What a person at Qonto does."""
        scope = {
            "type": "http",
            "method": "POST",
            "path": f"/actions/{action}",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")],
        }
        _, reply = self.control.answer(scope, orjson.dumps(body))
        self.tally.answers[action, reply.status] += 1
        return Answer(reply.status, orjson.loads(reply.body) if isinstance(reply.body, bytes) else reply.body)

    def wait(self, seconds: int) -> None:
        self.bank.advance_to(self.world, self.world.clock.now + timedelta(seconds=seconds))

    def spoil_next(self, kind: Kind) -> None:
        """The next call meets a fault."""
        fault = Fault(id=self.faults.next_id(), operation="*", kind=kind, status=500)
        self.faults.clear(self.world.slug)
        self.faults.add(self.world.slug, fault)

    def journal(self) -> Journal:
        return Journal(
            edition=self.edition,
            exchanges=tuple(self.exchanges),
            numbers=frozenset(self.beside),
            complete=True,
        )
