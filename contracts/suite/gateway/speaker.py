"""
Somebody who speaks to a gateway, and the journal of what was said.

Every call goes into it, with what the gateway asked of the bank meanwhile where a control plane tells it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

import contracts
from contracts.rules.journal import Call, Exchange, Journal
from contracts.suite.answer import Answer
from contracts.suite.control import ControlPlane
from contracts.suite.dialect import Asking, Dialect
from contracts.suite.line import Line, NoAnswer
from contracts.suite.outcome import Broken, CannotTry
from contracts.suite.patience import SLOW_DOWN, TRIES, pause_s

UNKNOWN_ID = "00000000-0000-4000-a000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """One call before it is answered."""

    operation: str | None
    method: str
    target: str
    body: Any = None
    confirmation: str | None = None
    id: str | None = None


@dataclass(slots=True)
class Speaker:
    """*control* is None where nobody sees the bank. *journal_number*: the last exchange already told."""

    line: Line
    dialect: Dialect
    edition: str
    control: ControlPlane | None = None
    calls: list[Call] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    journal_number: int = 0
    bank_ids: dict[str, str] = field(default_factory=dict)
    sleep: Callable[[float], None] = time.sleep

    @property
    def journal(self) -> Journal:
        return Journal(edition=self.edition, exchanges=self.exchanges, calls=self.calls, complete=False)

    # ------------------------------------------------------------------ saying something
    def ask(
        self,
        operation: str,
        id: str | None = None,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        confirmation: str | None = None,
        **options: Any,
    ) -> Answer:
        """
        One call of an operation of our contract, where and how the dialect has it.

        *confirmation* is what this call brings to say yes. Raises CannotTry: there is no such operation.
        """
        method, target = self._where(operation, id)
        return self.say(
            method,
            target,
            body,
            operation=operation,
            query=query,
            confirmation=confirmation,
            id=id,
            **options,
        )

    def say(
        self,
        method: str,
        target: str,
        body: Any = None,
        *,
        operation: str | None = None,
        query: Mapping[str, Any] | None = None,
        confirmation: str | None = None,
        id: str | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Answer:
        """One call, anywhere at the gateway. *options* are those of a line. Raises Broken: no answer came."""
        if query:
            target = f"{target}?{httpx.QueryParams(dict(query))}"
        saying = _Saying(
            operation=operation, method=method, target=target, body=body, confirmation=confirmation, id=id
        )
        headers = {**self.dialect.headers, **(headers or {})}
        for _ in range(TRIES):
            try:
                answer = self.line.say(method, target, json=body, headers=headers, **options)
            except NoAnswer as lost:
                self._note(saying, None)
                raise Broken(str(lost)) from lost
            noted = self._note(saying, answer)
            if answer.status_code != SLOW_DOWN or self.control is not None:
                break
            self.sleep(pause_s(answer))
        return noted

    def has(self, operation: str) -> bool:
        return self.dialect.operations.get(operation, Asking()) is not None

    def need(self, *operations: str) -> None:
        """Raises CannotTry: the gateway has one of them not, which had better be known at the beginning."""
        for operation in operations:
            self._where(operation, None)

    @property
    def last(self) -> Call:
        """The last call, with what it asked of the bank."""
        return self.calls[-1]

    # ------------------------------------------------------------------ the bank behind it
    @property
    def plane(self) -> ControlPlane:
        if self.control is None:
            raise CannotTry("needs --control")
        return self.control

    def wait(self, seconds: float) -> None:
        """Let virtual time pass, at the bank and therefore at the gateway."""
        self.plane.advance(seconds)

    def fault(self, operation: str, kind: str, **options: Any) -> None:
        """Something goes wrong at the bank's *operation*, once unless *options* say otherwise."""
        self.plane.fault(operation, kind, **options)

    def asked_of_bank(self, *operations: str) -> list[Exchange]:
        """What the gateway has asked of the bank in this behaviour, of these operations."""
        return [one for one in self.exchanges if one.operation in operations]

    def done_at_bank(self, *operations: str) -> list[Exchange]:
        """Those that the bank did, whether or not the answer arrived."""
        return [one for one in self.asked_of_bank(*operations) if one.ok]

    @property
    def written_at_bank(self) -> list[Exchange]:
        """What the last call asked the bank to change."""
        return [one for one in self.last.exchanges or () if one.method not in {"GET", "HEAD", "OPTIONS"}]

    # ------------------------------------------------------------------ inside
    def _where(self, operation: str, id: str | None) -> tuple[str, str]:
        asking = self.dialect.operations.get(operation, Asking())
        if asking is None:
            raise CannotTry(f"the gateway has no {operation}")
        known = contracts.load("gateway").operations[operation]
        path = asking.path or known.path
        while "{" in path:
            before, _, rest = path.partition("{")
            path = f"{before}{id or UNKNOWN_ID}{rest.partition('}')[2]}"
        return asking.method or known.method, path

    def _note(self, saying: _Saying, answer: httpx.Response | None) -> Answer:
        fresh: tuple[Exchange, ...] | None = None
        if self.control is not None:
            fresh, self.journal_number = self.control.journal_after(self.journal_number)
            self.exchanges.extend(fresh)
        answered = None if answer is None else self.dialect.translated(_json(answer), saying.operation)
        call = Call(
            at=fresh[-1].at if fresh else None,
            operation=saying.operation,
            method=saying.method,
            target=saying.target,
            status=0 if answer is None else answer.status_code,
            asked=saying.body,
            answered=answered,
            text="" if answer is None else answer.content.decode("utf-8", "replace"),
            headers={} if answer is None else {name.lower(): value for name, value in answer.headers.items()},
            confirmation=saying.confirmation,
            document=None if saying.id is None else self.bank_ids.get(saying.id),
            exchanges=fresh,
        )
        self.calls.append(call)
        return Answer(
            asked=f"{saying.method} {saying.target}",
            status=call.status,
            headers=call.headers,
            body=answered,
            content=b"" if answer is None else answer.content,
        )


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
