"""
A quote as Qonto holds it, what it means to the business, and what may be done to it. Pure.

Qonto knows three states, and gives the number at once. That a quote is still a draft, that it was sent, that
the customer declined: that is ours to remember, on the document.

Rule 1: what Qonto says of approval and cancellation comes before what we wrote down.
Rule 2: only a draft is changed, deleted or finalised; only what was finalised is decided or sent again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from gateway.errors import Code, GatewayError
from gateway.resources.billed.model import InvoicedClient, InvoiceItem
from gateway.resources.documents.model import Document, DocumentStatus


class QuoteStatus(StrEnum):
    DRAFT = "draft"
    FINALIZED = "finalized"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONVERTED = "converted"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """As Qonto said it, whatever the edition."""

    id: str
    number: str
    qonto_status: str
    currency: str
    total_cents: int
    vat_cents: int
    issue_date: date | None
    expiry_date: date | None
    created_at: datetime | None
    approved_at: datetime | None
    canceled_at: datetime | None
    contact_email: str | None
    header: str | None
    footer: str | None
    terms_and_conditions: str | None
    public_url: str | None
    pdf_url: str | None
    attachment_id: str | None
    client: InvoicedClient
    items: tuple[InvoiceItem, ...]
    invoice_ids: tuple[str, ...]
    wire: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """Qonto's own words: what a person confirms is fingerprinted whole, fields we do not read included."""

    @property
    def canceled(self) -> bool:
        # Quirk: the reference wrote it with two l; Qonto never does.
        return self.qonto_status in {"canceled", "cancelled"}

    @property
    def approved(self) -> bool:
        return self.qonto_status == "approved"


STORED_STATUS: Final[Mapping[QuoteStatus, DocumentStatus]] = {
    QuoteStatus.DRAFT: DocumentStatus.DRAFT,
    QuoteStatus.FINALIZED: DocumentStatus.FINALIZED,
    QuoteStatus.ACCEPTED: DocumentStatus.FINALIZED,
    QuoteStatus.DECLINED: DocumentStatus.FINALIZED,
    QuoteStatus.CONVERTED: DocumentStatus.FINALIZED,
    QuoteStatus.CANCELED: DocumentStatus.CANCELLED,
}
_DECIDED: Final = {QuoteStatus.ACCEPTED.value, QuoteStatus.DECLINED.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A quote, and the document we keep of it; None for one that was made elsewhere."""

    quote: Quote
    document: Document | None

    @property
    def status(self) -> QuoteStatus:
        return status_of(self.quote, self.document)

    @property
    def draft(self) -> bool:
        return self.status is QuoteStatus.DRAFT


def status_of(  # noqa: PLR0911  - one rung per state
    quote: Quote, document: Document | None
) -> QuoteStatus:
    """Its life as the business sees it."""
    if quote.canceled:
        return QuoteStatus.CANCELED
    if quote.invoice_ids or (document is not None and document.converted_to_id is not None):
        return QuoteStatus.CONVERTED
    if quote.approved:
        return QuoteStatus.ACCEPTED
    if document is None:
        return QuoteStatus.DRAFT
    if document.quote_status in _DECIDED:
        return QuoteStatus(document.quote_status)
    if document.status is DocumentStatus.DRAFT:
        return QuoteStatus.DRAFT
    # A conversion that was undone leaves behind what was there before it.
    return QuoteStatus.FINALIZED if document.decided_at is None else QuoteStatus.ACCEPTED


def has_expired(quote: Quote, today: date) -> bool:
    return quote.expiry_date is not None and quote.expiry_date < today


# ------------------------------------------------------------------ what may be done
def check_changeable(known: Known) -> None:
    if not known.draft:
        raise not_a_draft(known, "il ne peut plus être modifié. Faites-en un autre")


def check_deletable(known: Known) -> None:
    if not known.draft:
        raise not_a_draft(
            known,
            "il ne peut plus être supprimé, un devis envoyé se garde. Notez plutôt la réponse du client",
        )


def check_finalizable(known: Known) -> None:
    if not known.draft:
        raise not_a_draft(known, "il est déjà parti chez le client. Renvoyez-le si besoin (« send »)")


def check_decidable(known: Known) -> None:
    if known.draft:
        raise not_finalized(
            "Ce devis est un brouillon : finalisez-le avant de noter la réponse du client.", known
        )
    if known.status is not QuoteStatus.FINALIZED:
        raise _wrong_status(known, "il n'attend plus de réponse. Rechargez-le")


def check_sendable(known: Known) -> None:
    if known.draft:
        raise not_finalized(
            "Ce devis n'a jamais été finalisé : finalisez d'abord, c'est ce qui l'envoie.", known
        )
    if known.status is QuoteStatus.CANCELED:
        raise _wrong_status(known, "un devis annulé ne s'envoie pas. Envoyez celui qui le remplace")


def not_a_draft(known: Known, consequence: str) -> GatewayError:
    quote = known.quote
    return GatewayError(
        Code.ALREADY_FINALIZED,
        f"Le devis {quote.number} est {_SAID[known.status]} : {consequence}.",
        details={"number": quote.number, "currentStatus": known.status.value},
    )


def not_finalized(message: str, known: Known) -> GatewayError:
    return GatewayError(
        Code.NOT_FINALIZED,
        message,
        details={"number": known.quote.number, "currentStatus": known.status.value},
    )


_SAID: Final[Mapping[QuoteStatus, str]] = {
    QuoteStatus.DRAFT: "en brouillon",
    QuoteStatus.FINALIZED: "finalisé",
    QuoteStatus.ACCEPTED: "accepté",
    QuoteStatus.DECLINED: "refusé",
    QuoteStatus.CONVERTED: "converti en facture",
    QuoteStatus.CANCELED: "annulé",
}


def _wrong_status(known: Known, consequence: str) -> GatewayError:
    return GatewayError(
        Code.INVALID_STATUS,
        f"Le devis {known.quote.number} est {_SAID[known.status]} : {consequence}.",
        details={"number": known.quote.number, "currentStatus": known.status.value},
    )


def not_found() -> GatewayError:
    return GatewayError(
        Code.QUOTE_NOT_FOUND,
        "Ce devis n'existe pas, ni ici ni chez Qonto. Vérifiez l'identifiant, ou rechargez la liste.",
    )


# ------------------------------------------------------------------ sending
def usual_title(quote: Quote) -> str:
    return f"Votre devis {quote.number}"


def customer_email(known: Known) -> tuple[str, ...]:
    kept = None if known.document is None else known.document.customer_email
    email = known.quote.client.email or kept
    if not email:
        raise GatewayError(
            Code.CUSTOMER_INCOMPLETE,
            "Le client de ce devis n'a pas d'adresse e-mail : indiquez-la dans « emails », ou complétez sa "
            "fiche.",
            details={"fields": [{"field": "emails", "message": "au moins une adresse est attendue"}]},
        )
    return (email,)


# ------------------------------------------------------------------ content
def content_hash(quote: Quote) -> str:
    """A fingerprint of what is printed on it, the same in every edition."""
    content: dict[str, Any] = {
        "client": [quote.client.id, quote.client.name, quote.client.email],
        "dates": [str(quote.issue_date), str(quote.expiry_date)],
        "texts": [quote.header, quote.footer, quote.terms_and_conditions],
        "money": [quote.currency, quote.total_cents, quote.vat_cents],
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
            for item in quote.items
        ],
    }
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()
