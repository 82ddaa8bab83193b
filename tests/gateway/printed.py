"""Invoices, quotes and credit notes as values, for whoever asks a model and nobody else."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from gateway.resources.billed.model import InvoicedClient, InvoiceItem
from gateway.resources.credit_notes.model import CreditNote
from gateway.resources.documents.model import Document, DocumentStatus, DocumentType, Source
from gateway.resources.invoices.model import Invoice
from gateway.resources.quotes.model import Quote

NOON = datetime(2026, 2, 19, 12, tzinfo=UTC)
CLIENT = InvoicedClient(
    id="c-1",
    type="company",
    name="Maison Martin",
    first_name=None,
    last_name=None,
    email="compta@martin.example",
    vat_number="FR40303265045",
    tax_identification_number=None,
    street_address="1 rue de la Paix",
    zip_code="75002",
    city="Paris",
    country_code="FR",
)
ITEM = InvoiceItem(
    title="Fauteuil Vérone",
    description=None,
    quantity=Decimal(2),
    unit="pièce",
    unit_price=Decimal("24.95"),
    vat_rate=Decimal("0.2"),
    net_cents=4990,
    vat_cents=998,
    total_cents=5988,
)
_INVOICE = Invoice(
    id="i-1",
    number="F-2026-001",
    qonto_status="unpaid",
    currency="EUR",
    total_cents=5988,
    vat_cents=998,
    amount_paid_cents=None,
    issue_date=date(2026, 2, 19),
    due_date=date(2026, 3, 21),
    created_at=NOON,
    updated_at=NOON,
    finalized_at=None,
    paid_at=None,
    purchase_order="SO-2026-00001",
    contact_email=None,
    header="Facture",
    footer="Merci",
    terms_and_conditions="Trente jours",
    public_url=None,
    pdf_url=None,
    attachment_id=None,
    client=CLIENT,
    items=(ITEM,),
)
_QUOTE = Quote(
    id="q-1",
    number="D-2026-001",
    qonto_status="pending_approval",
    currency="EUR",
    total_cents=5988,
    vat_cents=998,
    issue_date=date(2026, 2, 19),
    expiry_date=date(2026, 3, 21),
    created_at=NOON,
    approved_at=None,
    canceled_at=None,
    contact_email=None,
    header="Devis",
    footer="Merci",
    terms_and_conditions="Trente jours",
    public_url=None,
    pdf_url=None,
    attachment_id=None,
    client=CLIENT,
    items=(ITEM,),
    invoice_ids=(),
)
_NOTE = CreditNote(
    id="n-1",
    number="AV-2026-001",
    invoice_id="i-1",
    currency="EUR",
    total_cents=5988,
    vat_cents=998,
    items=(ITEM,),
    client=CLIENT,
    issue_date=date(2026, 2, 19),
    reason=None,
    terms_and_conditions=None,
    contact_email=None,
    discount=None,
)
_DOCUMENT = Document(
    id="d-1",
    document_type=DocumentType.INVOICE,
    status=DocumentStatus.DRAFT,
    customer_name="Maison Martin",
    total_cents=5988,
    vat_cents=998,
    source=Source.ORDER,
    created_by="alice",
    created_at=NOON,
    updated_at=NOON,
)


def an_invoice(qonto_status: str = "unpaid", **fields: Any) -> Invoice:
    number = None if qonto_status == "draft" else _INVOICE.number
    return replace(_INVOICE, **{"qonto_status": qonto_status, "number": number, **fields})


def a_quote(**fields: Any) -> Quote:
    return replace(_QUOTE, **fields)


def a_note(**fields: Any) -> CreditNote:
    return replace(_NOTE, **fields)


def a_document(**fields: Any) -> Document:
    return replace(_DOCUMENT, **fields)
