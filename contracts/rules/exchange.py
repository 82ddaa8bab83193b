"""What was said: a call that reached the bank, a call that reached a gateway, a document in an answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

INVOICE, QUOTE, CREDIT_NOTE = "client_invoice", "quote", "credit_note"
KINDS = (INVOICE, QUOTE, CREDIT_NOTE)
FINAL_KINDS = frozenset({INVOICE, CREDIT_NOTE})
"""What has a number has it for ever. A quote has one from the start, and may still be removed."""
DRAFT = "draft"
_GATEWAYS = {"invoice": INVOICE, "quote": QUOTE, "credit_note": CREDIT_NOTE, "creditNote": CREDIT_NOTE}
_WRAPPERS = {kind: kind for kind in KINDS} | _GATEWAYS
_LISTS = {f"{wrapper}s": kind for wrapper, kind in _WRAPPERS.items()}
ID_AT, FILE_AT = 3, 5
"""Where ids stand in a path: "", v2, collection, id, sub-collection, id."""
_DELAYS = frozenset({None, "latency", "slow-body"})
_INSTEAD = frozenset({"status", "429", "reset"})
STALE = "stale-read"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
_UNJUDGED = frozenset({0, 401, 403, 429})
_NOT_FOUND, _BROKEN = 404, 500

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

    @property
    def plain(self) -> bool:
        """No fault has touched what it says."""
        return self.fault in _DELAYS and self.status != 0

    @property
    def judged(self) -> bool:
        """Whether the API decided on the request itself: no fault, edge, key or limit did so before it."""
        if not self.plain or self.status in _UNJUDGED or self.status >= _BROKEN:
            return False
        if self.status != _NOT_FOUND:
            return True
        error = first_error(self.answered)
        # The API says what was not found; "not found" alone is said of a route.
        return error is not None and error.get("detail") != "not found"

    @property
    def unsure(self) -> bool:
        """A write of which nobody can tell from the answer whether it was done."""
        if self.method in READS or self.ok or self.fault in _INSTEAD:
            return False
        return self.status == 0 or self.status >= _BROKEN or self.fault not in _DELAYS


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
    service: bool = False
    """Whoever called is known to be a service, not a person."""
    identified: bool = False
    """Whoever called had credentials of their own: no link was needed to let them in."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004  - what HTTP calls a success

    @property
    def code(self) -> str | None:
        """The machine's word for a failure."""
        return self.answered.get("code") if isinstance(self.answered, dict) else None


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


def first_error(body: Any) -> Mapping[str, Any] | None:
    """The first of Qonto's own errors in an answer."""
    errors = body.get("errors") if isinstance(body, dict) else None
    return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else None


def subject_of(target: str) -> str | None:
    """The id in a path: the segment after the name of the collection."""
    segments = target.partition("?")[0].split("/")
    return segments[ID_AT] if len(segments) > ID_AT and segments[ID_AT] else None


@lru_cache(maxsize=512)
def query_of(target: str) -> Mapping[str, Sequence[str]]:
    return parse_qs(target.partition("?")[2], keep_blank_values=True)


def _shown(kind: str, fields: Mapping[str, Any]) -> Iterator[Shown]:
    id = fields.get("qonto_id") or fields.get("qonto_invoice_id") or fields.get("id")
    if isinstance(id, str):
        number = fields.get("number", fields.get("document_number"))
        yield Shown(
            kind=kind,
            id=id,
            status=fields.get("status"),
            number=number if isinstance(number, str) and number else None,
            fields=fields,
        )
