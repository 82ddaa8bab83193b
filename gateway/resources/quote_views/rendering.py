"""One shape per endpoint, whatever Qonto sent: what the front end reads, and `gateway.yaml` promises."""

from typing import Any

from gateway.money import amount
from gateway.resources.billed.rendering import render_client, render_item, render_meta
from gateway.resources.documents.model import Document
from gateway.resources.quote_views.model import Links
from gateway.resources.quote_views.service import Listed
from gateway.resources.quotes.model import Known


def render_quote(known: Known, links: Links) -> dict[str, Any]:
    quote, document = known.quote, known.document
    currency, link = quote.currency, links.of(known)
    net_cents = quote.total_cents - quote.vat_cents
    return {
        "id": quote.id,
        "qonto_id": quote.id,
        "number": quote.number,
        "quote_number": quote.number,
        "status": known.status,
        "qonto_status": quote.qonto_status,
        "currency": currency,
        "subtotal_amount": amount(net_cents, currency),
        "subtotal_amount_cents": net_cents,
        "total_vat": amount(quote.vat_cents, currency),
        "total_vat_cents": quote.vat_cents,
        "total_amount": amount(quote.total_cents, currency),
        "total_amount_cents": quote.total_cents,
        "issue_date": quote.issue_date,
        "expiry_date": quote.expiry_date,
        "created_at": quote.created_at,
        "approved_at": quote.approved_at,
        "canceled_at": quote.canceled_at,
        "contact_email": quote.contact_email,
        "header": quote.header,
        "footer": quote.footer,
        "terms_and_conditions": quote.terms_and_conditions,
        "pdf_url": pdf_route(known),
        "public_url": quote.public_url,
        "view_url": None if link is None else link.url,
        "view_url_expires_at": None if link is None else link.expires_at,
        "attachment_id": None if known.draft else quote.attachment_id,
        "client": render_client(quote.client),
        "items": [render_item(item, currency) for item in quote.items],
        "converted_to_invoice_id": _became(known),
        "invoice_ids": list(quote.invoice_ids),
        **_local_keys(known, document),
    }


def render_page(listed: Listed, links: Links) -> dict[str, Any]:
    return {
        "quotes": [render_quote(known, links) for known in listed.rows],
        "count": len(listed.rows),
        "meta": render_meta(
            page=listed.current_page,
            pages=listed.total_pages,
            per_page=listed.per_page,
            total_count=listed.total_count,
        ),
    }


def pdf_route(known: Known) -> str | None:
    """The gateway's own route, once there is a PDF behind it: rule 4 says never on a draft."""
    quote, document = known.quote, known.document
    kept = document is not None and document.has_stored_pdf
    if known.draft or not (quote.attachment_id or quote.pdf_url or kept):
        return None
    return _route(quote.id)


def _route(qonto_id: str) -> str:
    return f"/api/qonto/quotes/{qonto_id}/pdf"


def _became(known: Known) -> str | None:
    if known.document is not None and known.document.converted_to_id is not None:
        return known.document.converted_to_id
    return next(iter(known.quote.invoice_ids), None)


def _local_keys(known: Known, document: Document | None) -> dict[str, Any]:
    kept = document is not None and document.has_stored_pdf and not known.draft
    names = ("finalized_at", "sent_at", "decided_at", "decided_by", "sales_order_id", "deleted_at", "alarm")
    return {
        **{name: None if document is None else getattr(document, name) for name in names},
        "local_document_id": None if document is None else document.id,
        "source_invoice_id": None if document is None else document.parent_id,
        "has_local_pdf": kept,
        "local_pdf_path": _route(known.quote.id) if kept else None,
    }
