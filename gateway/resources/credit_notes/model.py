"""
A credit note, and what may be done with it. Pure.

Rule 1: at Qonto a credit note is final from its first moment. A draft lives here alone and has no number.
Rule 2: the credit notes of an invoice never come to more than its total.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from gateway.errors import Code, GatewayError
from gateway.money import amount, spoken
from gateway.resources.billed.model import Discount, InvoicedClient, InvoiceItem
from gateway.resources.documents.model import Document
from gateway.resources.invoices.model import Invoice, InvoiceStatus, not_finalized

CREATE: Final = "create_credit_note"
DASHBOARD_URL: Final = "https://app.qonto.com"
_ADVICE: Final = "Créez l'avoir directement sur le tableau de bord Qonto."


class CreditNoteStatus(StrEnum):
    DRAFT = "draft"
    FINALIZED = "finalized"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """As Qonto said it, whatever the edition; or a draft of ours, in the same words and without *id*."""

    id: str | None
    number: str | None
    invoice_id: str
    currency: str
    total_cents: int
    vat_cents: int
    items: tuple[InvoiceItem, ...]
    client: InvoicedClient | None
    issue_date: date | None
    reason: str | None
    terms_and_conditions: str | None
    contact_email: str | None
    discount: Discount | None
    invoice_number: str | None = None
    """Qonto never says it: from our row of the invoice, or from the invoice itself."""
    created_at: datetime | None = None
    finalized_at: datetime | None = None
    attachment_id: str | None = None
    pdf_url: str | None = None
    public_url: str | None = None
    wire: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def draft(self) -> bool:
        return self.id is None

    @property
    def status(self) -> CreditNoteStatus:
        return CreditNoteStatus.DRAFT if self.draft else CreditNoteStatus.FINALIZED


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNote:
    """A credit note, and the document we keep of it; None for one that was made elsewhere."""

    note: CreditNote
    document: Document | None

    @property
    def id(self) -> str:
        id = self.note.id or (None if self.document is None else self.document.id)
        assert id is not None, "it is at Qonto, or it is ours"
        return id


# ------------------------------------------------------------------ what may be credited
def check_creditable(invoice: Invoice) -> None:
    if invoice.draft:
        raise not_finalized(
            "Cette facture est un brouillon : modifiez-la, un avoir ne corrige qu'une facture finalisée."
        )
    if invoice.status is InvoiceStatus.CANCELED:
        raise GatewayError(
            Code.INVALID_STATUS,
            f"La facture {invoice.number or ''} est annulée : il n'y a plus rien à créditer. Rechargez-la.",
            details={"number": invoice.number, "currentStatus": invoice.status.value},
        )


def left_to_credit(invoice: Invoice, earlier: Iterable[CreditNote]) -> int:
    return invoice.total_cents - sum(note.total_cents for note in earlier)


def check_within(total_cents: int, left_cents: int, *, currency: str) -> None:
    if total_cents <= 0:
        raise _wrong_items("le total d'un avoir est positif. Corrigez les lignes ou la remise")
    if total_cents <= left_cents:
        return
    left_cents = max(left_cents, 0)
    told = f"il ne reste que {spoken(left_cents, currency)} à créditer sur cette facture"
    raise GatewayError(
        Code.CREDIT_EXCEEDS_INVOICE,
        f"L'avoir ({spoken(total_cents, currency)}) dépasse ce qui peut l'être : {told}. Réduisez ses "
        "lignes.",
        details={
            "fields": [{"field": "items", "message": told}],
            "remaining_amount": amount(left_cents, currency),
            "remaining_amount_cents": left_cents,
        },
    )


def worded(note: CreditNote) -> list[list[Any]]:
    """Its lines, for comparison."""
    return [[item.title, str(item.quantity.normalize()), item.total_cents] for item in note.items]


# ------------------------------------------------------------------ refusals
def check_draft(known: KnownNote, consequence: str) -> None:
    if not known.note.draft:
        raise already_finalized(known.note.number, consequence)


def already_finalized(number: str | None, consequence: str) -> GatewayError:
    named = f"L'avoir {number}" if number else "Cet avoir"
    return GatewayError(
        Code.ALREADY_FINALIZED,
        f"{named} est finalisé : {consequence}.",
        details={"number": number, "currentStatus": CreditNoteStatus.FINALIZED.value},
    )


def not_found() -> GatewayError:
    return GatewayError(
        Code.CREDIT_NOTE_NOT_FOUND,
        "Cet avoir n'existe pas, ni ici ni chez Qonto. Vérifiez l'identifiant, ou rechargez la liste.",
    )


def creation_unsupported(kept: Document | None, *, details: Mapping[str, Any] | None = None) -> GatewayError:
    """The guide's section 8: the dashboard can, the API cannot. A draft is never lost over it."""
    if kept is None:
        then = "Pour en garder un brouillon ici, renvoyez la demande avec « localDraft: true »."
    else:
        then = (
            "Votre brouillon est gardé ici ; une synchronisation le reliera à l'avoir une fois celui-ci émis."
        )
    return GatewayError(
        Code.CREDIT_NOTE_CREATION_UNSUPPORTED,
        "L'API de Qonto ne permet pas de créer un avoir (POST /v2/credit_notes) : créez-le directement sur "
        f"le tableau de bord Qonto. {then}",
        details={**(details or {}), "operation": CREATE, "advice": _ADVICE, **_kept(kept)},
    )


def creation_forbidden(kept: Document, status: int, *, details: Mapping[str, Any]) -> GatewayError:
    """401 and 403, where everything else is answered: the key is good, and not good enough."""
    revoked = " ; si elle a été révoquée, régénérez-la" if status == _UNAUTHORIZED else ""
    advice = f"Vérifiez les permissions de la clé API sur le tableau de bord Qonto{revoked}."
    return GatewayError(
        Code.UPSTREAM_AUTH_FAILED,
        f"Qonto refuse à notre clé API de créer un avoir ({status}) : rien n'a été émis, votre brouillon est "
        f"gardé. {advice}",
        details={**details, "operation": CREATE, "advice": advice, **_kept(kept)},
    )


_UNAUTHORIZED: Final = 401


def _kept(document: Document | None) -> dict[str, Any]:
    return {
        "dashboardUrl": DASHBOARD_URL,
        "localDraft": document is not None,
        "localDocumentId": None if document is None else document.id,
    }


def _wrong_items(message: str) -> GatewayError:
    return GatewayError(
        Code.INVALID,
        f"Le champ « items » n'est pas valable : {message}.",
        details={"fields": [{"field": "items", "message": message}]},
    )
