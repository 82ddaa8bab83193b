"""
An invoice as Qonto holds it, what it means to the business, and what may be done to it. Pure.

Rule 1: an invoice is born a draft; one that was not is an alarm.
Rule 2: what is final is neither changed nor deleted, and its number is never given back.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.resources.billed.model import InvoicedClient, InvoiceItem
from gateway.resources.documents.model import Document, DocumentStatus


class InvoiceStatus(StrEnum):
    DRAFT = "draft"
    UNPAID = "unpaid"
    PAID = "paid"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """As Qonto said it, whatever the edition."""

    id: str
    number: str | None
    qonto_status: str
    currency: str
    total_cents: int
    vat_cents: int
    amount_paid_cents: int | None
    issue_date: date | None
    due_date: date | None
    created_at: datetime | None
    updated_at: datetime | None
    finalized_at: datetime | None
    paid_at: datetime | None
    purchase_order: str | None
    contact_email: str | None
    header: str | None
    footer: str | None
    terms_and_conditions: str | None
    public_url: str | None
    pdf_url: str | None
    attachment_id: str | None
    client: InvoicedClient
    items: tuple[InvoiceItem, ...]
    wire: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """Qonto's own words: what a person confirms is fingerprinted whole, fields we do not read included."""

    @property
    def status(self) -> InvoiceStatus:
        """Its life as the business sees it. Of a word we do not know: what has a number is due."""
        if self.qonto_status in _KNOWN:
            return _KNOWN[self.qonto_status]
        return InvoiceStatus.DRAFT if self.number is None else InvoiceStatus.UNPAID

    @property
    def draft(self) -> bool:
        return self.status is InvoiceStatus.DRAFT

    @property
    def paid_cents(self) -> int:
        if self.amount_paid_cents is not None:
            return self.amount_paid_cents
        return self.total_cents if self.status is InvoiceStatus.PAID else 0


_KNOWN: Mapping[str, InvoiceStatus] = {
    **{status.value: status for status in InvoiceStatus},
    # Quirk: the reference wrote it with two l; Qonto never does.
    "cancelled": InvoiceStatus.CANCELED,
}

STORED_STATUS: Mapping[InvoiceStatus, DocumentStatus] = {
    InvoiceStatus.DRAFT: DocumentStatus.DRAFT,
    InvoiceStatus.UNPAID: DocumentStatus.FINALIZED,
    InvoiceStatus.PAID: DocumentStatus.PAID,
    InvoiceStatus.CANCELED: DocumentStatus.CANCELLED,
}
SHOWN_STATUS: Mapping[DocumentStatus, InvoiceStatus] = {
    stored: shown for shown, stored in STORED_STATUS.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An invoice, and the document we keep of it; None for one that was made elsewhere."""

    invoice: Invoice
    document: Document | None

    @property
    def paid_cents(self) -> int:
        """Of parts paid Qonto knows nothing, we do; that all is paid, it knows better."""
        here = 0 if self.document is None else self.document.amount_paid_cents
        final = self.invoice.status in (InvoiceStatus.PAID, InvoiceStatus.DRAFT)
        return self.invoice.paid_cents if final else max(here, self.invoice.paid_cents)

    @property
    def due_cents(self) -> int:
        return self.invoice.total_cents - self.paid_cents


# ------------------------------------------------------------------ what may be done
def check_changeable(invoice: Invoice) -> None:
    if not invoice.draft:
        raise already_finalized(invoice, "elle ne peut plus être modifiée. Corrigez-la par un avoir")


def check_deletable(invoice: Invoice) -> None:
    if not invoice.draft:
        raise already_finalized(
            invoice,
            "elle ne peut plus être supprimée. Annulez-la si elle n'est pas payée, ou faites un avoir",
        )


def check_cancelable(invoice: Invoice) -> None:
    if invoice.draft:
        raise not_finalized("Cette facture est un brouillon : supprimez-la au lieu de l'annuler.")
    if invoice.status is not InvoiceStatus.UNPAID:
        raise _wrong_status(invoice, "seule une facture impayée peut être annulée. Faites un avoir")


def check_payable(invoice: Invoice) -> None:
    if invoice.draft:
        raise not_finalized("Cette facture est un brouillon : finalisez-la avant de la marquer payée.")
    if invoice.status is not InvoiceStatus.UNPAID:
        raise _wrong_status(invoice, "seule une facture impayée peut être marquée payée. Rechargez-la")


def check_sendable(invoice: Invoice) -> None:
    if invoice.draft:
        raise not_finalized("Cette facture est un brouillon : finalisez-la avant de l'envoyer.")
    if invoice.status is InvoiceStatus.CANCELED:
        raise _wrong_status(invoice, "une facture annulée ne s'envoie pas. Envoyez celle qui la remplace")


def already_finalized(invoice: Invoice, consequence: str) -> GatewayError:
    named = f"La facture {invoice.number}" if invoice.number else "Cette facture"
    return GatewayError(
        Code.ALREADY_FINALIZED,
        f"{named} est finalisée : {consequence}.",
        details={"number": invoice.number, "currentStatus": invoice.status.value},
    )


def not_finalized(message: str) -> GatewayError:
    return GatewayError(
        Code.NOT_FINALIZED, message, details={"number": None, "currentStatus": InvoiceStatus.DRAFT.value}
    )


_STATUS_SAID: Mapping[InvoiceStatus, str] = {
    InvoiceStatus.DRAFT: "en brouillon",
    InvoiceStatus.UNPAID: "impayée",
    InvoiceStatus.PAID: "déjà payée",
    InvoiceStatus.CANCELED: "annulée",
}


def _wrong_status(invoice: Invoice, consequence: str) -> GatewayError:
    return GatewayError(
        Code.INVALID_STATUS,
        f"La facture {invoice.number or ''} est {_STATUS_SAID[invoice.status]} : {consequence}.".replace(
            "  ", " "
        ),
        details={"number": invoice.number, "currentStatus": invoice.status.value},
    )


def not_found() -> GatewayError:
    return GatewayError(
        Code.INVOICE_NOT_FOUND,
        "Cette facture n'existe pas, ni ici ni chez Qonto. Vérifiez l'identifiant, ou rechargez la liste.",
    )


# ------------------------------------------------------------------ content
def content_hash(invoice: Invoice) -> str:
    """A fingerprint of what is printed on it, the same in every edition."""
    content: dict[str, Any] = {
        "client": [invoice.client.id, invoice.client.name, invoice.client.email],
        "dates": [str(invoice.issue_date), str(invoice.due_date)],
        "texts": [invoice.header, invoice.footer, invoice.terms_and_conditions, invoice.purchase_order],
        "money": [invoice.currency, invoice.total_cents, invoice.vat_cents],
        "items": [
            [
                item.title,
                item.description,
                str(item.quantity.normalize()),
                item.unit,
                str(item.unit_price.normalize()),
                str(item.vat_rate.normalize()),
                item.total_cents,
            ]
            for item in invoice.items
        ],
    }
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()
