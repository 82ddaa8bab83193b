"""
What happened, as whoever watched it can tell it: calls at the bank, and calls at a gateway in front of it.

A journal is written down from outside. It holds requests and answers, nothing of how either side works, so
that one journal can be told by the mock's control plane, by a fuzzer in process, or by a suite that talks to
somebody else's bank.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

INVOICE, QUOTE, CREDIT_NOTE = "client_invoice", "quote", "credit_note"
KINDS = (INVOICE, QUOTE, CREDIT_NOTE)
FINAL_KINDS = frozenset({INVOICE, CREDIT_NOTE})
"""What has a number has it for ever. A quote has one from the start, and may still be removed."""
DRAFT = "draft"
_GATEWAYS = {"invoice": INVOICE, "quote": QUOTE, "credit_note": CREDIT_NOTE, "creditNote": CREDIT_NOTE}
_WRAPPERS = {kind: kind for kind in KINDS} | _GATEWAYS
_LISTS = {f"{wrapper}s": kind for wrapper, kind in _WRAPPERS.items()}

Number = tuple[str, str]
"""A kind of document and a number of that kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A document as one answer showed it: at the bank under its own id, at a gateway under `qonto_id`."""

    kind: str
    id: str
    status: str | None
    number: str | None
    fields: Mapping[str, Any]

    @property
    def final(self) -> bool:
        """Whether it has become what nobody can take back."""
        return self.kind in FINAL_KINDS and self.number is not None and self.status != DRAFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """
    One call that reached the bank, and what the bank answered (whether or not the answer arrived).

    *at* is the bank's hour, None where nobody knows it. *asked* and *answered* are JSON; bodies of another
    kind, or too long to be kept, are None. Names of headers are in lower case; a journal told by the bank
    itself has none, and an empty mapping says nothing about what was sent.
    """

    at: datetime | None
    operation: str | None
    method: str
    target: str
    status: int
    asked: Any = None
    answered: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    asked_headers: Mapping[str, str] = field(default_factory=dict)
    media: str | None = None
    length: int = 0
    fault: str | None = None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004  - what HTTP calls a success

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One call that reached a gateway, with what the gateway asked of the bank meanwhile.

    *confirmation* is what a person gave to say yes: a token, or the word of a dialect that has none.
    *document* is the bank's id of the document the path names, where anybody knows one.
    *exchanges* is None where nobody could see the bank.
    """

    at: datetime | None
    operation: str | None
    method: str
    target: str
    status: int
    asked: Any = None
    answered: Any = None
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    confirmation: str | None = None
    document: str | None = None
    exchanges: tuple[Exchange, ...] | None = None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004  - what HTTP calls a success

    @property
    def code(self) -> str | None:
        """The machine's word for a failure."""
        return self.answered.get("code") if isinstance(self.answered, dict) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An exchange, and what was known before it of the document that its path names."""

    index: int
    exchange: Exchange
    subject: str | None = None
    before: Shown | None = None
    gone: bool = False
    """It had been deleted."""

    @property
    def ok(self) -> bool:
        return self.exchange.ok

    @property
    def after(self) -> Shown | None:
        """What the answer says of it: of what was made, too."""
        return next(shown_in(self.exchange.answered), None)


@dataclass(kw_only=True)
class Journal:
    """
    *known*: documents as they were when the journal began. *numbers*: those given before it began, or
    beside it.
    *links*: signed links handed out before it began, by target, with the hour.
    *complete*: nobody else was at the bank, so that a number that is missing is missing.
    *calls* is None where there is no gateway.
    """

    edition: str
    exchanges: Sequence[Exchange] = ()
    calls: Sequence[Call] | None = None
    known: Mapping[str, Shown] = field(default_factory=dict)
    numbers: frozenset[Number] = frozenset()
    links: Mapping[str, datetime] = field(default_factory=dict)
    complete: bool = False

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every exchange in order, each with what was known before it."""
        return tuple(_steps(self))

    @cached_property
    def by_operation(self) -> Mapping[str | None, Sequence[Step]]:
        found: dict[str | None, list[Step]] = {}
        for step in self.steps:
            found.setdefault(step.exchange.operation, []).append(step)
        return found

    @cached_property
    def calls_by_operation(self) -> Mapping[str | None, Sequence[tuple[int, Call]]]:
        found: dict[str | None, list[tuple[int, Call]]] = {}
        for index, call in enumerate(self.calls or ()):
            found.setdefault(call.operation, []).append((index, call))
        return found

    def of(self, *operations: str) -> Iterator[Step]:
        """The exchanges of these operations of the bank."""
        for operation in operations:
            yield from self.by_operation.get(operation, ())

    def calls_of(self, *operations: str) -> Iterator[tuple[int, Call]]:
        """The calls of these operations of the gateway, each with its place in the journal."""
        for operation in operations:
            yield from self.calls_by_operation.get(operation, ())


def shown_in(body: Any) -> Iterator[Shown]:
    """Every document an answer of either side consists of: alone under its name, or in a list of them."""
    if not isinstance(body, dict):
        return
    for key, value in body.items():
        if key in _WRAPPERS and isinstance(value, dict):
            yield from _shown(_WRAPPERS[key], value)
        elif key in _LISTS and isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    yield from _shown(_LISTS[key], one)


def subject_of(target: str) -> str | None:
    """The id in a path: the segment after the name of the collection."""
    segments = target.partition("?")[0].split("/")
    return segments[3] if len(segments) > 3 and segments[3] else None  # noqa: PLR2004  - "", v2, collection, id


def _shown(kind: str, fields: Mapping[str, Any]) -> Iterator[Shown]:
    id = fields.get("qonto_id") or fields.get("id")
    if isinstance(id, str):
        number = fields.get("number")
        yield Shown(
            kind=kind,
            id=id,
            status=fields.get("status"),
            number=number if isinstance(number, str) and number else None,
            fields=fields,
        )


def _steps(journal: Journal) -> Iterator[Step]:
    known = dict(journal.known)
    gone: set[str] = set()
    for index, exchange in enumerate(journal.exchanges):
        subject = subject_of(exchange.target)
        yield Step(
            index=index,
            exchange=exchange,
            subject=subject,
            before=None if subject is None else known.get(subject),
            gone=subject in gone,
        )
        if not exchange.ok:
            continue
        if exchange.method == "DELETE" and subject is not None and exchange.target.count("/") == 3:  # noqa: PLR2004
            gone.add(subject)
            known.pop(subject, None)
        for shown in shown_in(exchange.answered):
            known[shown.id] = shown
