"""Before anybody is asked: which document, by which door, and what exactly Qonto would make final."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from gateway.confirmation import OrderClaim, Question, ask
from gateway.errors import Code, GatewayError
from gateway.resources.documents.model import Document, DocumentStatus, WorkflowStatus
from gateway.resources.finalization.upstream import PRINTED
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoices import upstream
from gateway.resources.invoices.learning import adopt
from gateway.resources.invoices.model import SHOWN_STATUS, Invoice, Known, already_finalized, not_found
from gateway.resources.orders import store as orders
from gateway.resources.promises.acting import busy
from gateway.resources.promises.desk import Desk
from gateway.resources.promises.subject import subject_of

_ONCE: Final = "un numéro ne s'attribue qu'une fois. Téléchargez son PDF ou envoyez-la"


class Door(StrEnum):
    """The ways to finality; a token opens only the one it was given for."""

    FINALIZE_INVOICE = "finalize_invoice"
    FINALIZE_INVOICE_WORKFLOW = "finalize_invoice_workflow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A draft, and the question that a person would have to answer."""

    door: Door
    invoice: Invoice
    document: Document
    question: Question


async def open_case(desk: Desk, door: Door, id: str) -> Case:
    known = await show_invoice(desk.clerk, id)
    check_draft(known.invoice)
    document = await _document(desk, known)
    _check_step(door, document)
    question = await _question(desk, door, document, known.invoice)
    return Case(door=door, invoice=known.invoice, document=document, question=question)


async def reopened(desk: Desk, case: Case) -> Question:
    """The question as Qonto would have it asked now."""
    invoice = await upstream.show(desk.clerk.qonto, case.invoice.id)
    if invoice is None:
        raise not_found()
    check_draft(invoice)
    return await _question(desk, case.door, case.document, invoice)


async def requestioned(desk: Desk, case: Case, final: Invoice) -> Question:
    """The question that *final* would have answered; its number is the one thing that was to change."""
    wire = {**final.wire, "number": case.invoice.wire.get("number")}
    return await _question(desk, case.door, case.document, replace(final, wire=wire))


def check_draft(invoice: Invoice) -> None:
    if not invoice.draft:
        raise already_finalized(invoice, _ONCE)


def check_untouched(present: Document | None, case: Case) -> None:
    assert present is not None, "documents are marked deleted, never removed"
    if present.status is not DocumentStatus.DRAFT:
        status = SHOWN_STATUS[present.status].value
        check_draft(replace(case.invoice, number=present.number, qonto_status=status))
    if present.deleted_at is not None or present.workflow_status is not case.document.workflow_status:
        raise busy()


async def _document(desk: Desk, known: Known) -> Document:
    """What is confirmed is written down, so it needs a row: an invoice made elsewhere gets one."""
    return known.document or await adopt(desk.clerk, known.invoice)


def _check_step(door: Door, document: Document) -> None:
    validated = document.workflow_status is WorkflowStatus.DRAFT_VALIDATED
    if door is Door.FINALIZE_INVOICE_WORKFLOW and not validated:
        raise GatewayError(
            Code.INVALID_STATUS,
            "Ce brouillon n'a pas encore été validé : validez-le (« validate-to-draft »), puis finalisez-le.",
            details={"workflowStatus": document.workflow_status.value},
        )


async def _question(desk: Desk, door: Door, document: Document, invoice: Invoice) -> Question:
    claim = None
    if document.sales_order_id is not None:
        async with desk.clerk.db.reading() as tx:
            order = await orders.find(tx, document.sales_order_id)
        if order is not None and order.total_ttc_cents is not None:
            claim = OrderClaim(order_number=order.order_number, total_cents=order.total_ttc_cents)
    subject = subject_of(
        invoice.wire, document_id=document.id, document_type="invoice", order=claim, printed=PRINTED
    )
    return ask(door, subject)
