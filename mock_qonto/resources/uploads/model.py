"""
A file on its way to a transaction.

Qonto answers an upload at once and without a word, and processes the file in the background: only then is it
an attachment. What remains here afterwards is that its idempotency key has been used.
"""

from dataclasses import replace
from datetime import datetime

from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.machine import After
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.resources.attachments.model import KEY_LIFETIME, check_content
from mock_qonto.values import value


@value
class Upload(Record):
    """*id* is that of the attachment to be."""

    transaction_id: str
    file_name: str
    content: bytes | None
    """None: it is an attachment now."""
    idempotency_key: str | None = None


@value
class ReceiveUpload(Command):
    transaction_id: str
    file_name: str
    content: bytes
    idempotency_key: str | None


@value
class ProcessUpload(Command):
    """Asked by time, never by a customer."""


@value
class UploadReceived(Event):
    transaction_id: str
    file_name: str
    content: bytes
    idempotency_key: str | None


@value
class UploadProcessed(Event):
    transaction_id: str
    file_name: str
    content: bytes


def decide(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
    match command:
        case ReceiveUpload():
            check_content(command.content)
            return (
                UploadReceived(
                    id=command.id,
                    at=now,
                    transaction_id=command.transaction_id,
                    file_name=command.file_name,
                    content=command.content,
                    idempotency_key=command.idempotency_key,
                ),
            )
        case ProcessUpload():
            upload = world.find(Upload, command.id)
            assert upload is not None
            if upload.content is None:
                return ()
            return (
                UploadProcessed(
                    id=upload.id,
                    at=now,
                    transaction_id=upload.transaction_id,
                    file_name=upload.file_name,
                    content=upload.content,
                ),
            )
    raise AssertionError(f"not an upload's command: {command}")


def evolve(before: Upload | None, event: Event) -> Upload:
    match event:
        case UploadReceived():
            return Upload(
                id=event.id,
                created_at=event.at,
                updated_at=event.at,
                transaction_id=event.transaction_id,
                file_name=event.file_name,
                content=event.content,
                idempotency_key=event.idempotency_key,
            )
        case UploadProcessed():
            assert before is not None
            return replace(before, content=None, updated_at=event.at)
    raise AssertionError(f"not an upload's event: {event}")


def received_under(world: World, key: str, now: datetime) -> bool:
    """Whether a file came under the idempotency *key* while it means anything."""
    table = world.table(Upload)
    return any(
        now - upload.created_at < KEY_LIFETIME for upload in table.at(table.having("idempotency_key", key))
    )


DECIDER = Decider(
    kind=Upload,
    commands=(ReceiveUpload, ProcessUpload),
    events=(UploadReceived, UploadProcessed),
    decide=decide,
    evolve=evolve,
    after={
        UploadReceived: After(
            delay="transaction_attachment_delay_s", command=lambda id: ProcessUpload(id=id)
        ),
    },
    indexes={"idempotency_key": lambda upload: upload.idempotency_key},
)
