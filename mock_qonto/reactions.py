"""The only causality between resources: what happened to one -> what is asked of another."""

from collections.abc import Iterable, Mapping

from mock_qonto.kernel.bank import Reaction
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.world import World
from mock_qonto.resources.attachments.model import AttachInvoicePdf
from mock_qonto.resources.bank_accounts.model import TransferReceived
from mock_qonto.resources.client_invoices.messages import ClientInvoicePdfMade, ClientInvoiceSent
from mock_qonto.resources.client_invoices.wire import pdf_name
from mock_qonto.resources.emails.model import PostEmail
from mock_qonto.resources.organization.model import of
from mock_qonto.resources.transactions.model import BookTransaction, Side


def _attach_the_pdf(_: World, event: ClientInvoicePdfMade) -> Iterable[Command]:
    return (AttachInvoicePdf(id=event.attachment_id, file_name=pdf_name(event.number), invoice_id=event.id),)


def _post_the_email(world: World, event: ClientInvoiceSent) -> Iterable[Command]:
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
            side=Side.CREDIT,
            amount_cents=event.amount_cents,
            label=event.label,
            reference=event.reference,
        ),
    )


REACTIONS: Mapping[type[Event], Reaction] = {
    ClientInvoicePdfMade: _attach_the_pdf,
    ClientInvoiceSent: _post_the_email,
    TransferReceived: _book_the_transfer,
}
