"""The only causality between resources: what happened to one -> what is asked of another."""

from collections.abc import Iterable, Mapping

from mock_qonto.kernel.bank import Reaction
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.world import World
from mock_qonto.resources.attachments.model import (
    AttachInvoicePdf,
    Attachment,
    AttachmentDeleted,
    AttachSheet,
    DeleteAttachment,
    UploadAttachment,
)
from mock_qonto.resources.bank_accounts.model import MoveMoney, TransferReceived
from mock_qonto.resources.billing.wire import pdf_name
from mock_qonto.resources.client_invoices.messages import (
    ClientInvoiceCreated,
    ClientInvoiceDeleted,
    ClientInvoicePdfMade,
    ClientInvoiceSent,
    CreditClientInvoice,
)
from mock_qonto.resources.credit_notes.model import CreditNote, CreditNoteCreated, CreditNotePdfMade
from mock_qonto.resources.emails.model import PostEmail
from mock_qonto.resources.organization.model import of
from mock_qonto.resources.papers import credit_note_pdf, quote_pdf
from mock_qonto.resources.quote_numbers.model import UseQuoteNumber
from mock_qonto.resources.quotes.messages import (
    LinkInvoice,
    QuoteCreated,
    QuotePdfMade,
    QuoteSent,
    QuoteUpdated,
    UnlinkInvoice,
)
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.resources.transactions.messages import (
    AttachToTransaction,
    BookTransaction,
    DetachFromTransaction,
    TransactionAttachmentRemoved,
    TransactionSettled,
)
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import income
from mock_qonto.resources.uploads.model import UploadProcessed


def _attach_the_pdf(_: World, event: ClientInvoicePdfMade) -> Iterable[Command]:
    return (AttachInvoicePdf(id=event.attachment_id, file_name=pdf_name(event.number), invoice_id=event.id),)


def _attach_the_credit_note(world: World, event: CreditNotePdfMade) -> Iterable[Command]:
    note = world.find(CreditNote, event.id)
    assert note is not None
    paper = credit_note_pdf.sheet(world, note)
    return (AttachSheet(id=event.attachment_id, file_name=pdf_name(note.number), sheet=paper),)


def _credit_the_invoice(_: World, event: CreditNoteCreated) -> Iterable[Command]:
    return (CreditClientInvoice(id=event.invoice_id, credit_note_id=event.id, total_cents=event.total_cents),)


def _link_the_quote(_: World, event: ClientInvoiceCreated) -> Iterable[Command]:
    return () if event.quote_id is None else (LinkInvoice(id=event.quote_id, invoice_id=event.id),)


def _unlink_the_quote(_: World, event: ClientInvoiceDeleted) -> Iterable[Command]:
    return () if event.quote_id is None else (UnlinkInvoice(id=event.quote_id, invoice_id=event.id),)


def _use_the_number(_: World, event: QuoteCreated) -> Iterable[Command]:
    return (UseQuoteNumber(id=event.number, series=event.series),)


def _use_the_new_number(_: World, event: QuoteUpdated) -> Iterable[Command]:
    return () if event.number is None else (UseQuoteNumber(id=event.number, series=None),)


def _attach_the_quote(world: World, event: QuotePdfMade) -> Iterable[Command]:
    quote = world.find(Quote, event.id)
    assert quote is not None, "its PDF has just been made"
    paper = quote_pdf.sheet(world, quote)
    return (AttachSheet(id=event.attachment_id, file_name=pdf_name(quote.number), sheet=paper),)


def _post_the_email(world: World, event: ClientInvoiceSent | QuoteSent) -> Iterable[Command]:
    copies = (of(world).contact_email,) if event.copy_to_self else ()
    return (
        PostEmail(
            id=event.email_id,
            recipients=event.send_to + copies,
            title=event.email_title,
            body=event.email_body,
            about=event.id,
            attachment_id=event.attachment_id,
        ),
    )


def _book_the_transfer(world: World, event: TransferReceived) -> Iterable[Command]:
    return (
        BookTransaction(
            id=world.ids.mint(),
            bank_account_id=event.id,
            movement=income(
                amount_cents=event.amount_cents,
                label=event.label,
                reference=event.reference,
                counterparty_iban=event.counterparty_iban,
            ),
        ),
    )


def _move_the_money(world: World, event: TransactionSettled) -> Iterable[Command]:
    transaction = world.find(Transaction, event.id)
    assert transaction is not None
    return (MoveMoney(id=transaction.bank_account_id, amount_cents=transaction.movement.signed_cents),)


def _attach_the_file(_: World, event: UploadProcessed) -> Iterable[Command]:
    return (
        UploadAttachment(
            id=event.id,
            file_name=event.file_name,
            content=event.content,
            idempotency_key=None,
            transaction_id=event.transaction_id,
        ),
        AttachToTransaction(id=event.transaction_id, attachment_id=event.id),
    )


def _let_go_of_the_file(world: World, event: AttachmentDeleted) -> Iterable[Command]:
    transaction = world.find(Transaction, event.transaction_id) if event.transaction_id else None
    if transaction is None or event.id not in transaction.attachment_ids:
        return ()
    return (DetachFromTransaction(id=transaction.id, attachment_id=event.id),)


def _delete_the_file(world: World, event: TransactionAttachmentRemoved) -> Iterable[Command]:
    # A file of a transaction is nowhere else: Qonto documents no other way to delete it.
    there = world.find(Attachment, event.attachment_id) is not None
    return (DeleteAttachment(id=event.attachment_id),) if there else ()


REACTIONS: Mapping[type[Event], Reaction] = {
    ClientInvoicePdfMade: _attach_the_pdf,
    ClientInvoiceSent: _post_the_email,
    CreditNoteCreated: _credit_the_invoice,
    CreditNotePdfMade: _attach_the_credit_note,
    ClientInvoiceCreated: _link_the_quote,
    ClientInvoiceDeleted: _unlink_the_quote,
    QuoteCreated: _use_the_number,
    QuoteUpdated: _use_the_new_number,
    QuotePdfMade: _attach_the_quote,
    QuoteSent: _post_the_email,
    TransferReceived: _book_the_transfer,
    TransactionSettled: _move_the_money,
    UploadProcessed: _attach_the_file,
    AttachmentDeleted: _let_go_of_the_file,
    TransactionAttachmentRemoved: _delete_the_file,
}
