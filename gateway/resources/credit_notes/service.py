"""What there is of an invoice's credit notes: at Qonto, and drafts of ours."""

from gateway.resources.clerk import Clerk
from gateway.resources.credit_notes import upstream
from gateway.resources.credit_notes.learning import CREDIT_NOTE
from gateway.resources.credit_notes.model import KnownNote
from gateway.resources.credit_notes.recovery import settle
from gateway.resources.documents import store
from gateway.resources.invoices.model import Invoice


async def list_related(clerk: Clerk, invoice: Invoice) -> tuple[KnownNote, ...]:
    """The drafts first, newest first; then Qonto's in the order they were made."""
    await settle(clerk)
    notes = await upstream.list_of_invoice(clerk.qonto, invoice)
    async with clerk.db.reading() as tx:
        drafts = await store.list_local(tx, CREDIT_NOTE, credited_qonto_id=invoice.id)
        documents = await store.list_by_qonto_id(tx, (note.id for note in notes if note.id), CREDIT_NOTE)
    return (
        *(KnownNote(note=upstream.read_draft(draft), document=draft) for draft in drafts),
        *(KnownNote(note=note, document=documents.get(note.id or "")) for note in notes),
    )
