"""Qonto's credit notes as they are read, and drafts of ours, kept in the same words. None is made here."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from contracts import capabilities
from gateway.errors import Code, GatewayError
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.pages import Page, every, page
from gateway.qonto.reading import Wire
from gateway.resources.billed.upstream import read_client, read_discount, read_items, read_totals
from gateway.resources.credit_notes.model import CREATE, CreditNote
from gateway.resources.documents.model import Document
from gateway.resources.invoices.model import Invoice
from gateway.resources.invoices.upstream import since

_LIST, _KEY = "list_credit_notes", "credit_notes"
PER_PAGE_MAX = 100
AMOUNTS = ("subtotal_cents", "total_amount_cents")
"""What a line of a draft comes to: kept beside Qonto's words, and not said to it."""


# ------------------------------------------------------------------ asking
def creation_supported(qonto: Qonto) -> bool:
    """In mock mode what the bank's last answer says; in live mode what the evidence says of the edition."""
    if qonto.seen is not None:
        return CREATE not in qonto.seen.absent
    return qonto.edition in capabilities.load()[CREATE].usable_in


async def show(qonto: Qonto, qonto_id: str) -> CreditNote | None:
    """None where Qonto has no such credit note."""
    try:
        answer = await qonto.call("show_credit_note", id=qonto_id)
    except GatewayError as error:
        if error.code is Code.NOT_FOUND:
            return None
        raise
    return read_credit_note(
        reading.inner(answer.body if isinstance(answer.body, dict) else {}, "credit_note")
    )


async def list_page(qonto: Qonto, *, number: int, per_page: int) -> tuple[tuple[CreditNote, ...], Page]:
    shown = await page(qonto, _LIST, _KEY, number=number, per_page=per_page)
    return tuple(read_credit_note(wire) for wire in shown.rows), shown


async def list_all(qonto: Qonto, filters: Mapping[str, Any]) -> AsyncIterator[CreditNote]:
    async for wire in every(qonto, _LIST, _KEY, per_page=PER_PAGE_MAX, **filters):
        yield read_credit_note(wire)


async def list_of_invoice(qonto: Qonto, invoice: Invoice) -> tuple[CreditNote, ...]:
    """Qonto cannot be asked for them by invoice: it names them itself, or all that came later are read."""
    named = invoice.wire.get("credit_notes_ids")
    if isinstance(named, list):
        shown = [await show(qonto, id) for id in named if isinstance(id, str)]
        return tuple(note for note in shown if note is not None)
    filters = {} if invoice.created_at is None else {"filter[created_at_from]": since(invoice.created_at)}
    return tuple([note async for note in list_all(qonto, filters) if note.invoice_id == invoice.id])


# ------------------------------------------------------------------ reading
def read_credit_note(wire: Wire) -> CreditNote:
    identity, invoice_id = reading.text(wire, "id"), reading.text(wire, "invoice_id")
    if identity is None or invoice_id is None:
        raise GatewayError(
            Code.UPSTREAM_FAILED,
            "Qonto a répondu sans donner l'avoir. Rechargez la page ; si cela dure, signalez-le.",
            internal="a credit note without an id, or of no invoice",
        )
    items = read_items(wire)
    total_cents, vat_cents = read_totals(wire, items)
    return CreditNote(
        id=identity,
        number=reading.text(wire, "number", "credit_note_number"),
        invoice_id=invoice_id,
        currency=reading.currency(wire, "total_amount"),
        total_cents=total_cents,
        vat_cents=vat_cents,
        items=items,
        # Quirk: the sandbox leaves the client out.
        client=read_client(client) if (client := reading.inner(wire, "client")) else None,
        issue_date=reading.day(wire, "issue_date"),
        reason=reading.text(wire, "reason"),
        terms_and_conditions=reading.text(wire, "terms_and_conditions"),
        contact_email=reading.text(wire, "contact_email"),
        discount=read_discount(reading.inner(wire, "discount")),
        created_at=reading.instant(wire, "created_at"),
        finalized_at=reading.instant(wire, "finalized_at", "created_at"),
        attachment_id=reading.text(wire, "attachment_id"),
        pdf_url=reading.text(wire, "pdf_url"),
        # Not `invoice_url`: that is the page of the invoice.
        public_url=reading.text(wire, "public_url", "credit_note_url"),
        wire=wire,
    )


def read_draft(document: Document) -> CreditNote:
    """A draft of ours: its lines are kept as they will be said to Qonto (`Document.terms`)."""
    assert document.credited_qonto_id is not None, "a credit note corrects an invoice"
    wire = dict(document.terms or {})
    return CreditNote(
        id=None,
        number=None,
        invoice_id=document.credited_qonto_id,
        currency=document.currency,
        total_cents=document.total_cents,
        vat_cents=document.vat_cents,
        items=read_items(wire),
        client=read_client(reading.inner(wire, "client")),
        issue_date=document.document_date,
        reason=document.reason,
        terms_and_conditions=reading.text(wire, "terms_and_conditions"),
        contact_email=None,
        discount=read_discount(reading.inner(wire, "discount")),
        invoice_number=reading.text(wire, "invoice_number"),
        created_at=document.created_at,
        wire=wire,
    )
