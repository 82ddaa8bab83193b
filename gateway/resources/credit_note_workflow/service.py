"""
A local draft of a credit note, from an invoice that is final: written, changed, deleted.

Rule 1: nothing is asked of Qonto but what it shows. Making it there is `credit_note_finalization`'s.
Rule 2: what Qonto cannot issue is drafted only for who asks for exactly that.
Rule 3: a draft that is being issued is left alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from gateway.db import Tx
from gateway.errors import Code, GatewayError
from gateway.resources.billed.lines import stored_items
from gateway.resources.billed.model import Discount
from gateway.resources.billed.upstream import read_items
from gateway.resources.clerk import Clerk
from gateway.resources.credit_note_views.service import show_credit_note
from gateway.resources.credit_note_workflow.lines import (
    Content,
    CreditLine,
    copied,
    counted,
    recounted,
    said,
)
from gateway.resources.credit_notes import upstream
from gateway.resources.credit_notes.learning import CREDIT_NOTE
from gateway.resources.credit_notes.model import (
    CreditNote,
    KnownNote,
    already_finalized,
    check_creditable,
    check_draft,
    check_within,
    creation_unsupported,
    left_to_credit,
    not_found,
)
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import Document, DocumentItem, DocumentStatus, Origin, Source
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoices.learning import adopt
from gateway.resources.invoices.model import Invoice
from gateway.resources.promises.acting import busy

_UNCHANGEABLE = "il ne peut plus être modifié"
_UNDELETABLE = "il ne peut plus être supprimé"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteRequest:
    """None is not given; an empty text is."""

    invoice_id: str
    reason: str | None = None
    lines: tuple[CreditLine, ...] | None = None
    discount: Discount | None = None
    terms_and_conditions: str | None = None
    local_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteChanges:
    """None is not given; an empty text clears."""

    reason: str | None = None
    lines: tuple[CreditLine, ...] | None = None
    discount: Discount | None = None
    terms_and_conditions: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it changes what is taken back."""
        return self.lines is not None or self.discount is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """*issuable* is whether Qonto's API can make it final."""

    known: KnownNote
    issuable: bool


# ------------------------------------------------------------------ written
async def create_credit_note(clerk: Clerk, asked: CreditNoteRequest) -> Drafted:
    known = await show_invoice(clerk, asked.invoice_id)
    invoice = known.invoice
    check_creditable(invoice)
    issuable = upstream.creation_supported(clerk.qonto)
    if not issuable and not asked.local_draft:
        raise creation_unsupported(None)
    content = _content(invoice, asked)
    await _check_left(clerk, invoice, content)
    parent = known.document or await adopt(clerk, invoice)
    document = _document(clerk, invoice, parent, asked, content)
    async with clerk.db.transaction() as tx:
        await store.add(tx, document, _rows(content, await store.list_items(tx, parent.id)))
        told = {"invoiceId": invoice.id, "totalCents": document.total_cents, "issuable": issuable}
        await _audit(tx, clerk, "create_credit_note", document, told)
    return Drafted(known=KnownNote(note=upstream.read_draft(document), document=document), issuable=issuable)


def _content(invoice: Invoice, asked: CreditNoteRequest) -> Content:
    if asked.lines is not None:
        return counted(asked.lines, _given(asked.discount), currency=invoice.currency)
    content = copied(invoice)
    return content if asked.discount is None else recounted(content.items, _given(asked.discount))


def _document(
    clerk: Clerk, invoice: Invoice, parent: Document, asked: CreditNoteRequest, content: Content
) -> Document:
    now = clerk.clock.now()
    reason = f"Avoir sur la facture {invoice.number or ''}".strip() if asked.reason is None else asked.reason
    return Document(
        id=str(uuid4()),
        document_type=CREDIT_NOTE,
        status=DocumentStatus.DRAFT,
        origin=Origin.LOCAL,
        source=Source.INVOICE,
        customer_name=invoice.client.name,
        customer_email=invoice.client.email,
        customer_type=parent.customer_type,
        customer_id=parent.customer_id,
        currency=invoice.currency,
        total_cents=content.total_cents,
        vat_cents=content.vat_cents,
        document_date=now.date(),
        parent_id=parent.id,
        credited_qonto_id=invoice.id,
        reason=reason.strip() or None,
        terms=_terms(
            {
                "invoice_number": invoice.number,
                "client": invoice.wire.get("client"),
                "terms_and_conditions": asked.terms_and_conditions,
            },
            content,
        ),
        created_by=clerk.user_id,
        created_at=now,
        updated_at=now,
    )


