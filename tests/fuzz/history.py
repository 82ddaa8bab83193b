"""
What happened in one scenario, as the five rules read it.

The bank's journal is the witness: what the gateway says of itself is no evidence of what it asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

_VIEW = re.compile(r"/api/qonto/quotes/[^/?]+/view\?")
_LINK = re.compile(r"https?://[^\s\"'<>]*[?&]expires=[0-9]+[^\s\"'<>]*")


INVOICE, CREDIT_NOTE, QUOTE = "client_invoice", "credit_note", "quote"
FINAL = (INVOICE, CREDIT_NOTE)
"""What has a number has it for ever. A quote has one from the start, and may still be removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A number given to a document; *series* is None where a person chose the number."""

    id: str
    number: str
    series: str | None
    what: str = INVOICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document as the bank holds it."""

    status: str
    number: str | None
    what: str = INVOICE
    total_cents: int = 0
    of: str | None = None
    """The invoice that a credit note corrects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A document as some answer showed it."""

    id: str
    number: str | None
    status: str | None
    has_file: bool


class Answer:
    """What both kinds of calls have in common."""

    answered: Any

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """Every document in the answer."""
        return tuple(shown_in(self.answered))


@dataclass(frozen=True, kw_only=True)
class Exchange(Answer):
    """One call that reached the bank."""

    at: datetime
    operation: str | None
    target: str
    status: int
    asked: Any = None
    """The JSON body; None where there was none, or one too long for the journal."""
    answered: Any = None
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Call(Answer):
    """One call that reached the gateway, with what the gateway asked of the bank meanwhile."""

    at: datetime
    operation: str | None
    status: int
    token: str | None = None
    """The confirmation token it carried."""
    text: str = ""
    answered: Any = None
    document: str | None = None
    """The bank's id of the document that the path names, where the gateway knows one."""
    exchanges: tuple[Exchange, ...] = ()


@dataclass(slots=True, kw_only=True)
class History:
    before: Sequence[Given] = ()
    """Every number that had been given when the scenario began."""
    sent_before: frozenset[str] = frozenset()
    """The quotes that had left the house by then."""
    exchanges: list[Exchange] = field(default_factory=list)
    """Everything that reached the bank, whoever asked."""
    calls: list[Call] | None = None
    """None: there is no gateway in this scenario."""
    now: Mapping[str, Held] = field(default_factory=dict)
    """Every document the bank holds, as things stand."""


def links_in(text: str) -> Iterator[str]:
    """Every link to a file that says when it expires. The public view of a quote is not one."""
    links = (match.group().replace("&amp;", "&") for match in _LINK.finditer(text))
    return (link for link in links if not _VIEW.search(link))


def shown_in(body: Any) -> Iterator[Shown]:
    """Every document in *body*, however deep."""
    if isinstance(body, list):
        for item in body:
            yield from shown_in(item)
    if not isinstance(body, dict):
        return
    id = body.get("qonto_id") or body.get("qonto_invoice_id") or body.get("id")
    if isinstance(id, str) and ("number" in body or "document_number" in body):
        yield Shown(
            id=id,
            number=body.get("number", body.get("document_number")),
            status=body.get("status"),
            has_file=any(body.get(key) for key in ("attachment_id", "pdf_url", "qonto_pdf_url")),
        )
    for value in body.values():
        yield from shown_in(value)
