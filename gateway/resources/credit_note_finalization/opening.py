"""Before anybody is asked: which draft, of which invoice as Qonto shows it now, and what would be issued."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.confirmation import Question, ask
from gateway.qonto.reading import Wire
from gateway.resources.clerk import Clerk
from gateway.resources.credit_note_finalization.upstream import PRINTED
from gateway.resources.credit_note_views.service import show_credit_note
from gateway.resources.credit_notes import upstream
from gateway.resources.credit_notes.model import (
    CreditNote,
    KnownNote,
    already_finalized,
    check_creditable,
    check_draft,
    check_within,
    creation_unsupported,
    left_to_credit,
    not_found,
)
from gateway.resources.documents.model import Document, DocumentStatus
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoices.model import Invoice
from gateway.resources.promises.acting import busy
from gateway.resources.promises.desk import Desk
from gateway.resources.promises.subject import subject_of

OPERATION: Final = "finalize_credit_note"
_ONCE: Final = "un avoir ne s'émet qu'une fois. Téléchargez son PDF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A draft, what Qonto would be told, and the question that a person would have to answer."""

    draft: CreditNote
    document: Document
    invoice: Invoice
    earlier: tuple[CreditNote, ...]
    left_cents: int
    """What of the invoice could still be credited once this is final."""
    request: Mapping[str, Any]
    question: Question


async def open_case(desk: Desk, id: str) -> Case:
    clerk = desk.clerk
    known = await show_credit_note(clerk, id)
    check_draft(known, _ONCE)
    assert known.document is not None, "a draft is ours"
    if not upstream.creation_supported(clerk.qonto):
        raise creation_unsupported(known.document)
    return await _opened(clerk, known, known.document)


async def reopened(desk: Desk, case: Case) -> Case:
    """The same draft, as the invoice stands now."""
    return await _opened(desk.clerk, KnownNote(note=case.draft, document=case.document), case.document)


def check_untouched(present: Document | None, document: Document) -> None:
    if present is None or present.deleted_at is not None:
        raise not_found()
    if present.status is not DocumentStatus.DRAFT:
        raise already_finalized(present.number, _ONCE)
    if present.updated_at != document.updated_at:
        raise busy()


async def _opened(clerk: Clerk, known: KnownNote, document: Document) -> Case:
    draft = known.note
    invoice = (await show_invoice(clerk, draft.invoice_id)).invoice
    check_creditable(invoice)
    earlier = await upstream.list_of_invoice(clerk.qonto, invoice)
    left_cents = left_to_credit(invoice, earlier)
    check_within(draft.total_cents, left_cents, currency=draft.currency)
    left_cents -= draft.total_cents
    wire = _wire(draft, invoice, today=clerk.clock.now().date().isoformat())
    subject = subject_of(
        wire,
        document_id=document.id,
        document_type="credit_note",
        order=None,
        printed=PRINTED,
        particulars={
            "credited_invoice_number": invoice.number,
            "credited_invoice_id": invoice.id,
            "reason": draft.reason,
            "remaining_amount_cents": left_cents,
        },
    )
    return Case(
        draft=draft,
        document=document,
        invoice=invoice,
        earlier=earlier,
        left_cents=left_cents,
        request=_request(wire, invoice),
        question=ask(OPERATION, subject),
    )


def _wire(draft: CreditNote, invoice: Invoice, *, today: str) -> Wire:
    """The credit note as it would be printed: its own lines, and the two parties of the invoice."""
    said: Wire = {
        "client": invoice.wire.get("client"),
        "organization": invoice.wire.get("organization"),
        "purchase_order": invoice.purchase_order,
        "currency": draft.currency,
        "issue_date": today,
        "items": draft.wire["items"],
        "discount": draft.wire.get("discount"),
        "total_amount_cents": draft.total_cents,
        "vat_amount_cents": draft.vat_cents,
        "reason": draft.reason,
        "terms_and_conditions": draft.terms_and_conditions,
    }
    return {name: value for name, value in said.items() if value is not None}


def _request(wire: Wire, invoice: Invoice) -> dict[str, Any]:
    """What a line comes to is Qonto's to say; the rest is what was shown."""
    items = [
        {name: value for name, value in item.items() if name not in upstream.AMOUNTS}
        for item in wire["items"]
    ]
    told = ("currency", "issue_date", "discount", "reason", "terms_and_conditions")
    return {
        "invoice_id": invoice.id,
        **{name: wire[name] for name in told if name in wire},
        "items": items,
    }
