"""
What a person is asked before something becomes irreversible: summary, warnings, fingerprint, token. Pure.

Rule 1: the question shows what Qonto holds now, never what we believe it holds.
Rule 2: the fingerprint covers everything that was shown and everything that will be printed: one changed
        character, one more warning, and it is another question.
Rule 3: a token is a secret. It is minted from the randomness handed in; only its hash may be stored.

That a token serves once, for one person and for five minutes, is the database's affair
(resources/confirmations).
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

LIFE = timedelta(minutes=5)

LEGAL_VAT_RATES = frozenset(Decimal(rate) for rate in ("0", "0.021", "0.055", "0.085", "0.1", "0.2"))
"""France, overseas included: 0, 2.1, 5.5, 8.5, 10 and 20 %."""

_TOKEN_BYTES = 32


class WarningCode(StrEnum):
    """What went unnoticed when F-2026-001 was burnt with 0.2 % of VAT."""

    VAT_RATE_NOT_LEGAL = "VAT_RATE_NOT_LEGAL"
    TOTAL_DIFFERS_FROM_ORDER = "TOTAL_DIFFERS_FROM_ORDER"
    TAX_ID_MISSING = "TAX_ID_MISSING"
    NO_LINES = "NO_LINES"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    code: WarningCode
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """Who is billed. *company* also stands for freelancers: whoever must show a tax id."""

    name: str
    company: bool
    email: str | None
    address: tuple[str, ...]
    vat_number: str | None
    tax_identification_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    title: str
    description: str | None
    quantity: str
    unit: str | None
    unit_price: str
    vat_rate: Decimal
    subtotal_cents: int
    vat_cents: int
    total_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClaim:
    """The order's own total, to be compared with the document's."""

    order_number: str
    total_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """
    A document about to become final, as Qonto holds it.

    *content* is what the fingerprint covers beyond the summary: in Qonto's own words, all that ends up on the
    document.
    """

    document_id: str
    document_type: str
    seller: str | None
    billed: Billed
    currency: str
    issue_date: str | None
    due_date: str | None
    purchase_order: str | None
    lines: tuple[Line, ...]
    total_cents: int
    vat_cents: int
    order: OrderClaim | None
    content: Mapping[str, Any]
    particulars: Mapping[str, Any] = field(default_factory=dict)
    """What only this kind of document has to show, in the summary's own keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Everything needed to ask: *summary* is JSON, as stored and as sent."""

    operation: str
    document_id: str
    summary: Mapping[str, Any]
    warnings: tuple[Caution, ...]
    fingerprint: str

    @property
    def warnings_json(self) -> list[dict[str, str]]:
        return [{"code": warning.code.value, "message": warning.message} for warning in self.warnings]


