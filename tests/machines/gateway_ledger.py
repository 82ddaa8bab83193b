"""
What the gateway must say now of every document that was made through it, kept by somebody who only knows the
rules.
"""

import copy
from dataclasses import dataclass, field
from typing import Any

Refusal = tuple[int, str]
"""A status and the gateway's word for it."""

OPEN = ("draft", "finalized", "accepted")
"""As long as a quote is one of these, there is no other of the same order or draft."""
LIFE_S = 300
"""Of a confirmation."""
PDF_AFTER_S = 1
YEAR = "2026"


@dataclass(slots=True, kw_only=True)
class Bill:
    """An invoice."""

    id: str
    bank_id: str
    total: int
    order: str | None
    lines: int
    status: str = "draft"
    number: str | None = None
    paid: int = 0
    validated: bool = False
    quote: str | None = None
    """The one it was made from."""
    quoted_as: str | None = None
    """The one that was made from it."""
    version: int = 0
    """Another one after every change: a confirmation is for one version."""
    pdf_due: int | None = None
    credited: int = 0

    @property
    def due(self) -> int:
        return self.total - self.paid

    @property
    def left(self) -> int:
        """What may still be credited."""
        return self.total - self.credited

    def shown(self) -> dict[str, Any]:
        return {
            "qonto_id": self.bank_id,
            "status": self.status,
            "number": self.number,
            "total_amount_cents": self.total,
            "amount_paid_cents": self.paid,
        }


@dataclass(slots=True, kw_only=True)
class Offer:
    """A quote."""

    id: str
    bank_id: str
    total: int
    order: str | None
    number: str
    status: str = "draft"
    before: str = "finalized"
    """What it was before it was converted: what it is again when the draft is gone."""
    invoice: str | None = None
    version: int = 0
    pdf_due: int = 0
    approved: bool = False
    """At Qonto itself."""
    perhaps_sent: bool = False
    """An e-mail whose answer got lost: Qonto may know that it left, and refuse what it allows of a draft."""

    def shown(self) -> dict[str, Any]:
        return {
            "qonto_id": self.bank_id,
            "status": self.status,
            "number": self.number,
            "total_amount_cents": self.total,
        }


@dataclass(slots=True, kw_only=True)
class Taking:
    """A credit note."""

    id: str
    bill: str
    total: int
    status: str = "draft"
    number: str | None = None
    version: int = 0
    bill_version: int = 0
    pdf_due: int | None = None

    def shown(self) -> dict[str, Any]:
        return {"status": self.status, "number": self.number, "total_amount_cents": self.total}


@dataclass(slots=True, kw_only=True)
class Question:
    """A confirmation that was asked for, by whom, of what, and when."""

    token: str
    door: str
    document: str
    version: int
    person: str
    asked: int
    used: bool = False


@dataclass(slots=True, kw_only=True)
class GatewayLedger:
    edition: str
    now: int = 0
    bills: dict[str, Bill] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    takings: dict[str, Taking] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    transfers: dict[str, int] = field(default_factory=dict)
    """What came in, by id, and is not matched yet."""
    given: dict[str, int] = field(default_factory=dict)
    """How many numbers of each series were given."""
    changes: int = 0

    def copy(self) -> "GatewayLedger":
        return copy.deepcopy(self)

    def next_number(self, series: str) -> str:
        self.given[series] = self.given.get(series, 0) + 1
        return f"{series}-{YEAR}-{self.given[series]:03d}"

    def active_bill(self, order: str | None) -> Bill | None:
        """The invoice that keeps *order* from being invoiced again."""
        found = (bill for bill in self.bills.values() if bill.order == order and bill.status != "canceled")
        return None if order is None else next(found, None)

    def active_offer(self, order: str | None) -> Offer | None:
        """The draft of a quote, or the quote that waits, of *order*."""
        alive = OPEN
        found = (offer for offer in self.offers.values() if offer.order == order and offer.status in alive)
        return None if order is None else next(found, None)

    # ------------------------------------------------------------------ what is done
    def finalize(self, bill: Bill) -> None:
        bill.number, bill.status = self.next_number("F"), "unpaid"
        bill.version += 1
        bill.pdf_due = self.now + PDF_AFTER_S

    def change(self, bill: Bill | Offer | Taking) -> None:
        bill.version += 1
        if isinstance(bill, Offer):
            bill.pdf_due = self.now + PDF_AFTER_S

    def pay(self, bill: Bill, cents: int) -> None:
        bill.paid += cents
        if bill.paid == bill.total:
            bill.status = "paid"

    def delete_bill(self, bill: Bill) -> None:
        del self.bills[bill.id]
        if bill.quote is not None and bill.quote in self.offers:
            offer = self.offers[bill.quote]
            offer.status, offer.invoice = offer.before, None

    def delete_offer(self, offer: Offer) -> None:
        del self.offers[offer.id]

    def convert(self, offer: Offer, invoice: str) -> None:
        offer.before, offer.status, offer.invoice = offer.status, "converted", invoice

    def issue(self, taking: Taking) -> None:
        """Final from now on; an invoice of which all was taken back is canceled."""
        bill = self.bills[taking.bill]
        taking.number, taking.status = self.next_number("A"), "finalized"
        taking.pdf_due = self.now + PDF_AFTER_S
        bill.credited += taking.total
        bill.version += 1
        if not bill.left:
            bill.status = "canceled"

    # ------------------------------------------------------------------ what must be refused
    def question(self, token: str) -> Question | None:
        return next((question for question in self.questions if question.token == token), None)

    def worth(self, token: str | None, *, door: str, document: str, version: int, person: str) -> str:
        """What a token does at *door*: good, asked, foreign or changed."""
        question = None if token is None else self.question(token)
        if question is None:
            return "asked"
        if question.person != person:
            return "foreign"
        same = (question.door, question.document) == (door, document)
        if not same or question.used or self.now >= question.asked + LIFE_S:
            return "asked"
        return "good" if question.version == version else "changed"
