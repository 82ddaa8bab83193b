"""
What was asked when an invoice was created, kept in its intent, and the rows that follow from Qonto's answer.

Both ways lead here: the answer itself, and finding the invoice at Qonto after the answer was lost or the
gateway killed. Qonto knows no idempotency key for invoices; one is recognised by purchase order and client,
among those made since the request left and not yet known here.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from gateway.db import Tx
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import (
    Document,
    DocumentItem,
    DocumentType,
    Intent,
    IntentKind,
    IntentState,
    ItemKind,
    PostalAddress,
    Source,
)
from gateway.resources.invoices import upstream
from gateway.resources.invoices.learning import sketch, stored_items
from gateway.resources.invoices.model import Invoice, InvoiceStatus
from gateway.resources.orders.billing import Bill

_INVOICE = DocumentType.INVOICE
_ACTIONS: Final = {
    IntentKind.CREATE_INVOICE: "create_invoice",
    IntentKind.CREATE_SERVICE_INVOICE: "create_service_invoice",
    IntentKind.CONVERT_QUOTE: "convert_quote",
}
_MARGIN: Final = timedelta(hours=1)
"""Two clocks may differ. Recognising does not depend on this, it only keeps the list short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """Everything the rows need that Qonto will not say."""

    source: str
    purchase_order: str | None
    lines: tuple[tuple[str, str, str | None], ...]
    """Title, kind and product of each line."""
    total_cents: int
    order_id: str | None = None
    quote_id: str | None = None
    """Our own id of the quote it is made from."""
    customer_type: str | None = None
    customer_id: str | None = None
    billing_address: Mapping[str, str] | None = None
    shipping_address: Mapping[str, str] | None = None
    shipping_cost_cents: int = 0
    handling_cost_cents: int = 0
    insurance_cost_cents: int = 0
    fees_vat_rate: str | None = None
    client_id: str | None = None
    asked_at: str | None = None
    """When the request left, by the bank's clock."""

    def payload(self) -> dict[str, Any]:
        return asdict(self)


def creation_of(bill: Bill, shipping_address: PostalAddress | None) -> Creation:
    fees, address = bill.fees, bill.billing_address
    billed_to = PostalAddress(
        street=address.street,
        postal_code=address.postal_code,
        city=address.city,
        country=address.country,
    )
    return Creation(
        source=Source.ORDER.value,
        order_id=bill.order.id,
        purchase_order=bill.order.order_number,
        customer_type=bill.customer.type.value,
        customer_id=bill.customer.id,
        billing_address=asdict(billed_to),
        shipping_address=None if shipping_address is None else asdict(shipping_address),
        shipping_cost_cents=fees.shipping_cents,
        handling_cost_cents=fees.handling_cents,
        insurance_cost_cents=fees.insurance_cents,
        fees_vat_rate=None if fees.vat_rate is None else str(fees.vat_rate),
        lines=tuple((line.title, line.kind.value, line.product_id) for line in bill.lines),
        total_cents=bill.totals.total_cents,
    )


def creation_in(intent: Intent) -> Creation:
    payload = dict(intent.payload)
    return Creation(**{**payload, "lines": tuple(tuple(line) for line in payload["lines"])})


# ------------------------------------------------------------------ recognising
async def find_created(clerk: Clerk, creation: Creation) -> Invoice | None:
    """The invoice at Qonto that this creation made; None where there is none."""
    assert creation.asked_at is not None
    asked_at = datetime.fromisoformat(creation.asked_at)
    filters = {
        "filter[created_at_from]": upstream.since(asked_at - _MARGIN),
        "sort_by": "created_at:asc",
    }
    alike = [
        invoice
        async for invoice in upstream.list_all(clerk.qonto, filters)
        if (invoice.purchase_order or None) == creation.purchase_order
        and invoice.client.id == creation.client_id
        and invoice.status is not InvoiceStatus.CANCELED
    ]
    async with clerk.db.reading() as tx:
        known = await store.list_by_qonto_id(tx, (invoice.id for invoice in alike), _INVOICE)
    unknown = [invoice for invoice in alike if invoice.id not in known]
    same_total = (invoice for invoice in unknown if invoice.total_cents == creation.total_cents)
    # An order's number is its own; a reference of services, or none, may be on many an invoice.
    otherwise = unknown[0] if unknown and creation.order_id is not None else None
    return next(same_total, otherwise)


# ------------------------------------------------------------------ the outcome
async def record_created(tx: Tx, clerk: Clerk, intent: Intent, invoice: Invoice) -> Document | None:
    """
    The document, its lines and the end of the intent, in one transaction.

    None where the order has another active invoice, which the index forbids us to hide.
    """
    now = clerk.clock.now()
    document, items = _rows(intent, invoice, now)
    if not await store.add(tx, document, items):
        found = await store.find(tx, invoice.id, _INVOICE)
        state = IntentState.FAILED if found is None else IntentState.DONE
        await intents.close(tx, intent, state, now, outcome={"qontoId": invoice.id})
        if found is None:
            await registers.audit(
                tx, "stray_invoice", actor=intent.created_by, at=now, details={"qontoId": invoice.id}
            )
        return found
    await intents.close(
        tx, intent, IntentState.DONE, now, outcome={"qontoId": invoice.id}, document_id=document.id
    )
    await _mark_converted(tx, creation_in(intent), document, now)
    action = _ACTIONS[intent.kind] if invoice.draft else "finalized_on_create"
    await registers.audit(
        tx,
        action,
        actor=intent.created_by,
        at=now,
        document_id=document.id,
        details={"qontoId": invoice.id, "status": invoice.qonto_status, "number": invoice.number},
    )
    if invoice.number is not None and not invoice.draft:
        await registers.burn(
            tx,
            _INVOICE,
            invoice.number,
            qonto_id=invoice.id,
            document_id=document.id,
            by=registers.QONTO,
            at=now,
        )
    return document


def _rows(intent: Intent, invoice: Invoice, now: datetime) -> tuple[Document, tuple[DocumentItem, ...]]:
    creation = creation_in(intent)
    document = replace(
        sketch(invoice, now, by=intent.created_by),
        source=Source(creation.source),
        sales_order_id=creation.order_id,
        parent_id=creation.quote_id,
        customer_type=creation.customer_type,
        customer_id=creation.customer_id,
        billing_address=_address(creation.billing_address),
        shipping_address=_address(creation.shipping_address),
        shipping_cost_cents=creation.shipping_cost_cents,
        handling_cost_cents=creation.handling_cost_cents,
        insurance_cost_cents=creation.insurance_cost_cents,
        fees_vat_rate=None if creation.fees_vat_rate is None else Decimal(creation.fees_vat_rate),
        alarm=None if invoice.draft else FINALIZED_ON_CREATE,
    )
    items = stored_items(invoice, ())
    if len(items) == len(creation.lines):
        items = tuple(
            replace(item, kind=ItemKind(kind), product_id=product_id)
            for item, (_, kind, product_id) in zip(items, creation.lines, strict=True)
        )
    return document, items


def _address(kept: Mapping[str, str] | None) -> PostalAddress | None:
    return None if kept is None else PostalAddress(**kept)


async def _mark_converted(tx: Tx, creation: Creation, document: Document, now: datetime) -> None:
    if creation.quote_id is not None:
        await store.change(tx, creation.quote_id, now, converted_to_id=document.id, quote_status="converted")


FINALIZED_ON_CREATE: Final = (
    "Qonto a finalisé cette facture dès sa création, alors qu'un brouillon était demandé : son numéro est "
    "brûlé. Vérifiez-la ; si elle est fausse, corrigez-la par un avoir."
)
