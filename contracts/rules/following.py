"""What follows from a journal read once in order: what was known of a document when a call came to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.rules.exchange import (
    FILE_AT,
    ID_AT,
    STALE,
    Call,
    Exchange,
    Shown,
    query_of,
    shown_in,
    subject_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    An exchange, what was known before it of the document that its path names, and the documents it showed.

    What a stale read shows is not news, and not shown here.
    """

    index: int
    exchange: Exchange
    subject: str | None = None
    before: Shown | None = None
    gone: bool = False
    """It had been deleted."""
    there: bool = False
    """Some answer had shown it, document or not, and nobody has deleted it."""
    shown: tuple[Shown, ...] = ()

    @property
    def ok(self) -> bool:
        return self.exchange.ok

    @property
    def after(self) -> Shown | None:
        """What the answer says of it: of what was made, too."""
        return self.shown[0] if self.shown else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, as it was asked for and answered."""

    step: Step
    of: str
    rows: Sequence[Mapping[str, Any]]
    meta: Mapping[str, Any]
    query: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str | None:
        values = self.query.get(name)
        return values[-1] if values else None

    def many(self, *names: str) -> frozenset[str]:
        """Values repeated, or separated by commas."""
        return frozenset(
            word for name in names for text in self.query.get(name, ()) for word in text.split(",") if word
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """
    A call at the gateway, and what the bank had said of its document before it (*before*) and by its end
    (*after*), within the calls of this journal.

    *sent*: the bank had been asked to e-mail it, and may have done so. *made*: within this journal.
    """

    index: int
    call: Call
    before: Shown | None = None
    after: Shown | None = None
    made: bool = False
    sent: bool = False
    heard_sent: bool = False
    """The bank had said that it did: an answer that was lost tells the gateway nothing."""
    gone: bool = False


def steps_of(exchanges: Sequence[Exchange], known: Mapping[str, Shown]) -> Iterator[Step]:
    """Every exchange in order, each with what was known before it."""
    known = dict(known)
    there = {id: f"{shown.kind}s" for id, shown in known.items()}
    gone: set[str] = set()
    files: dict[str, Sequence[str]] = {}
    for index, exchange in enumerate(exchanges):
        subject = subject_of(exchange.target)
        news = exchange.ok and exchange.fault != STALE
        shown = tuple(shown_in(exchange.answered)) if news else ()
        yield Step(
            index=index,
            exchange=exchange,
            subject=subject,
            before=_meant(exchange, known.get(subject or "")),
            gone=subject in gone,
            there=subject is not None and there.get(subject) == _collection(exchange),
            shown=shown,
        )
        if exchange.unsure and subject is not None:
            _forget(known, subject)
            there.pop(subject, None)
        if news:
            for id in _deleted(exchange, files):
                gone.add(id)
                known.pop(id, None)
                there.pop(id, None)
            for one in shown:
                known[one.id] = one
            there.update(_things_in(exchange.answered))
            if exchange.operation == "list_transaction_attachments":
                files[exchange.path] = tuple(id for id, _ in _things_in(exchange.answered))


def _collection(exchange: Exchange) -> str:
    """What the path is about: the segment before the id."""
    return exchange.path.split("/")[ID_AT - 1]


def _meant(exchange: Exchange, known: Shown | None) -> Shown | None:
    """An id leads to nothing in another collection than its own."""
    return known if known is not None and f"{known.kind}s" == _collection(exchange) else None


def _forget(known: dict[str, Shown], id: str) -> None:
    """What is final stays so, in whatever status by now; of all else nothing is known any more."""
    shown = known.pop(id, None)
    if shown is not None and shown.final:
        known[id] = replace(shown, status=None)


def _deleted(exchange: Exchange, files: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """*files* are those a transaction was last seen with, by the path of its list."""
    if exchange.method != "DELETE":
        return ()
    segments = exchange.path.split("/")
    if len(segments) == ID_AT + 1:
        return (segments[ID_AT],)
    if len(segments) == FILE_AT + 1:
        return (segments[FILE_AT],)
    return files.get(exchange.path, ())


def _things_in(body: Any) -> Iterator[tuple[str, str]]:
    """The id of everything an answer shows, and the collection it is of."""
    if not isinstance(body, dict):
        return
    for key, value in body.items():
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            yield value["id"], f"{key}s"
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict) and isinstance(one.get("id"), str):
                    yield one["id"], key


def page_of(step: Step) -> Page | None:
    operation, answered = step.exchange.operation, step.exchange.answered
    if operation is None or not operation.startswith("list_") or not isinstance(answered, dict):
        return None
    of = operation.removeprefix("list_")
    rows, meta = answered.get(of), answered.get("meta")
    if (
        not step.ok
        or step.exchange.fault == STALE
        or not isinstance(rows, list)
        or not isinstance(meta, dict)
    ):
        return None
    return Page(step=step, of=of, rows=rows, meta=meta, query=query_of(step.exchange.target))


def acts_of(calls: Sequence[Call], known: Mapping[str, Shown]) -> Iterator[Act]:
    """Every call in order, each with what the bank had said of its document."""
    known = dict(known)
    made: set[str] = set()
    sent: set[str] = set()
    heard: set[str] = set()
    gone: set[str] = set()
    for index, call in enumerate(calls):
        id = call.document
        before, was_sent, was_gone = (known.get(id) if id else None), id in sent, id in gone
        was_heard = id in heard
        for exchange in call.exchanges or ():
            subject = subject_of(exchange.target)
            if exchange.operation == "send_quote" and subject and (exchange.ok or exchange.unsure):
                sent.add(subject)
                heard.update({subject} if exchange.ok and exchange.plain else ())
            if exchange.unsure and subject is not None:
                _forget(known, subject)
            if not exchange.ok or exchange.fault == STALE:
                continue
            if exchange.method == "DELETE" and subject is not None and exchange.path.endswith(subject):
                gone.add(subject)
                known.pop(subject, None)
            for shown in shown_in(exchange.answered):
                known[shown.id] = shown
                if exchange.method == "POST" and subject is None:
                    made.add(shown.id)
        yield Act(
            index=index,
            call=call,
            before=before,
            after=known.get(id) if id else None,
            made=id in made,
            sent=was_sent,
            heard_sent=was_heard,
            gone=was_gone,
        )
