"""The journal as the mock's control plane tells it (`GET /journal`), read into exchanges."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from contracts.rules.journal import CREDIT_NOTE, INVOICE, QUOTE, Exchange, Number, shown_in

_GIVES_NUMBERS = {
    "ClientInvoiceFinalized": INVOICE,
    "CreditNoteCreated": CREDIT_NOTE,
    "QuoteCreated": QUOTE,
    "QuoteUpdated": QUOTE,
}


def exchanges_of(told: Mapping[str, Any]) -> tuple[Exchange, ...]:
    return tuple(exchange_of(one) for one in told["exchanges"])


def exchange_of(told: Mapping[str, Any]) -> Exchange:
    at, answered = told["at"], told["response"]["body"]
    return Exchange(
        at=None if at is None else datetime.fromisoformat(at),
        operation=told["operation"],
        method=told["method"],
        target=told["target"],
        status=told["status"],
        asked=told["request"]["body"],
        answered=answered,
        length=told["response"]["length"],
        fault=told["fault"],
    )


def numbers_beside(told: Mapping[str, Any]) -> Iterator[Number]:
    """
    Numbers that no answer shows: time or the dashboard gave them outside every exchange, or a fault had the
    bank give two where it told of one.
    """
    for entry in told["unprompted"]:
        yield from _given(entry["events"])
    for exchange in told["exchanges"]:
        shown = {(one.kind, one.number) for one in shown_in(exchange["response"]["body"])}
        yield from (number for number in _given(exchange["events"]) if number not in shown)


def _given(events: Iterable[Mapping[str, Any]]) -> Iterator[Number]:
    for event in events:
        kind, number = _GIVES_NUMBERS.get(event["event"]), event["data"].get("number")
        if kind is not None and number is not None:
            yield kind, number
