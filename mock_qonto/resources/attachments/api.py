"""Files, in and out; every look at one signs its link anew."""

from typing import Any

from mock_qonto import errors
from mock_qonto.kernel.world import World
from mock_qonto.resources.attachments.files import content
from mock_qonto.resources.attachments.model import (
    Attachment,
    DeleteAttachment,
    UploadAttachment,
    uploaded_under,
)
from mock_qonto.web import links
from mock_qonto.web.call import Call, File, Reply
from mock_qonto.web.pages import Chosen, Paging, choose, reply_page
from mock_qonto.web.rendering import View, instant
from mock_qonto.web.replying import reply_body, reply_empty, reply_one

PAGING = Paging()


def upload_attachment(call: Call) -> Reply:
    key = idempotency_key(call)
    known = None if key is None else uploaded_under(call.world, key, call.now)
    if known is not None:
        return _only_its_id(call, known.id)
    file = sent_file(call)
    command = UploadAttachment(
        id=call.world.ids.mint(),
        file_name=file.name or "file",
        content=file.content,
        idempotency_key=key,
    )
    call.execute(command)
    return _only_its_id(call, command.id)


def show_attachment(call: Call) -> Reply:
    attachment = call.world.find(Attachment, call.path["id"])
    if attachment is None:
        raise errors.not_found("attachment", call.path["id"])
    return reply_one(call, VIEW, attachment)


def list_attachments(call: Call) -> Reply:
    table = call.world.table(Attachment)
    return reply_page(call, VIEW, table, Chosen(ids=choose(table)), PAGING)


def delete_attachment(call: Call) -> Reply:
    call.execute(DeleteAttachment(id=call.path["id"]))
    return reply_empty()


def idempotency_key(call: Call) -> str | None:
    return call.headers.get(b"x-qonto-idempotency-key", b"").decode("latin-1") or None


def sent_file(call: Call) -> File:
    """The part called `file` of the form."""
    file = next((file for file in call.files if file.field == "file"), None)
    if file is None:
        raise errors.file_missing()
    return file


def _only_its_id(call: Call, id: str) -> Reply:
    # Quirk: an upload answers the id and nothing else.
    return reply_body(call, call.operation.success_status, {"attachment": {"id": id}})


def attachment_shown(world: World, attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment.id,
        "created_at": instant(attachment.created_at),
        "file_name": attachment.file_name,
        # Quirk: a number of bytes, in a string.
        "file_size": str(len(content(world, attachment))),
        "file_content_type": attachment.file_content_type,
        "url": links.sign(
            world, attachment_id=attachment.id, file_name=attachment.file_name, at=world.clock.now
        ),
        "probative_attachment": {"status": "unavailable"},
    }


VIEW = View("Attachment", "attachment", "attachments", attachment_shown, kept=False)
