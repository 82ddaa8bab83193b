"""One shape per endpoint, whatever Qonto sent: what the front end reads, and `gateway.yaml` promises."""

from typing import Any

from gateway.money import amount, decimal_of
from gateway.resources.billed.rendering import render_address, render_client, render_item, render_meta
from gateway.resources.credit_notes.model import KnownNote
from gateway.resources.documents.model import Document, DocumentItem, Origin
from gateway.resources.invoice_views.service import Details, Listed
from gateway.resources.invoices.model import SHOWN_STATUS, Invoice, Known
from gateway.resources.ledger.model import Payment
from gateway.resources.orders.model import Order


def render_invoice(known: Known) -> dict[str, Any]:
    invoice, document = known.invoice, known.document
    currency = invoice.currency
    net_cents = invoice.total_cents - invoice.vat_cents
    return {
        "id": invoice.id,
        "qonto_id": invoice.id,
        "number": invoice.number,
        "invoice_number": invoice.number,
        "status": invoice.status,
        "qonto_status": invoice.qonto_status,
        "currency": currency,
        "subtotal_amount": amount(net_cents, currency),
        "subtotal_amount_cents": net_cents,
        "total_vat": amount(invoice.vat_cents, currency),
        "total_vat_cents": invoice.vat_cents,
        "total_amount": amount(invoice.total_cents, currency),
        "total_amount_cents": invoice.total_cents,
        "amount_paid": amount(known.paid_cents, currency),
        "amount_paid_cents": known.paid_cents,
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "payment_deadline": invoice.due_date,
        "created_at": invoice.created_at,
        "updated_at": invoice.updated_at,
        "finalized_at": invoice.finalized_at,
        "paid_at": invoice.paid_at,
        "purchase_order": invoice.purchase_order,
        "contact_email": invoice.contact_email,
        "header": invoice.header,
        "footer": invoice.footer,
        "terms_and_conditions": invoice.terms_and_conditions,
        "pdf_url": pdf_route(known),
        "public_url": invoice.public_url,
        "attachment_id": invoice.attachment_id,
        "client": render_client(invoice.client),
        "items": [render_item(item, currency) for item in invoice.items],
        **_local_keys(invoice, document),
    }


def pdf_route(known: Known) -> str | None:
    """The gateway's own route, once there is a PDF behind it: rule 4 says never on a draft."""
    invoice, document = known.invoice, known.document
    kept = document is not None and document.has_stored_pdf
    if invoice.draft or not (invoice.attachment_id or invoice.pdf_url or kept):
        return None
    return _pdf_route(invoice.id)


def render_page(listed: Listed) -> dict[str, Any]:
    return {
        "invoices": [render_invoice(known) for known in listed.rows],
        "count": len(listed.rows),
        "meta": render_meta(
            page=listed.current_page,
            pages=listed.total_pages,
            per_page=listed.per_page,
            total_count=listed.total_count,
        ),
    }


def render_local_data(document: Document | None) -> dict[str, Any] | None:
    if document is None:
        return None
    return {
        "billing_address": render_address(document.billing_address),
        "shipping_address": render_address(document.shipping_address),
        "sales_order_id": document.sales_order_id,
        "notes": document.notes,
    }


def render_document(document: Document) -> dict[str, Any]:
    """The reference's columns."""
    return {
        "id": document.id,
        "qonto_invoice_id": document.qonto_id,
        "document_number": document.number,
        "workflow_status": document.workflow_status,
        "status": SHOWN_STATUS[document.status],
        **_money(document),
        "document_date": document.document_date,
        "due_date": document.due_date,
        "qonto_pdf_url": _kept_pdf_route(document),
        "created_at": document.created_at,
        "synchronized_at": document.updated_at,
        "validated_to_draft_at": document.validated_to_draft_at,
        "finalized_at": document.finalized_at,
        "sent_at": document.sent_at,
        "paid_at": document.paid_at,
        "cancelled_at": document.cancelled_at,
    }


