"""Whoever calls the bank with an API key: every call goes over a real line and into the journal."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

import contracts
from contracts.rules.journal import Exchange, Journal
from contracts.suite.answer import Answer
from contracts.suite.control import ControlPlane
from contracts.suite.line import REDACTED, Line, NoAnswer
from contracts.suite.outcome import Broken, CannotTry
from contracts.suite.patience import SLOW_DOWN, TRIES, pause_s

UNKNOWN_ID = "00000000-0000-4000-a000-000000000000"
_NEWEST = contracts.EDITIONS[-1]
_FAULT = "x-mock-qonto-fault"
_SECRET = frozenset({"authorization", "x-qonto-staging-token"})


@dataclass(slots=True)
class Caller:
    """*control* is None where nobody can hold the clock. *sleep* is how to wait where the bank says when."""

    line: Line
    edition: str
    control: ControlPlane | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    sleep: Callable[[float], None] = time.sleep

    @property
    def journal(self) -> Journal:
        return Journal(edition=self.edition, exchanges=self.exchanges, complete=self.control is not None)

    # ------------------------------------------------------------------ saying something
    def ask(
        self,
        operation: str,
        id: str | None = None,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        path: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Answer:
        """
        One call of an operation of the contract, of the newest edition where this one does not have it.

        *options* are those of `say`.
        """
        there = contracts.load("qonto", self.edition).operations.get(operation)
        known = there or contracts.load("qonto", _NEWEST).operations.get(operation)
        if known is None:
            doubtful = contracts.capabilities.load()[operation]
            method, template = doubtful.method, doubtful.path
        else:
            method, template = known.method, known.path
        target = template.format(**{"id": id or UNKNOWN_ID, **(path or {})})
        if query:
            target = f"{target}?{urlencode(query, doseq=True)}"
        return self.say(method, target, body, operation=operation if there else None, **options)

    def say(
        self, method: str, target: str, body: Any = None, *, operation: str | None = None, **options: Any
    ) -> Answer:
        """
        One call, anywhere at the bank.

        *options*: `headers`, `content`, `files`, and `without` (names of headers not to send). Raises Broken
        when no answer comes.
        """
        for _ in range(TRIES):
            try:
                answer = self.line.say(method, target, json=body, **options)
            except NoAnswer as lost:
                self.exchanges.append(_lost(self._hour, operation, method, target, body))
                raise Broken(str(lost)) from lost
            noted = self._noted(answer, operation, body)
            if answer.status_code != SLOW_DOWN or self.control is not None:
                break
            # Nobody lifted the limits of a bank without a control plane, and a suite asks quickly.
            self.sleep(pause_s(answer))
        return noted

    def follow(self, link: str) -> Answer:
        """A signed link, without credentials, as a browser follows it."""
        return self.say("GET", link, without=("authorization",))

    def wait(self, seconds: float) -> None:
        """Let virtual time pass. Raises CannotTry where nobody holds the clock."""
        self.plane.advance(seconds)

    @property
    def plane(self) -> ControlPlane:
        if self.control is None:
            raise CannotTry("needs --control")
        return self.control

    @property
    def today(self) -> str:
        return (self._hour or datetime.now(UTC)).date().isoformat()

    def day(self, days: int) -> str:
        """That many days from the bank's own today."""
        return ((self._hour or datetime.now(UTC)) + timedelta(days=days)).date().isoformat()

    # ------------------------------------------------------------------ inside
    @property
    def _hour(self) -> datetime | None:
        return next((one.at for one in reversed(self.exchanges) if one.at is not None), None)

    def _noted(self, answer: httpx.Response, operation: str | None, body: Any) -> Answer:
        media = answer.headers.get("content-type", "").partition(";")[0] or None
        parts = urlsplit(str(answer.request.url))
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        exchange = Exchange(
            at=_hour_of(answer),
            operation=operation,
            method=answer.request.method,
            target=target,
            status=answer.status_code,
            asked=body,
            answered=_json(answer) if media == "application/json" else None,
            headers={name.lower(): value for name, value in answer.headers.items()},
            asked_headers=_sent(answer.request),
            media=media,
            length=len(answer.content),
            fault=answer.headers.get(_FAULT),
        )
        self.exchanges.append(exchange)
        return Answer(
            asked=f"{exchange.method} {target}",
            status=exchange.status,
            headers=exchange.headers,
            body=exchange.answered,
            content=answer.content,
        )


def _lost(at: datetime | None, operation: str | None, method: str, target: str, body: Any) -> Exchange:
    """A call of which nobody knows what became."""
    return Exchange(at=at, operation=operation, method=method, target=target, status=0, asked=body)


def _sent(request: httpx.Request) -> dict[str, str]:
    return {name: REDACTED if name in _SECRET else value for name, value in request.headers.items()}


def _hour_of(answer: httpx.Response) -> datetime | None:
    date = answer.headers.get("date")
    try:
        return None if date is None else parsedate_to_datetime(date)
    except ValueError:
        return None


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
