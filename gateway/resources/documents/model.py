"""
A document as the gateway keeps it: an invoice, a quote or a credit note. Pure.

Rule 1: what is final never becomes a draft again, whoever says so.
Rule 2: a cancelled document stays cancelled.
Rule 3: a number belongs to whoever burnt it first, for ever (`burnt_numbers`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class DocumentType(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    QUOTE = "quote"


class DocumentStatus(StrEnum):
    DRAFT = "draft"
    FINALIZED = "finalized"
    PAID = "paid"
    CANCELLED = "cancelled"


MAY_BECOME: Mapping[DocumentStatus, frozenset[DocumentStatus]] = {
    DocumentStatus.DRAFT: frozenset(
        {DocumentStatus.FINALIZED, DocumentStatus.PAID, DocumentStatus.CANCELLED}
    ),
    DocumentStatus.FINALIZED: frozenset({DocumentStatus.PAID, DocumentStatus.CANCELLED}),
    DocumentStatus.PAID: frozenset({DocumentStatus.FINALIZED, DocumentStatus.CANCELLED}),
    DocumentStatus.CANCELLED: frozenset(),
}


class WorkflowStatus(StrEnum):
    """The back office's three steps and what follows them."""

    SYNCHRONIZED = "synchronized"
    DRAFT_VALIDATED = "draft_validated"
    FINALIZED = "finalized"
    SENT = "sent"
    PAID = "paid"
    CANCELLED = "cancelled"


class Source(StrEnum):
    ORDER = "order"
    SERVICE = "service"
    SYNC = "sync"
    QUOTE = "quote"
    INVOICE = "invoice"


class Origin(StrEnum):
    """Where the document lives: at Qonto, or (a credit note not yet issued) only here."""

    QONTO = "qonto"
    LOCAL = "local"


class ItemKind(StrEnum):
    PRODUCT = "product"
    FEE = "fee"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    street: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    id: str
    document_type: DocumentType
    status: DocumentStatus
    customer_name: str
    total_cents: int
    vat_cents: int
    source: Source
    created_by: str
    created_at: datetime
    updated_at: datetime
    qonto_id: str | None = None
    quote_status: str | None = None
    workflow_status: WorkflowStatus = WorkflowStatus.SYNCHRONIZED
    number: str | None = None
    customer_email: str | None = None
    customer_type: str | None = None
    customer_id: str | None = None
    currency: str = "EUR"
    amount_paid_cents: int = 0
    document_date: date | None = None
    due_date: date | None = None
    expiry_date: date | None = None
    sales_order_id: str | None = None
    parent_id: str | None = None
    """The document it was made from: a credit note's invoice, an invoice's quote, a quote's invoice."""
    converted_to_id: str | None = None
    credited_qonto_id: str | None = None
    origin: Origin = Origin.QONTO
    pdf_url: str | None = None
    pdf_url_expires_at: datetime | None = None
    attachment_id: str | None = None
    qonto_status: str | None = None
    content_hash: str | None = None
    alarm: str | None = None
    billing_address: PostalAddress | None = None
    shipping_address: PostalAddress | None = None
    shipping_cost_cents: int = 0
    handling_cost_cents: int = 0
    insurance_cost_cents: int = 0
    fees_vat_rate: Decimal | None = None
    notes: str | None = None
    reason: str | None = None
    terms: Mapping[str, Any] | None = None
    """What a draft that lives only here will say besides its lines."""
    decided_at: datetime | None = None
    decided_by: str | None = None
    """A quote accepted or declined: recorded here alone, since Qonto has no call for it."""
    validated_to_draft_at: datetime | None = None
    validated_by: str | None = None
    finalized_at: datetime | None = None
    finalized_by: str | None = None
    sent_at: datetime | None = None
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    deleted_at: datetime | None = None
    has_stored_pdf: bool = False
    """Read, never written: whether a copy of the PDF is kept."""

    @property
    def net_cents(self) -> int:
        return self.total_cents - self.vat_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentItem:
    """*vat_percent* is in percent, as the table of the reference has it: 20, not 0.2."""

    id: str
    title: str
    quantity: Decimal
    unit_price: Decimal
    vat_percent: Decimal
    net_cents: int
    vat_cents: int
    total_cents: int
    description: str | None = None
    unit: str | None = None
    discount: Mapping[str, str] | None = None
    """`type` and `value`, in Qonto's own words."""
    product_id: str | None = None
    kind: ItemKind = ItemKind.PRODUCT


class IntentKind(StrEnum):
    CREATE_INVOICE = "create_invoice"
    CREATE_SERVICE_INVOICE = "create_service_invoice"
    CONVERT_QUOTE = "convert_quote"
    CREATE_QUOTE = "create_quote"
    UPDATE_QUOTE = "update_quote"
    DELETE_QUOTE = "delete_quote"
    FINALIZE_QUOTE = "finalize_quote"
    SEND_QUOTE = "send_quote"
    CREATE_CREDIT_NOTE = "create_credit_note"
    UPDATE = "update"
    FINALIZE_INVOICE = "finalize_invoice"
    MARK_PAID = "mark_paid"
    CANCEL = "cancel"
    SEND = "send"
    DELETE = "delete"


class IntentState(StrEnum):
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """
    What we are about to ask of Qonto, stored before asking, and what became of it.

    Pending until `closed_at`. *instance* is the process that works on it. *asked* says that the request may
    have left, *since* from when on, by the machine's clock, which nobody holds by hand.
    """

    id: str
    kind: IntentKind
    created_by: str
    created_at: datetime
    instance: str
    since: datetime
    asked: bool = True
    document_id: str | None = None
    sales_order_id: str | None = None
    qonto_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    state: IntentState = IntentState.OPEN
    closed_at: datetime | None = None
    outcome: Mapping[str, Any] | None = None
