"""Reading invoices: Qonto's word, with what we keep of it. Nothing here asks Qonto for a change."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import UpstreamRefusal
from gateway.qonto.pages import Page
from gateway.resources.clerk import Clerk
from gateway.resources.credit_notes.model import KnownNote
from gateway.resources.credit_notes.service import list_related
from gateway.resources.documents import store
from gateway.resources.documents.model import Document, DocumentItem, DocumentType
from gateway.resources.invoices import upstream
from gateway.resources.invoices.learning import learn, learn_page, sketch, stored_items, vanish
from gateway.resources.invoices.model import Invoice, Known, not_found
from gateway.resources.invoices.recovery import settle
from gateway.resources.ledger.model import Payment
from gateway.resources.ledger.store import list_payments
from gateway.resources.orders import store as orders
from gateway.resources.orders.model import Order

_INVOICE: Final = DocumentType.INVOICE
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    rows: tuple[Known, ...]
    current_page: int
    per_page: int
    total_pages: int
    total_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    invoice: Invoice
    document: Document
    items: tuple[DocumentItem, ...]
    payments: tuple[Payment, ...]
    order: Order | None
    credit_notes: tuple[KnownNote, ...]


async def show_invoice(clerk: Clerk, id: str) -> Known:
    """
    By the gateway's id or Qonto's. Everything that is done to an invoice begins here, so what is decided is
    decided on what Qonto says now.
    """
    await settle(clerk)
    async with clerk.db.reading() as tx:
        document = await store.find(tx, id, _INVOICE)
    if document is not None and document.deleted_at is not None:
        raise not_found()
    if document is None and not _UUID.fullmatch(id):
        raise not_found()
    qonto_id = id if document is None else document.qonto_id
    assert qonto_id is not None, "an invoice always lives at Qonto"
    invoice = await upstream.show(clerk.qonto, qonto_id)
    if invoice is None:
        if document is not None:
            await vanish(clerk, document)
        raise not_found()
    return Known(invoice=invoice, document=await learn(clerk, invoice, document))


async def list_invoices(clerk: Clerk, *, status: str | None, page: int, per_page: int, whole: bool) -> Listed:
    await settle(clerk)
    filters = _filters(clerk, status)
    listed = await _listed(clerk, filters, page=page, per_page=per_page, whole=whole)
    present = _filters(clerk, status)
    if present != filters:
        # Qonto's answer has set our clock to another day: what is overdue is judged by that one.
        listed = await _listed(clerk, present, page=page, per_page=per_page, whole=whole)
    return listed


async def list_invoices_by_order(clerk: Clerk, order_id: str) -> tuple[Document, ...]:
    await settle(clerk)
    async with clerk.db.reading() as tx:
        order = await orders.find(tx, order_id)
        return await store.list_of_order(tx, order_id if order is None else order.id, _INVOICE)


async def show_invoice_details(clerk: Clerk, id: str) -> Details:
    known = await show_invoice(clerk, id)
    document, credit_notes = known.document, await list_related(clerk, known.invoice)
    if document is None:
        # Made elsewhere: shown as it would be kept. A GET is no occasion to keep it.
        unkept = replace(sketch(known.invoice, clerk.clock.now(), by="qonto"), id=known.invoice.id)
        items = stored_items(known.invoice, ())
        return Details(
            invoice=known.invoice,
            document=unkept,
            items=items,
            payments=(),
            order=None,
            credit_notes=credit_notes,
        )
    async with clerk.db.reading() as tx:
        order = None if document.sales_order_id is None else await orders.find(tx, document.sales_order_id)
        return Details(
            invoice=known.invoice,
            document=document,
            items=await store.list_items(tx, document.id),
            payments=await list_payments(tx, document.id),
            order=order,
            credit_notes=credit_notes,
        )


def _filters(clerk: Clerk, status: str | None) -> Mapping[str, Any]:
    match status:
        case None:
            return {}
        case "overdue":
            yesterday = clerk.clock.now().date() - timedelta(days=1)
            return {"filter[status]": "unpaid", "filter[due_date_to]": yesterday.isoformat()}
        case "cancelled":
            return {"filter[status]": "canceled"}
    return {"filter[status]": status}


async def _listed(
    clerk: Clerk, filters: Mapping[str, Any], *, page: int, per_page: int, whole: bool
) -> Listed:
    if whole:
        invoices = tuple([invoice async for invoice in upstream.list_all(clerk.qonto, filters)])
        return Listed(
            rows=await _known(clerk, invoices),
            current_page=1,
            per_page=max(len(invoices), 1),
            total_pages=1,
            total_count=len(invoices),
        )
    invoices, shown = await _page(clerk, page, per_page, filters)
    return Listed(
        rows=await _known(clerk, invoices),
        current_page=shown.current_page,
        per_page=shown.per_page,
        total_pages=shown.total_pages,
        total_count=shown.total_count,
    )


async def _page(
    clerk: Clerk, page: int, per_page: int, filters: Mapping[str, Any]
) -> tuple[tuple[Invoice, ...], Page]:
    try:
        return await upstream.list_page(clerk.qonto, number=page, per_page=per_page, filters=filters)
    except UpstreamRefusal as refusal:
        # Quirk: a page past the last one is no empty page at Qonto, it is refused.
        if page > 1 and refusal.code is Code.UPSTREAM_REFUSED:
            raise GatewayError(
                Code.INVALID_PARAMETER,
                f"Il n'y a pas de page {page} : demandez une page plus petite.",
                internal=refusal.internal,
                details={"fields": [{"field": "page", "message": "au-delà de la dernière page"}]},
            ) from refusal
        raise


async def _known(clerk: Clerk, invoices: Sequence[Invoice]) -> tuple[Known, ...]:
    async with clerk.db.reading() as tx:
        documents = await store.list_by_qonto_id(tx, (invoice.id for invoice in invoices), _INVOICE)
    learnt = await learn_page(clerk, invoices, documents)
    return tuple(Known(invoice=invoice, document=learnt.get(invoice.id)) for invoice in invoices)
