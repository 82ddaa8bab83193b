"""A credit note in one shape, a draft of ours or what Qonto sent: what the front end reads."""

from typing import Any

from gateway.money import amount
from gateway.resources.billed.rendering import render_client, render_item, render_meta
from gateway.resources.credit_note_views.service import Listed
from gateway.resources.credit_notes.model import KnownNote
from gateway.resources.documents.model import Document, Origin


def render_credit_note(known: KnownNote) -> dict[str, Any]:
    note, document = known.note, known.document
    currency, net_cents = note.currency, note.total_cents - note.vat_cents
    return {
        "id": known.id,
        "qonto_id": note.id,
        "number": note.number,
        "credit_note_number": note.number,
        "status": note.status,
        "origin": Origin.LOCAL if note.draft else Origin.QONTO,
        "currency": currency,
        "subtotal_amount": amount(net_cents, currency),
        "subtotal_amount_cents": net_cents,
        "total_vat": amount(note.vat_cents, currency),
        "total_vat_cents": note.vat_cents,
        "total_amount": amount(note.total_cents, currency),
        "total_amount_cents": note.total_cents,
        "issue_date": note.issue_date,
        "created_at": note.created_at,
        "finalized_at": note.finalized_at,
        "reason": note.reason,
        "terms_and_conditions": note.terms_and_conditions,
        "contact_email": note.contact_email,
        "discount": (
            None if note.discount is None else {"type": note.discount.type, "value": note.discount.value}
        ),
        "invoice_id": note.invoice_id,
        "invoice": {"id": note.invoice_id, "invoice_number": note.invoice_number},
        "pdf_url": _pdf_route(known) if _has_pdf(known) else None,
        "public_url": note.public_url,
        "attachment_id": note.attachment_id,
        "client": None if note.client is None else render_client(note.client),
        "items": [render_item(item, currency) for item in note.items],
        **_local_keys(known, document),
    }


def render_page(listed: Listed) -> dict[str, Any]:
    return {
        "credit_notes": [render_credit_note(known) for known in listed.rows],
        "count": len(listed.rows),
        "meta": render_meta(
            page=listed.page,
            pages=listed.pages,
            per_page=listed.per_page,
            total_count=listed.total_count,
        ),
    }


def _local_keys(known: KnownNote, document: Document | None) -> dict[str, Any]:
    kept = document is not None and document.has_stored_pdf and not known.note.draft
    return {
        "local_document_id": None if document is None else document.id,
        "updated_at": None if document is None else document.updated_at,
        "created_by": None if document is None else document.created_by,
        "finalized_by": None if document is None else document.finalized_by,
        "has_local_pdf": kept,
        "local_pdf_path": _pdf_route(known) if kept else None,
        "alarm": None if document is None else document.alarm,
    }


def _has_pdf(known: KnownNote) -> bool:
    """Rule 4: never of a draft."""
    note, document = known.note, known.document
    kept = document is not None and document.has_stored_pdf
    return not note.draft and bool(note.attachment_id or note.pdf_url or kept)


def _pdf_route(known: KnownNote) -> str:
    return f"/api/qonto/credit-notes/{known.id}/pdf"