def render_details(details: Details) -> dict[str, Any]:
    document, invoice = details.document, details.invoice
    return {
        **render_document(document),
        "document_type": document.document_type,
        "qonto_status": invoice.qonto_status,
        "currency": document.currency,
        "description": invoice.header,
        "notes": document.notes,
        "qonto_pdf_url": pdf_route(Known(invoice=invoice, document=document)),
        "qonto_public_url": invoice.public_url,
        "validated_by": document.validated_by,
        "finalized_by": document.finalized_by,
        "created_by": document.created_by,
        "sales_order_id": document.sales_order_id,
        "billing_address": render_address(document.billing_address),
        "shipping_address": render_address(document.shipping_address),
        "shipping_cost_ht": _euros(document.shipping_cost_cents),
        "handling_cost_ht": _euros(document.handling_cost_cents),
        "insurance_cost_ht": _euros(document.insurance_cost_cents),
        "fees_vat_rate": None if document.fees_vat_rate is None else float(document.fees_vat_rate),
        "alarm": document.alarm,
        "partner": _partner(details.order),
        "sales_order": _sales_order(details.order),
        "items": [_details_item(item, position) for position, item in enumerate(details.items)],
        "payments": [render_payment(payment, document.currency) for payment in details.payments],
        "related_credit_notes": [_related(known) for known in details.credit_notes],
        "source_quote": None,
    }


def render_payment(payment: Payment, currency: str) -> dict[str, Any]:
    return {
        "id": payment.id,
        "amount": amount(payment.amount_cents, currency),
        "amount_cents": payment.amount_cents,
        "paid_at": payment.paid_at,
        "method": payment.method,
        "reference": payment.reference,
        "notes": payment.notes,
        "bank_transaction_id": payment.bank_transaction_id,
    }


def render_validated(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "qonto_id": document.qonto_id,
        "workflow_status": document.workflow_status,
        "status": SHOWN_STATUS[document.status],
        "validated_to_draft_at": document.validated_to_draft_at,
        "validated_by": document.validated_by,
    }


# ------------------------------------------------------------------ parts
def _local_keys(invoice: Invoice, document: Document | None) -> dict[str, Any]:
    kept = document is not None and document.has_stored_pdf and not invoice.draft
    return {
        "local_document_id": None if document is None else document.id,
        "sales_order_id": None if document is None else document.sales_order_id,
        "workflow_status": None if document is None else document.workflow_status,
        "has_local_pdf": kept,
        "local_pdf_path": _pdf_route(invoice.id) if kept else None,
        "deleted_at": None if document is None else document.deleted_at,
        "alarm": None if document is None else document.alarm,
    }


def _kept_pdf_route(document: Document) -> str | None:
    """As far as our own rows know."""
    if document.qonto_id is None or not (document.attachment_id or document.has_stored_pdf):
        return None
    return _pdf_route(document.qonto_id)


def _pdf_route(qonto_id: str) -> str:
    return f"/api/qonto/invoices/{qonto_id}/pdf"


def _related(known: KnownNote) -> dict[str, Any]:
    note = known.note
    return {
        "id": known.id,
        "credit_note_number": note.number,
        "status": note.status,
        "origin": Origin.LOCAL if note.draft else Origin.QONTO,
        "total_ttc": _euros(note.total_cents),
        "total_ttc_cents": note.total_cents,
        "issue_date": note.issue_date,
        "reason": note.reason,
    }


def _details_item(item: DocumentItem, position: int) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "quantity": float(item.quantity),
        "unit_price_ht": float(item.unit_price),
        "total_ht": _euros(item.net_cents),
        "tva_rate": float(item.vat_percent),
        "tva_amount": _euros(item.vat_cents),
        "total_ttc": _euros(item.total_cents),
        "total_ht_cents": item.net_cents,
        "tva_amount_cents": item.vat_cents,
        "total_ttc_cents": item.total_cents,
        "kind": item.kind,
        "product_id": item.product_id,
        "sort_order": position,
    }


def _money(document: Document) -> dict[str, Any]:
    return {
        "total_ht": _euros(document.net_cents),
        "tva_amount": _euros(document.vat_cents),
        "total_ttc": _euros(document.total_cents),
        "amount_paid": _euros(document.amount_paid_cents),
        "total_ht_cents": document.net_cents,
        "tva_amount_cents": document.vat_cents,
        "total_ttc_cents": document.total_cents,
        "amount_paid_cents": document.amount_paid_cents,
    }


def _partner(order: Order | None) -> dict[str, Any] | None:
    if order is None or order.customer is None:
        return None
    customer = order.customer
    return {
        "id": customer.id,
        "type": customer.type,
        "name": customer.name,
        "email": customer.email,
        "siret": customer.siret,
        "vat_number": customer.vat_number,
    }


def _sales_order(order: Order | None) -> dict[str, Any] | None:
    if order is None:
        return None
    return {
        "id": order.id,
        "order_number": order.order_number,
        "shipping_address": render_address(order.shipping_address),
    }


def _euros(cents: int) -> float:
    """The back office reads JSON numbers here; the double nearest to two decimals prints as those two."""
    return float(decimal_of(cents))
