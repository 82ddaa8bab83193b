"""
Files: what was uploaded, and the PDFs of documents.

The PDF of an invoice keeps no bytes: it is drawn from the invoice when somebody looks, the same bytes every
time, since a final invoice never changes what it prints. A quote may change after its PDF was made and sent:
that PDF is drawn from a copy of what it printed then.
"""

from datetime import datetime, timedelta

from mock_qonto import errors
from mock_qonto.documents.sheet import Sheet
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.values import value

KEY_LIFETIME = timedelta(minutes=30)
"""An idempotency key means the same upload for this long (documented)."""

PDF = "application/pdf"
SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


@value
class Attachment(Record):
    file_name: str
    file_content_type: str
    content: bytes | None
    """None: drawn from *invoice_id*, or from *sheet*."""
    invoice_id: str | None = None
    sheet: Sheet | None = None
    idempotency_key: str | None = None
    transaction_id: str | None = None
    """The transaction it belongs to."""


@value
class UploadAttachment(Command):
    file_name: str
    content: bytes
    idempotency_key: str | None
    transaction_id: str | None = None


@value
class AttachInvoicePdf(Command):
    """Asked by an invoice whose PDF is ready, never by a customer."""

    file_name: str
    invoice_id: str


@value
class AttachSheet(Command):
    """Asked by a document whose PDF is ready, and which may change afterwards."""

    file_name: str
    sheet: Sheet


@value
class DeleteAttachment(Command):
    pass


@value
class AttachmentUploaded(Event):
    file_name: str
    file_content_type: str
    content: bytes
    idempotency_key: str | None
    transaction_id: str | None = None


@value
class InvoicePdfAttached(Event):
    file_name: str
    invoice_id: str


@value
class SheetAttached(Event):
    file_name: str
    sheet: Sheet


@value
class AttachmentDeleted(Event):
    transaction_id: str | None = None


def decide(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
    match command:
        case UploadAttachment():
            return (_uploaded(command, now),)
        case AttachInvoicePdf():
            return (
                InvoicePdfAttached(
                    id=command.id, at=now, file_name=command.file_name, invoice_id=command.invoice_id
                ),
            )
        case AttachSheet():
            return (SheetAttached(id=command.id, at=now, file_name=command.file_name, sheet=command.sheet),)
        case DeleteAttachment():
            attachment = world.find(Attachment, command.id)
            if attachment is None:
                raise errors.not_found("attachment", command.id)
            return (AttachmentDeleted(id=command.id, at=now, transaction_id=attachment.transaction_id),)
    raise AssertionError(f"not an attachment's command: {command}")


def evolve(before: Attachment | None, event: Event) -> Attachment | None:
    match event:
        case AttachmentUploaded():
            return Attachment(
                id=event.id,
                created_at=event.at,
                updated_at=event.at,
                file_name=event.file_name,
                file_content_type=event.file_content_type,
                content=event.content,
                idempotency_key=event.idempotency_key,
                transaction_id=event.transaction_id,
            )
        case InvoicePdfAttached():
            return Attachment(
                id=event.id,
                created_at=event.at,
                updated_at=event.at,
                file_name=event.file_name,
                file_content_type=PDF,
                content=None,
                invoice_id=event.invoice_id,
            )
        case SheetAttached():
            return Attachment(
                id=event.id,
                created_at=event.at,
                updated_at=event.at,
                file_name=event.file_name,
                file_content_type=PDF,
                content=None,
                sheet=event.sheet,
            )
        case AttachmentDeleted():
            assert before is not None
            return None
    raise AssertionError(f"not an attachment's event: {event}")


def uploaded_under(world: World, key: str, now: datetime) -> Attachment | None:
    """What was uploaded under the idempotency *key* while it means anything."""
    table = world.table(Attachment)
    for id in reversed(table.having("idempotency_key", key)):
        attachment = table.find(id)
        if attachment is not None and now - attachment.created_at < KEY_LIFETIME:
            return attachment
    return None


def check_content(content: bytes) -> str:
    """The content type that the bytes themselves speak of, one of those a file may have."""
    kind = next((kind for start, kind in SIGNATURES if content.startswith(start)), None)
    if kind is None:
        raise errors.file_type_unsupported()
    return kind


def _uploaded(command: UploadAttachment, now: datetime) -> AttachmentUploaded:
    kind = check_content(command.content)
    return AttachmentUploaded(
        id=command.id,
        at=now,
        file_name=command.file_name,
        file_content_type=kind,
        content=command.content,
        idempotency_key=command.idempotency_key,
        transaction_id=command.transaction_id,
    )


DECIDER = Decider(
    kind=Attachment,
    commands=(UploadAttachment, AttachInvoicePdf, AttachSheet, DeleteAttachment),
    events=(AttachmentUploaded, InvoicePdfAttached, SheetAttached, AttachmentDeleted),
    decide=decide,
    evolve=evolve,
    indexes={"idempotency_key": lambda attachment: attachment.idempotency_key},
)
