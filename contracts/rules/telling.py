"""The journal as the mock's control plane tells it (`GET /journal`), read into exchanges."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from contracts.rules.journal import CREDIT_NOTE, INVOICE, QUOTE, Exchange, Number

_GIVES_NUMBERS = {
    "ClientInvoiceFinalized": INVOICE,
    "CreditNoteCreated": CREDIT_NOTE,
    "QuoteCreated": QUOTE,
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
    """Numbers that time or the dashboard gave, outside every exchange."""
    for entry in told["unprompted"]:
        for event in entry["events"]:
            kind = _GIVES_NUMBERS.get(event["event"])
            if kind is not None and event["data"].get("number") is not None:
                yield kind, event["data"]["number"]