# ------------------------------------------------------------------ changed, deleted
async def update_credit_note(clerk: Clerk, id: str, asked: CreditNoteChanges) -> KnownNote:
    known = await show_credit_note(clerk, id)
    check_draft(known, _UNCHANGEABLE)
    document = known.document
    assert document is not None, "a draft is ours"
    changes, content = _changes(document, known.note, asked)
    if not changes:
        return known
    if content is not None:
        invoice = (await show_invoice(clerk, known.note.invoice_id)).invoice
        check_creditable(invoice)
        await _check_left(clerk, invoice, content)
    async with clerk.db.transaction() as tx:
        present = await _untouched(tx, document, _UNCHANGEABLE)
        await store.change(tx, document.id, clerk.clock.now(), **changes)
        if content is not None:
            items = await store.list_items(tx, document.id)
            await store.replace_items(tx, document.id, _rows(content, items))
        told = {"before": present.total_cents, "after": changes.get("total_cents", present.total_cents)}
        await _audit(tx, clerk, "update_credit_note", document, told)
        changed = await store.lock(tx, document.id)
    assert changed is not None
    return KnownNote(note=upstream.read_draft(changed), document=changed)


async def delete_credit_note(clerk: Clerk, id: str) -> str:
    """The gateway's id of the draft that is gone."""
    known = await show_credit_note(clerk, id)
    check_draft(known, _UNDELETABLE)
    document = known.document
    assert document is not None, "a draft is ours"
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        await _untouched(tx, document, _UNDELETABLE)
        await store.change(tx, document.id, now, deleted_at=now)
        await _audit(tx, clerk, "delete_credit_note", document, {"totalCents": document.total_cents})
    return document.id


def _changes(
    document: Document, draft: CreditNote, asked: CreditNoteChanges
) -> tuple[dict[str, Any], Content | None]:
    """Columns as they should be; and the lines, where these change."""
    terms, content = dict(document.terms or {}), None
    discount = draft.discount if asked.discount is None else _given(asked.discount)
    if asked.lines is not None:
        content = counted(asked.lines, discount, currency=draft.currency)
    elif asked.discount is not None:
        content = recounted(terms["items"], discount)
    changes: dict[str, Any] = {}
    if asked.reason is not None:
        changes["reason"] = asked.reason.strip() or None
    if content is not None:
        changes |= {"total_cents": content.total_cents, "vat_cents": content.vat_cents}
    if asked.terms_and_conditions is not None:
        terms["terms_and_conditions"] = asked.terms_and_conditions
    if content is not None or asked.terms_and_conditions is not None:
        changes["terms"] = terms if content is None else _terms(terms, content)
    return changes, content


async def _untouched(tx: Tx, document: Document, consequence: str) -> Document:
    """The row, locked; refused where somebody was faster, or is issuing it."""
    present = await store.lock(tx, document.id)
    if present is None or present.deleted_at is not None:
        raise not_found()
    if present.status is not DocumentStatus.DRAFT:
        raise already_finalized(present.number, consequence)
    if await intents.list_pending_of(tx, document.id) or present.updated_at != document.updated_at:
        raise busy()
    return present


# ------------------------------------------------------------------ sent
async def send_credit_note(clerk: Clerk, id: str) -> tuple[KnownNote, str]:
    """Where the customer can see it. Qonto has no call that sends a credit note; none is made up."""
    known = await show_credit_note(clerk, id)
    note = known.note
    if note.draft:
        raise GatewayError(
            Code.NOT_FINALIZED,
            "Cet avoir est un brouillon : finalisez-le avant de l'envoyer.",
            details={"number": None, "currentStatus": note.status.value},
        )
    if note.public_url is None:
        advice = "Téléchargez le PDF de l'avoir, puis envoyez-le vous-même au client."
        raise GatewayError(
            Code.NOT_IMPLEMENTED_AT_QONTO,
            f"L'API de Qonto n'envoie pas les avoirs : rien n'est parti. {advice}",
            details={"operation": "send_credit_note", "number": note.number, "advice": advice},
        )
    return known, note.public_url


# ------------------------------------------------------------------ parts
async def _check_left(clerk: Clerk, invoice: Invoice, content: Content) -> None:
    earlier = await upstream.list_of_invoice(clerk.qonto, invoice)
    check_within(content.total_cents, left_to_credit(invoice, earlier), currency=invoice.currency)


def _given(discount: Discount | None) -> Discount | None:
    """One of nothing takes the discount away."""
    return None if discount is None or not discount.value.strip("0.") else discount


def _terms(before: Mapping[str, Any], content: Content) -> dict[str, Any]:
    terms = {**before, "items": [dict(item) for item in content.items]}
    terms.pop("discount", None)
    return terms if content.discount is None else {**terms, "discount": said(content.discount)}


def _rows(content: Content, before: tuple[DocumentItem, ...]) -> tuple[DocumentItem, ...]:
    return stored_items(read_items({"items": list(content.items)}), before)


async def _audit(tx: Tx, clerk: Clerk, action: str, document: Document, told: Mapping[str, Any]) -> None:
    await registers.audit(
        tx, action, actor=clerk.user_id, at=clerk.clock.now(), document_id=document.id, details=told
    )
