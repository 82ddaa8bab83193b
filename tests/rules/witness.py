"""Real sessions as journals: the bank's as its control plane tells it, the gateway's call by call."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import contracts
from contracts.rules import telling
from contracts.rules.journal import Call, Exchange, Journal
from mock_qonto.control.journal import exchange_shown
from mock_qonto.control.showing import events_shown
from mock_qonto.kernel.bank import Bank
from mock_qonto.web.faults import Fault, FaultBook, Kind
from tests.gateway.support import Stack

_PATHS = [
    (operation.method, re.compile(re.sub(r"\{\w+\}", "[^/]+", operation.path)), operation.id)
    for operation in contracts.load("gateway").operations.values()
]


def as_told(bank: Bank) -> dict[str, Any]:
    """What `GET /journal` says of the default world, through JSON and back."""
    slug = bank.default_world.slug
    told = {
        "exchanges": [exchange_shown(exchange) for exchange in bank.journal.of_world(slug)],
        "unprompted": [
            {"events": events_shown(entry.events)} for number, entry in bank.journal.entries if number == 0
        ],
    }
    return dict(json.loads(json.dumps(told)))


def journal_of(bank: Bank, *, complete: bool = True) -> Journal:
    told = as_told(bank)
    return Journal(
        edition=bank.default_world.settings.edition,
        exchanges=telling.exchanges_of(told),
        numbers=frozenset(telling.numbers_beside(told)),
        complete=complete,
    )


def meets(bank: Bank, faults: FaultBook, operation: str, kind: Kind, **how: Any) -> None:
    """The next call of *operation* meets a fault."""
    fault = Fault(id=faults.next_id(), operation=operation, kind=kind, **how)
    faults.add(bank.default_world.slug, fault)


@dataclass(slots=True)
class Front:
    """A person at a gateway, with somebody who writes everything down."""

    stack: Stack
    calls: list[Call] = field(default_factory=list)
    _bank_ids: dict[str, str] = field(default_factory=dict)

    async def say(self, method: str, path: str, body: Any = None, yes: str | None = None) -> dict[str, Any]:
        seen = len(self.stack.bank.journal.exchanges)
        asked = {**(body or {}), "confirmationToken": yes} if yes else body
        answer = await self.stack.client.request(method, path, json=asked)
        answered = answer.json() if answer.headers["content-type"] == "application/json" else None
        self._learn(answered)
        id = path.removeprefix("/api/qonto/").split("/")[1] if path.count("/") > 3 else None
        self.calls.append(
            Call(
                at=self.stack.world.clock.now,
                operation=next(
                    (id for verb, at, id in _PATHS if verb == method and at.fullmatch(path)), None
                ),
                method=method,
                target=path,
                status=answer.status_code,
                asked=asked,
                answered=answered,
                text=answer.text if answered is not None else "",
                headers={name.lower(): value for name, value in answer.headers.items()},
                confirmation=yes,
                document=self._bank_ids.get(id or "", id),
                exchanges=self._since(seen),
            )
        )
        return answered or {}

    async def finalize(self, document: str) -> dict[str, Any]:
        asked = await self.say("POST", f"/api/qonto/{document}/finalize", {})
        token = asked["confirmation"]["token"]
        return await self.say("POST", f"/api/qonto/{document}/finalize", {}, yes=token)

    @property
    def journal(self) -> Journal:
        told = as_told(self.stack.bank)
        return Journal(
            edition=self.stack.world.settings.edition,
            exchanges=telling.exchanges_of(told),
            calls=self.calls,
            numbers=frozenset(telling.numbers_beside(told)),
        )

    def _since(self, seen: int) -> tuple[Exchange, ...]:
        exchanges = list(self.stack.bank.journal.exchanges)[seen:]
        return tuple(telling.exchange_of(exchange_shown(exchange)) for exchange in exchanges)

    def _learn(self, answered: Any) -> None:
        for name in ("invoice", "quote", "credit_note"):
            shown = answered.get(name) if isinstance(answered, dict) else None
            if isinstance(shown, dict) and shown.get("local_document_id") and shown.get("qonto_id"):
                self._bank_ids[shown["local_document_id"]] = shown["qonto_id"]
