"""
What the bank must hold and say now, kept by somebody who only knows the rules.

Rule 1: nothing here is taken from the bank but the ids it gives.
Rule 2: a deed is first asked about (`may_...`: how it must be refused, None: it must succeed), then written
down.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.machines.money import totals, wire
from tests.machines.records import (
    GUIDE,
    INVALID,
    MORNING,
    NOT_A_DRAFT,
    NOT_FOUND,
    PDF_AFTER_S,
    TAKEN,
    Body,
    Document,
    Invoice,
    Note,
    Quote,
    Refusal,
    clock,
)

__all__ = [
    "GUIDE",
    "MORNING",
    "NOT_FOUND",
    "Body",
    "Document",
    "Invoice",
    "Ledger",
    "Note",
    "Quote",
    "Refusal",
]


@dataclass(slots=True, kw_only=True)
class Ledger:
    edition: str
    now: int = 0
    clients: dict[str, str] = field(default_factory=dict)
    """Names by id."""
    invoices: dict[str, Invoice] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    quote_numbers: set[str] = field(default_factory=set)
    """All that ever were: none comes again."""
    links: list[tuple[str, int]] = field(default_factory=list)
    """Links that were handed out, and when they die."""
    uploads: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Files by the key they were sent under, and until when it means them."""

    def copy(self) -> "Ledger":
        return copy.deepcopy(self)

    # ------------------------------------------------------------------ invoices
    def may_create_invoice(self, asked: Body, *, ours: str) -> Refusal | None:
        wrong = self._wrong_terms(asked, asked["due_date"], ours=ours)
        if wrong is not None:
            return wrong
        final = asked.get("status", self.born_as) != "draft"
        if final and not asked["items"]:
            return INVALID
        number = asked.get("number")
        if number is not None and self._claimed(number):
            return TAKEN
        quote = asked.get("quote_id")
        return INVALID if quote is not None and self.edition != GUIDE and quote not in self.quotes else None

    def create_invoice(self, id: str, asked: Body) -> Invoice:
        quote = self.quotes.get(asked.get("quote_id", "")) if self.edition != GUIDE else None
        invoice = self.invoices[id] = Invoice(
            id=id,
            born=self.now,
            client_id=asked["client_id"],
            issue_date=asked["issue_date"],
            until=asked["due_date"],
            items=asked["items"],
            number=asked.get("number"),
            status="draft",
            totals=totals(asked["items"]),
            touched=self.now,
            quote_id=None if quote is None else quote.id,
        )
        if quote is not None:
            quote.invoices.append(id)
            quote.touched = self.now
        if asked.get("status", self.born_as) != "draft":
            self.finalize(invoice)
        return invoice

    def may_update_invoice(self, invoice: Invoice | None, asked: Body, *, ours: str) -> Refusal | None:
        if invoice is None:
            return NOT_FOUND
        if invoice.status != "draft":
            return NOT_A_DRAFT
        terms = {"client_id": invoice.client_id, "issue_date": invoice.issue_date, **asked}
        known = "client_id" not in asked
        wrong = self._wrong_terms(terms, asked.get("due_date", invoice.until), ours=ours, known=known)
        if wrong is not None:
            return wrong
        number = asked.get("number")
        other = number is not None and number != invoice.number
        return TAKEN if other and self._claimed(str(number)) else None

    def update_invoice(self, invoice: Invoice, asked: Body) -> None:
        self._rewrite(invoice, asked, asked.get("due_date", invoice.until))
        if "number" in asked:
            invoice.number = asked["number"]

    def may_delete_invoice(self, invoice: Invoice | None) -> Refusal | None:
        if invoice is None:
            return NOT_FOUND
        return None if invoice.status == "draft" else NOT_A_DRAFT

    def delete_invoice(self, invoice: Invoice) -> None:
        del self.invoices[invoice.id]
        if invoice.quote_id is not None:
            quote = self.quotes[invoice.quote_id]
            quote.invoices.remove(invoice.id)
            quote.touched = self.now

    def may_finalize(self, invoice: Invoice | None) -> Refusal | None:
        if invoice is None:
            return NOT_FOUND
        if invoice.status != "draft":
            return NOT_A_DRAFT
        if not invoice.items:
            return INVALID
        return TAKEN if invoice.number is not None and invoice.number in self._borne() else None

    def finalize(self, invoice: Invoice) -> None:
        if invoice.number is None:
            invoice.number = _next(f"F-{invoice.issue_date[:4]}", self._borne())
        invoice.status = "unpaid"
        invoice.finalized = invoice.touched = self.now
        invoice.pdf_due = self.now + PDF_AFTER_S

    def may_pay(self, invoice: Invoice | None, day: str | None) -> Refusal | None:
        if invoice is None:
            return NOT_FOUND
        future = day is not None and day > clock(self.now)
        return INVALID if invoice.status not in {"unpaid", "paid"} or future else None

    def pay(self, invoice: Invoice, day: str | None) -> None:
        invoice.status = "paid"
        invoice.paid = clock(self.now) if day is None else f"{day}T00:00:00.000Z"
        invoice.touched = self.now

    def may_unpay(self, invoice: Invoice | None) -> Refusal | None:
        return _only(invoice, {"paid"})

    def unpay(self, invoice: Invoice) -> None:
        invoice.status, invoice.paid, invoice.touched = "unpaid", None, self.now

    def may_cancel(self, invoice: Invoice | None) -> Refusal | None:
        return _only(invoice, {"unpaid"})

    def cancel(self, invoice: Invoice) -> None:
        invoice.status, invoice.touched = "canceled", self.now

    def may_send(self, invoice: Invoice | None) -> Refusal | None:
        return _only(invoice, {"unpaid", "paid", "canceled"})

    # ------------------------------------------------------------------ credit notes
    def may_credit(self, invoice: Invoice | None, asked: Body) -> Refusal | None:
        if invoice is None or invoice.status not in {"unpaid", "paid"}:
            return INVALID
        if totals(asked["items"])[0] > invoice.left:
            return INVALID
        number = asked.get("number")
        return (
            TAKEN if number is not None and number in {note.number for note in self.notes.values()} else None
        )

    def credit(self, id: str, invoice: Invoice, asked: Body) -> Note:
        number = asked.get("number")
        if number is None:
            year = asked["issue_date"][:4]
            number = _next(f"A-{year}", {note.number for note in self.notes.values()})
        note = self.notes[id] = Note(
            id=id,
            born=self.now,
            invoice_id=invoice.id,
            issue_date=asked["issue_date"],
            number=number,
            totals=totals(asked["items"]),
            lines=len(asked["items"]),
        )
        invoice.notes.append(id)
        invoice.credited += note.totals[0]
        invoice.touched = self.now
        if not invoice.left:
            invoice.status = "canceled"
        return note

    # ------------------------------------------------------------------ quotes
    def may_create_quote(self, asked: Body) -> Refusal | None:
        wrong = self._wrong_terms(asked, asked["expiry_date"])
        return wrong or (TAKEN if asked.get("number") in self.quote_numbers else None)

    def create_quote(self, id: str, asked: Body) -> Quote:
        number = asked.get("number") or _next(f"D-{asked['issue_date'][:4]}", self.quote_numbers)
        self.quote_numbers.add(number)
        quote = self.quotes[id] = Quote(
            id=id,
            born=self.now,
            client_id=asked["client_id"],
            issue_date=asked["issue_date"],
            until=asked["expiry_date"],
            items=asked["items"],
            number=number,
            status="pending_approval",
            totals=totals(asked["items"]),
            touched=self.now,
            pdf_due=self.now + PDF_AFTER_S,
        )
        return quote

    def may_update_quote(self, quote: Quote | None, asked: Body) -> Refusal | None:
        if quote is None:
            return NOT_FOUND
        if quote.status != "pending_approval":
            return (412, "forbidden_quote_update")
        if not self.has_pdf(quote):
            return (412, "quote_has_no_attachment")
        terms = {"client_id": quote.client_id, "issue_date": quote.issue_date, **asked}
        wrong = self._wrong_terms(
            terms, asked.get("expiry_date", quote.until), known="client_id" not in asked
        )
        number = asked.get("number")
        other = number is not None and number != quote.number
        return wrong or (TAKEN if other and number in self.quote_numbers else None)

    def update_quote(self, quote: Quote, asked: Body) -> None:
        self._rewrite(quote, asked, asked.get("expiry_date", quote.until))
        if asked.get("number") is not None:
            quote.number = asked["number"]
            self.quote_numbers.add(asked["number"])
        quote.attachment, quote.pdf_due = None, self.now + PDF_AFTER_S

    def may_delete_quote(self, quote: Quote | None) -> Refusal | None:
        if quote is None:
            return NOT_FOUND
        free = quote.status == "pending_approval" and not quote.sent and not quote.invoices
        return None if free else (412, "forbidden_quote_deletion")

    def may_send_quote(self, quote: Quote | None) -> Refusal | None:
        if quote is None:
            return NOT_FOUND
        return INVALID if quote.status == "canceled" else None

    def decide_quote(self, quote: Quote, *, yes: bool) -> bool:
        """A person at Qonto says yes or no to it. Whether that is still possible."""
        if quote.status not in ({"pending_approval"} if yes else {"pending_approval", "approved"}):
            return False
        quote.status, quote.touched = ("approved" if yes else "canceled"), self.now
        if yes:
            quote.approved = self.now
        else:
            quote.canceled = self.now
        return True

    # ------------------------------------------------------------------ what is shown
    @property
    def born_as(self) -> str:
        """What an invoice is that was created without a word about it."""
        return "draft" if self.edition == GUIDE else "unpaid"

    def has_pdf(self, document: Document) -> bool:
        return document.pdf_due is not None and document.pdf_due <= self.now

    def shown_invoice(self, invoice: Invoice) -> Body:
        paid = invoice.paid is not None
        return {
            "id": invoice.id,
            "invoice_number": invoice.number,
            "due_date": invoice.until,
            "finalized_at": None if invoice.finalized is None else clock(invoice.finalized),
            "paid_at": invoice.paid,
            "amount_paid": {"value": wire(invoice.totals[0]), "currency": "EUR"} if paid else None,
            "credit_notes_ids": invoice.notes,
            **self._shown(invoice),
        }

    def shown_quote(self, quote: Quote) -> Body:
        return {
            "id": quote.id,
            "expiry_date": quote.until,
            "approved_at": None if quote.approved is None else clock(quote.approved),
            "canceled_at": None if quote.canceled is None else clock(quote.canceled),
            "invoice_ids": quote.invoices,
            **{name: value for name, value in self._shown(quote).items() if name != "updated_at"},
        }

    def shown_note(self, note: Note) -> Body:
        return {
            "id": note.id,
            "invoice_id": note.invoice_id,
            "number": note.number,
            "issue_date": note.issue_date,
            "total_amount_cents": note.totals[0],
            "vat_amount_cents": note.totals[1],
            "created_at": clock(note.born),
            "finalized_at": clock(note.born),
        }

    # ------------------------------------------------------------------ helpers
    def _shown(self, document: Document) -> Body:
        total, vat = document.totals
        touched = document.touched
        if document.pdf_due is not None and self.has_pdf(document):
            touched = max(touched, document.pdf_due)
        return {
            "number": document.number,
            "status": document.status,
            "issue_date": document.issue_date,
            "total_amount_cents": total,
            "vat_amount_cents": vat,
            "total_amount": {"value": wire(total), "currency": "EUR"},
            "created_at": clock(document.born),
            "updated_at": clock(touched),
        }

    def _wrong_terms(
        self, terms: Body, until: str, *, ours: str | None = None, known: bool = False
    ) -> Refusal | None:
        """*known*: the client was right when it was written down; what became of it since is no matter."""
        if not known and terms["client_id"] not in self.clients:
            return (422, "invalid_client_id")
        account = terms.get("payment_methods")
        if account is not None and account["iban"] != ours:
            return (422, "invalid_iban")
        return (422, "invalid_format") if until < terms["issue_date"] else None

    def _rewrite(self, document: Document, asked: Body, until: str) -> None:
        document.client_id = asked.get("client_id", document.client_id)
        document.issue_date = asked.get("issue_date", document.issue_date)
        document.until = until
        if "items" in asked:
            document.items, document.totals = asked["items"], totals(asked["items"])
        document.touched = self.now

    def _claimed(self, number: str) -> bool:
        return any(invoice.number == number for invoice in self.invoices.values())

    def _borne(self) -> set[str]:
        final = (invoice for invoice in self.invoices.values() if invoice.status != "draft")
        return {invoice.number for invoice in final if invoice.number is not None}


def _only(invoice: Invoice | None, statuses: set[str]) -> Refusal | None:
    if invoice is None:
        return NOT_FOUND
    return None if invoice.status in statuses else INVALID


def _next(series: str, used: Iterable[str]) -> str:
    """The lowest number of *series* that nothing bears: without a gap, whatever was chosen by hand."""
    taken, ordinal = set(used), 1
    while (number := f"{series}-{ordinal:03d}") in taken:
        ordinal += 1
    return number