class Mint:
    """Where tokens come from: 32 bytes of the randomness handed in."""

    __slots__ = ("_random_bytes",)

    def __init__(self, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._random_bytes = random_bytes

    def token(self) -> str:
        return base64.urlsafe_b64encode(self._random_bytes(_TOKEN_BYTES)).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """A token carries 256 random bits: a plain hash cannot be reversed and needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def ask(operation: str, subject: Subject) -> Question:
    warnings = tuple(_warnings(subject))
    summary = _summary(operation, subject)
    return Question(
        operation=operation,
        document_id=subject.document_id,
        summary=summary,
        warnings=warnings,
        fingerprint=_fingerprint(summary, [warning.code for warning in warnings], subject.content),
    )


def percent(rate: Decimal) -> str:
    """`0.055` is `5,5 %`, as a French reader writes it."""
    text = f"{rate * 100:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") + "\u00a0%"


# ------------------------------------------------------------------ warnings
def _warnings(subject: Subject) -> Iterator[Caution]:
    yield from _vat_warnings(subject)
    order = subject.order
    if order is not None and order.total_cents != subject.total_cents:
        yield Caution(
            code=WarningCode.TOTAL_DIFFERS_FROM_ORDER,
            message=f"Le total ({_euros(subject.total_cents)}) n'est pas celui de la commande "
            f"{order.order_number} ({_euros(order.total_cents)}) : vérifiez les lignes, les frais et la TVA.",
        )
    billed = subject.billed
    if billed.company and not (billed.vat_number or billed.tax_identification_number):
        yield Caution(
            code=WarningCode.TAX_ID_MISSING,
            message=f"« {billed.name} » n'a ni numéro de TVA ni SIRET : complétez sa fiche d'abord.",
        )
    if not subject.lines:
        yield Caution(
            code=WarningCode.NO_LINES, message="Le document n'a aucune ligne : ajoutez-en avant de finaliser."
        )


def _vat_warnings(subject: Subject) -> Iterator[Caution]:
    for rate in sorted({line.vat_rate for line in subject.lines} - LEGAL_VAT_RATES):
        titles = ", ".join(f"« {line.title} »" for line in subject.lines if line.vat_rate == rate)
        yield Caution(
            code=WarningCode.VAT_RATE_NOT_LEGAL,
            message=f"{percent(rate)} n'est pas un taux de TVA français (0, 2,1, 5,5, 8,5, 10 ou 20 %) : "
            f"corrigez {titles} avant de finaliser.",
        )


def _euros(cents: int) -> str:
    return f"{Decimal(cents).scaleb(-2):.2f}".replace(".", ",") + "\u00a0€"


# ------------------------------------------------------------------ summary
_IRREVERSIBLE = {
    "invoice": (
        "Un numéro définitif sera attribué à la facture, jamais rendu ni réutilisé, même après annulation.",
        "La facture ne pourra plus être modifiée ni supprimée ; une erreur ne se corrigera que par un avoir.",
    ),
    "quote": (
        "Le devis part aussitôt par e-mail aux destinataires ci-dessus : un e-mail ne se rappelle pas.",
        "Le devis ne pourra plus être supprimé chez Qonto.",
    ),
    "credit_note": (
        "Un numéro d'avoir définitif sera attribué, jamais rendu ni réutilisé.",
        "L'avoir ne pourra plus être modifié ni supprimé ; s'il couvre toute la facture, Qonto l'annule.",
    ),
}


def _summary(operation: str, subject: Subject) -> dict[str, Any]:
    order = subject.order
    return {
        "operation": operation,
        "document_id": subject.document_id,
        "document_type": subject.document_type,
        "seller": subject.seller,
        "customer": {
            "name": subject.billed.name,
            "email": subject.billed.email,
            "address": list(subject.billed.address),
            "vat_number": subject.billed.vat_number,
            "tax_identification_number": subject.billed.tax_identification_number,
        },
        "order_number": None if order is None else order.order_number,
        "order_total_amount_cents": None if order is None else order.total_cents,
        "purchase_order": subject.purchase_order,
        "issue_date": subject.issue_date,
        "due_date": subject.due_date,
        "currency": subject.currency,
        "items": [_item(line, subject.currency) for line in subject.lines],
        "vat": _vat_by_rate(subject.lines),
        "subtotal_amount_cents": subject.total_cents - subject.vat_cents,
        "total_vat_cents": subject.vat_cents,
        "total_amount_cents": subject.total_cents,
        "irreversible": list(_IRREVERSIBLE[subject.document_type]),
        **subject.particulars,
    }


def _item(line: Line, currency: str) -> dict[str, Any]:
    return {
        "title": line.title,
        "description": line.description,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price": {"value": line.unit_price, "currency": currency},
        "vat_rate": _rate(line.vat_rate),
        "subtotal_cents": line.subtotal_cents,
        "total_vat_cents": line.vat_cents,
        "total_amount_cents": line.total_cents,
    }


def _vat_by_rate(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    return [
        {
            "vat_rate": _rate(rate),
            "subtotal_cents": sum(line.subtotal_cents for line in lines if line.vat_rate == rate),
            "total_vat_cents": sum(line.vat_cents for line in lines if line.vat_rate == rate),
        }
        for rate in sorted({line.vat_rate for line in lines})
    ]


def _rate(rate: Decimal) -> str:
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# ------------------------------------------------------------------ fingerprint
def _fingerprint(summary: Mapping[str, Any], warnings: list[WarningCode], content: Mapping[str, Any]) -> str:
    shown = {"summary": summary, "warnings": warnings, "content": content}
    canonical = json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
