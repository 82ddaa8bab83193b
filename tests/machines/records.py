"""The documents in the ledger of the bank, and the words for how something is refused."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from tests.machines.money import Totals

MORNING = datetime(2026, 2, 19, 9, tzinfo=UTC)
PDF_AFTER_S = 1
GUIDE = "guide"

Body = dict[str, Any]
Refusal = tuple[int, str]
"""A status and Qonto's word for it."""

NOT_FOUND: Refusal = (404, "not_found")
INVALID: Refusal = (422, "invalid")
TAKEN: Refusal = (409, "invoice_number_already_exists")
NOT_A_DRAFT: Refusal = (412, "invoice_not_in_draft_status")


@cache
def clock(seconds: int) -> str:
    """An instant as Qonto writes it."""
    return (MORNING + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@dataclass(slots=True, kw_only=True)
class Document:
    id: str
    born: int
    client_id: str
    issue_date: str
    until: str
    """The due date of an invoice, the expiry date of a quote."""
    items: list[Body]
    number: str | None
    status: str
    totals: Totals
    touched: int
    pdf_due: int | None = None
    """When the PDF is there; None: not before something else happens."""
    attachment: str | None = None
    """The id of the PDF, as soon as somebody has seen it."""


@dataclass(slots=True, kw_only=True)
class Invoice(Document):
    finalized: int | None = None
    paid: str | None = None
    quote_id: str | None = None
    notes: list[str] = field(default_factory=list)
    credited: int = 0

    @property
    def left(self) -> int:
        """What may still be credited, in cents."""
        return self.totals[0] - self.credited


@dataclass(slots=True, kw_only=True)
class Quote(Document):
    sent: bool = False
    approved: int | None = None
    canceled: int | None = None
    invoices: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Note:
    id: str
    born: int
    invoice_id: str
    issue_date: str
    number: str
    totals: Totals
    lines: int
