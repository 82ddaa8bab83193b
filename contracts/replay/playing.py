"""
Saying a recorded sequence again, in its order and with its pauses, and comparing the answers.

What was lost, limited or broken on the way says nothing about a bank: it is not said again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

import contracts
from contracts.recordings.reading import Exchange, Recording, Routes
from contracts.replay.likeness import Difference, aligned, difference, learn
from contracts.replay.twins import Twins
from contracts.suite.control import ControlPlane

_TOO_MANY, _BROKEN = 429, 500
_MULTIPART = "multipart/form-data"
_KEY = "x-qonto-idempotency-key"
_PAPER = b"%PDF-1.4\n%a file that stands in for the one that was not recorded\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """*skipped*: why it was not said again. *found*: where the answer parts from the recorded one."""

    exchange: Exchange
    operation: str
    found: Difference | None = None
    skipped: str = ""


@dataclass(slots=True, kw_only=True)
class Player:
    """*clock*: the control plane of the world that is spoken to, where time can be moved."""

    bank: httpx.Client
    authorization: str
    clock: ControlPlane | None = None
    _at: datetime | None = None

    def play(self, recording: Recording) -> Iterator[Played]:
        """One result per exchange, each as soon as it is known."""
        twins = Twins()
        routes = [Routes(contracts.load("qonto", edition)) for edition in contracts.EDITIONS]
        for exchange in recording.exchanges:
            named = (one.operation(exchange.method, exchange.path) for one in routes)
            operation = next((one.id for one in named if one is not None), "no operation of ours")
            skipped = _unsaid(exchange)
            found = None if skipped else self._said(exchange, twins)
            yield Played(exchange=exchange, operation=operation, found=found, skipped=skipped)

    def _said(self, exchange: Exchange, twins: Twins) -> Difference | None:
        self._wait(exchange.bank_time)
        headers = {"Authorization": self.authorization}
        if _KEY in exchange.asked_headers:
            headers[_KEY] = exchange.asked_headers[_KEY]
        body: dict[str, Any] = {}
        if exchange.asked_media == _MULTIPART:
            body = {"files": {"file": ("stand-in.pdf", _PAPER, "application/pdf")}}
        elif exchange.asked is not None:
            body = {"json": twins.now(exchange.asked)}
        answer = self.bank.request(
            exchange.method,
            twins.path(exchange.path),
            params=httpx.QueryParams(twins.query(exchange.query)),
            headers=headers,
            **body,
        )
        return _compared(exchange, answer, twins)

    def _wait(self, until: datetime | None) -> None:
        """As much time passes as passed then."""
        if self.clock is not None and until is not None:
            pause = timedelta() if self._at is None else until - self._at
            if pause > timedelta():
                self.clock.advance(pause.total_seconds())
            self._at = until if self._at is None else max(self._at, until)


def first_hour(recording: Recording) -> datetime | None:
    """The bank's hour when the recording began."""
    return next((one.bank_time for one in recording.exchanges if one.bank_time is not None), None)


def differing(played: Sequence[Played]) -> list[Played]:
    return [one for one in played if one.found is not None]


def _unsaid(exchange: Exchange) -> str:
    if exchange.status == 0:
        return "no answer came"
    if exchange.status == _TOO_MANY:
        return "it was one call too many"
    return "the server broke" if exchange.status >= _BROKEN else ""


def _compared(exchange: Exchange, answer: httpx.Response, twins: Twins) -> Difference | None:
    live = _json(answer)
    media = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    found: Difference | None = None
    if answer.status_code != exchange.status:
        found = Difference("status", exchange.status, answer.status_code)
    elif media != exchange.media:
        found = Difference("content-type", exchange.media, media)
    elif exchange.kept:
        live = _in_order(exchange, live, twins)
        found = difference(exchange.answered, live, twins)
    if found is not None and exchange.ok and answer.is_success:
        # What comes later speaks of what was made here, whatever else is different about it.
        learn(exchange.answered, live, twins)
    return found


def _json(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        return "(not JSON)"


def _in_order(exchange: Exchange, live: Any, twins: Twins) -> Any:
    """A list that is sorted by name: the names of a recording are others."""
    sort = exchange.query.get("sort_by", ["name"])[-1]
    by_name = exchange.path.endswith("/clients") and sort.startswith("name")
    if not (by_name and isinstance(live, dict) and isinstance(exchange.answered, dict)):
        return live
    recorded, clients = exchange.answered.get("clients"), live.get("clients")
    if not isinstance(recorded, list) or not isinstance(clients, list):
        return live
    return {**live, "clients": aligned(recorded, clients, twins)}
