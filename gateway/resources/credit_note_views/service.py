"""Reading credit notes: drafts of ours, and Qonto's word. Nothing here asks Qonto for a change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import UpstreamRefusal
from gateway.resources.clerk import Clerk
from gateway.resources.credit_notes import upstream
from gateway.resources.credit_notes.learning import CREDIT_NOTE, learn, learn_numbers
from gateway.resources.credit_notes.model import CreditNote, CreditNoteStatus, KnownNote, not_found
from gateway.resources.credit_notes.recovery import settle
from gateway.resources.documents import store
from gateway.resources.documents.model import DocumentType
from gateway.resources.invoices import upstream as invoices
from gateway.resources.pdf.model import Shown
from gateway.resources.pdf.service import Paper, Words, from_qonto, kept_instead

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
WORDS: Final = Words(
    file="avoir",
    draft="Cet avoir est un brouillon : il n'a pas de PDF. Finalisez-le d'abord, puis rouvrez-le.",
    of="de l'avoir",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    rows: tuple[KnownNote, ...]
    page: int
    per_page: int
    total_count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total_count // self.per_page))


async def show_credit_note(clerk: Clerk, id: str) -> KnownNote:
    """By the gateway's id or Qonto's. Everything that is done to a credit note begins here."""
    await settle(clerk)
    async with clerk.db.reading() as tx:
        document = await store.find(tx, id, CREDIT_NOTE)
    if document is not None and document.deleted_at is not None:
        raise not_found()
    if document is not None and document.qonto_id is None:
        return KnownNote(note=upstream.read_draft(document), document=document)
    if document is None and not _UUID.fullmatch(id):
        raise not_found()
    note = await upstream.show(clerk.qonto, id if document is None else document.qonto_id or id)
    if note is None:
        raise not_found()
    known = KnownNote(note=note, document=await learn(clerk, note, document))
    (named,) = await _with_numbers(clerk, (known,))
    if named.note.invoice_number is None:
        invoice = await invoices.show(clerk.qonto, note.invoice_id)
        number = None if invoice is None else invoice.number
        named = replace(named, note=replace(named.note, invoice_number=number))
    return named


async def show_credit_note_pdf(clerk: Clerk, id: str) -> Shown:
    try:
        known = await show_credit_note(clerk, id)
        if known.note.draft:
            raise WORDS.no_pdf()
        return await from_qonto(clerk, _paper(known), WORDS)
    except GatewayError as trouble:
        if trouble.code in {Code.CREDIT_NOTE_NOT_FOUND, Code.PDF_NOT_AVAILABLE}:
            raise
        return await kept_instead(clerk, id, CREDIT_NOTE, WORDS, trouble)


# ------------------------------------------------------------------ lists
async def list_credit_notes(
    clerk: Clerk, *, status: CreditNoteStatus | None, page: int, per_page: int, whole: bool
) -> Listed:
    """The drafts, newest first, then Qonto's, newest first: one list, of which *page* is a page."""
    await settle(clerk)
    if whole:
        return await _whole(clerk, status)
    offset, rows = (page - 1) * per_page, list[KnownNote]()
    ours, theirs = 0, 0
    if status is not CreditNoteStatus.FINALIZED:
        async with clerk.db.reading() as tx:
            ours = await store.count_local(tx, CREDIT_NOTE)
        rows += await _drafts(clerk, offset=offset, limit=per_page)
    if status is not CreditNoteStatus.DRAFT:
        notes, theirs = await _final(clerk, max(0, offset - ours), per_page)
        rows += await _known(clerk, notes[: per_page - len(rows)])
    if page > 1 and offset >= ours + theirs:
        raise _no_such_page(page)
    return Listed(rows=tuple(rows), page=page, per_page=per_page, total_count=ours + theirs)


async def _whole(clerk: Clerk, status: CreditNoteStatus | None) -> Listed:
    rows = list[KnownNote]()
    if status is not CreditNoteStatus.FINALIZED:
        rows += await _drafts(clerk)
    if status is not CreditNoteStatus.DRAFT:
        rows += await _known(clerk, [note async for note in upstream.list_all(clerk.qonto, {})])
    return Listed(rows=tuple(rows), page=1, per_page=max(1, len(rows)), total_count=len(rows))


async def _drafts(clerk: Clerk, *, offset: int = 0, limit: int | None = None) -> list[KnownNote]:
    async with clerk.db.reading() as tx:
        drafts = await store.list_local(tx, CREDIT_NOTE, offset=offset, limit=limit)
    return [KnownNote(note=upstream.read_draft(draft), document=draft) for draft in drafts]


async def _final(clerk: Clerk, offset: int, limit: int) -> tuple[list[CreditNote], int]:
    """So many of Qonto's from *offset* on, and how many there are in all. Its pages are smaller than ours."""
    size = min(limit, upstream.PER_PAGE_MAX)
    skipped, notes, total = offset % size, list[CreditNote](), 0
    number: int | None = offset // size + 1
    while number is not None and len(notes) < skipped + limit:
        try:
            rows, shown = await upstream.list_page(clerk.qonto, number=number, per_page=size)
        except UpstreamRefusal as refusal:
            # Quirk: a page past the last one is no empty page at Qonto, it is refused.
            if number > 1 and refusal.code is Code.UPSTREAM_REFUSED:
                break
            raise
        notes += rows
        number, total = shown.next_page, shown.total_count
    return notes[skipped : skipped + limit], total


async def _known(clerk: Clerk, notes: Sequence[CreditNote]) -> tuple[KnownNote, ...]:
    await learn_numbers(clerk, notes)
    async with clerk.db.reading() as tx:
        documents = await store.list_by_qonto_id(tx, (note.id for note in notes if note.id), CREDIT_NOTE)
    known = [KnownNote(note=note, document=documents.get(note.id or "")) for note in notes]
    return await _with_numbers(clerk, known)


async def _with_numbers(clerk: Clerk, known: Sequence[KnownNote]) -> tuple[KnownNote, ...]:
    """With the numbers of their invoices, as far as we keep these."""
    async with clerk.db.reading() as tx:
        credited = (one.note.invoice_id for one in known)
        kept = await store.list_by_qonto_id(tx, credited, DocumentType.INVOICE)
    numbers = {qonto_id: invoice.number for qonto_id, invoice in kept.items()}
    return tuple(
        replace(one, note=replace(one.note, invoice_number=numbers.get(one.note.invoice_id))) for one in known
    )


def _paper(known: KnownNote) -> Paper:
    note = known.note
    return Paper(
        number=note.number or known.id,
        pdf_url=note.pdf_url,
        attachment_id=note.attachment_id,
        finalized_at=note.finalized_at,
        document=known.document,
    )


def _no_such_page(page: int) -> GatewayError:
    return GatewayError(
        Code.INVALID_PARAMETER,
        f"Il n'y a pas de page {page} : demandez une page plus petite.",
        details={"fields": [{"field": "page", "message": "au-delà de la dernière page"}]},
    )
