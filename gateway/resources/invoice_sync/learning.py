"""
What a page of invoices teaches.

Rule 1: a list may be older than our rows. It moves statuses onwards; whatever else differs is asked of the
        invoice itself.
Rule 2: an order is recognised by its number alone, and only while it has no active invoice. Nobody is made up
        for an invoice that has none.
Rule 3: what a request of ours may be creating this moment is left to it, and looked at again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from gateway.db import Tx
from gateway.errors import GatewayError
from gateway.resources.clerk import Clerk
from gateway.resources.credit_notes.model import CreditNote
from gateway.resources.documents import store
from gateway.resources.documents.model import Document, DocumentType, Intent, IntentKind
from gateway.resources.invoice_sync.model import Learnt, Reason, Unmatched
from gateway.resources.invoice_sync.store import Candidate, list_candidates
from gateway.resources.invoices import upstream
from gateway.resources.invoices.learning import differences, keep, learn, learn_page, sketch
from gateway.resources.invoices.model import Invoice
from gateway.resources.sync_runs.model import Trouble

_INVOICE: Final = DocumentType.INVOICE
CREATIONS: Final = (IntentKind.CREATE_INVOICE, IntentKind.CREATE_SERVICE_INVOICE, IntentKind.CONVERT_QUOTE)
_MARGIN: Final = timedelta(hours=1)
"""Two clocks may differ by less."""


async def learn_known(
    clerk: Clerk, invoices: Sequence[Invoice], learnt: Learnt, *, beat: Callable[[], Awaitable[None]]
) -> None:
    """What has become of those that have a row. *beat* says that we are alive, where that takes longer."""
    async with clerk.db.reading() as tx:
        documents = await store.list_by_qonto_id(tx, (invoice.id for invoice in invoices), _INVOICE)
    for invoice in invoices:
        document = documents.get(invoice.id)
        if document is not None and document.deleted_at is not None:
            learnt.unmatched += (unmatched(invoice, Reason.DELETED_HERE),)
    known = [one for one in invoices if one.id in documents and documents[one.id].deleted_at is None]
    moved = await learn_page(clerk, known, documents)
    for invoice in known:
        document = moved[invoice.id]
        if differences(document, invoice, clerk.clock.now()):
            await beat()
            document = await _looked_at(clerk, invoice, document)
        if document.updated_at != documents[invoice.id].updated_at:
            learnt.updated += 1


async def _looked_at(clerk: Clerk, invoice: Invoice, document: Document) -> Document:
    present = await upstream.show(clerk.qonto, invoice.id)
    if present is None:
        return document
    return await learn(clerk, present, document) or document


@dataclass(frozen=True, slots=True, kw_only=True)
class Strangers:
    """Those of a page that have no row, and what is known about where they could belong."""

    invoices: tuple[Invoice, ...]
    candidates: Mapping[str, Candidate]
    creations: tuple[Intent, ...]


async def strangers(tx: Tx, invoices: Sequence[Invoice], creations: Sequence[Intent]) -> Strangers:
    """*creations* are pending."""
    known = await store.list_by_qonto_id(tx, (invoice.id for invoice in invoices), _INVOICE)
    unknown = tuple(invoice for invoice in invoices if invoice.id not in known)
    numbers = {invoice.purchase_order for invoice in unknown if invoice.purchase_order is not None}
    return Strangers(
        invoices=unknown, candidates=await list_candidates(tx, numbers), creations=tuple(creations)
    )


async def adopt_all(tx: Tx, found: Strangers, learnt: Learnt, *, by: str, now: datetime) -> None:
    taken: set[str] = set()
    for invoice in found.invoices:
        candidate = found.candidates.get(invoice.purchase_order or "")
        if _being_created(invoice, candidate, found.creations):
            learnt.unmatched += (unmatched(invoice, Reason.BEING_CREATED),)
            learnt.awaited += (invoice.updated_at,)
            continue
        reason = _unlinkable(invoice, candidate, taken)
        order_id = candidate.order_id if candidate is not None and reason is None else None
        try:
            linked = await _adopted(tx, invoice, order_id, by=by, now=now)
        except GatewayError as error:
            learnt.troubles += (_refused(invoice, error, now),)
            learnt.awaited += (invoice.updated_at,)
            continue
        learnt.created += 1
        if linked and order_id is not None:
            learnt.linked += 1
            taken.add(order_id)
        else:
            found_reason = reason or Reason.ORDER_ALREADY_INVOICED
            learnt.unmatched += (unmatched(invoice, found_reason),)


async def _adopted(tx: Tx, invoice: Invoice, order_id: str | None, *, by: str, now: datetime) -> bool:
    """Whether it could be linked."""
    document = replace(sketch(invoice, now, by=by), sales_order_id=order_id)
    if await keep(tx, document, invoice, by=by, now=now):
        return order_id is not None
    # Somebody has invoiced the order since we looked; without it there is nothing in the way.
    await keep(tx, replace(document, sales_order_id=None), invoice, by=by, now=now)
    return False


def _unlinkable(invoice: Invoice, candidate: Candidate | None, taken: set[str]) -> Reason | None:
    if invoice.purchase_order is None:
        return Reason.NO_PURCHASE_ORDER
    if candidate is None:
        return Reason.UNKNOWN_ORDER
    if candidate.invoiced or candidate.order_id in taken:
        return Reason.ORDER_ALREADY_INVOICED
    return None


def _being_created(invoice: Invoice, candidate: Candidate | None, creations: Sequence[Intent]) -> bool:
    for intent in creations:
        here = candidate is not None and intent.sales_order_id == candidate.order_id
        anywhere = intent.sales_order_id is None
        late = invoice.created_at is None or invoice.created_at >= intent.created_at - _MARGIN
        if late and (here or anywhere):
            return True
    return False


def _refused(invoice: Invoice, error: GatewayError, now: datetime) -> Trouble:
    named = invoice.number or invoice.id
    return Trouble(
        subject=invoice.id, message=f"La facture {named} n'est pas gardée : {error.message}", at=now
    )


def unmatched(invoice: Invoice, reason: Reason) -> Unmatched:
    return Unmatched(
        qonto_id=invoice.id, number=invoice.number, document_type=DocumentType.INVOICE.value, reason=reason
    )


def unmatched_note(note: CreditNote, reason: Reason) -> Unmatched:
    kind = DocumentType.CREDIT_NOTE.value
    return Unmatched(qonto_id=note.id or "", number=note.number, document_type=kind, reason=reason)
