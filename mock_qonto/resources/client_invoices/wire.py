"""Invoices as JSON, both ways."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from mock_qonto import switches
from mock_qonto.kernel.world import World
from mock_qonto.money import amount
from mock_qonto.resources.billing.terms import Seller
from mock_qonto.resources.billing.wire import (
    client_shown,
    discount_shown,
    items_shown,
    organization_shown,
    pdf_url,
    read_written,
)
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.client_invoices.terms import Terms
from mock_qonto.resources.organization.model import of
from mock_qonto.web.rendering import instant

DAYS = (
    "issue_date",
    "due_date",
    "performance_date",
    "performance_start_date",
    "performance_end_date",
)
TEXTS = ("number", "purchase_order", "terms_and_conditions", "header", "footer")


# ---------------------------------------------------------------- in
def read_terms(body: Mapping[str, Any], *, reference_words: bool) -> Terms:
    return Terms(**_given(body, reference_words=reference_words))


def read_changes(before: Terms, body: Mapping[str, Any], *, reference_words: bool) -> Terms:
    return replace(before, **_given(body, reference_words=reference_words))


def _given(body: Mapping[str, Any], *, reference_words: bool) -> dict[str, Any]:
    return read_written(body, texts=TEXTS, days=DAYS, reference_words=reference_words)


# ---------------------------------------------------------------- out
def shown(world: World, invoice: ClientInvoice) -> dict[str, Any]:
    organization, terms, currency = of(world), invoice.terms, invoice.currency
    seller, total = terms.seller or _PLAIN_SELLER, invoice.bill.total
    body: dict[str, Any] = {
        "id": invoice.id,
        "organization_id": organization.id,
        "number": invoice.number,
        # The same under its old name: both are sent, clients prefer `number`.
        "invoice_number": invoice.number,
        "status": invoice.status,
        "invoice_type": "standard",
        "invoice_url": f"{world.base_url}/invoices/{invoice.id}",
        "attachment_id": invoice.attachment_id,
        "purchase_order": terms.purchase_order,
        "contact_email": organization.contact_email,
        "terms_and_conditions": terms.terms_and_conditions,
        "header": terms.header,
        "footer": terms.footer,
        "discount_conditions": seller.discount_conditions,
        "late_payment_penalties": seller.late_payment_penalties,
        "legal_fixed_compensation": seller.legal_fixed_compensation,
        "currency": currency,
        "total_amount": amount(total.total_cents, currency),
        "total_amount_cents": total.total_cents,
        "vat_amount": amount(total.vat_cents, currency),
        "vat_amount_cents": total.vat_cents,
        "amount_paid": None if invoice.paid_at is None else amount(total.total_cents, currency),
        "deposit_amount": None,
        **_moments(invoice),
        "items": _items(world, invoice),
        "client": client_shown(invoice.client),
        "payment_methods": [
            {
                "beneficiary_name": organization.legal_name,
                "bic": invoice.account.bic,
                "iban": invoice.account.iban,
                "type": "transfer",
            }
        ],
        "credit_notes_ids": list(invoice.credit_notes_ids),
        "organization": organization_shown(organization, seller),
        "einvoicing_status": None,
        "einvoicing_lifecycle_events": [],
    }
    if terms.discount is not None:
        body["discount"] = discount_shown(terms.discount, total, currency)
    if world.settings.edition == switches.GUIDE:
        body["pdf_url"] = pdf_url(world, invoice.attachment_id, invoice.number or "", invoice.pdf_made_at)
    return body


def _moments(invoice: ClientInvoice) -> dict[str, str | None]:
    terms, created_at = invoice.terms, instant(invoice.created_at)
    untouched = invoice.updated_at is invoice.created_at
    return {
        "issue_date": terms.issue_date.isoformat(),
        "due_date": terms.due_date.isoformat(),
        "performance_date": _day(terms.performance_date),
        "performance_start_date": _day(terms.performance_start_date),
        "performance_end_date": _day(terms.performance_end_date),
        "created_at": created_at,
        "updated_at": created_at if untouched else instant(invoice.updated_at),
        "finalized_at": None if invoice.finalized_at is None else instant(invoice.finalized_at),
        "paid_at": None if invoice.paid_at is None else instant(invoice.paid_at),
    }


def _items(world: World, invoice: ClientInvoice) -> list[dict[str, Any]] | None:
    # Quirk: a draft without lines answers null, not an empty list.
    if not invoice.terms.items:
        return None
    return items_shown(world, invoice.terms.items, invoice.bill, invoice.currency)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


_PLAIN_SELLER = Seller()
