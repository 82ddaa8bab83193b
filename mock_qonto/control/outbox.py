"""Every e-mail the bank would have sent. Nothing leaves."""

from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.showing import plain
from mock_qonto.kernel.world import World
from mock_qonto.resources.attachments.model import Attachment
from mock_qonto.resources.emails.model import Email
from mock_qonto.web.rendering import instant


def list_outbox(call: ControlCall) -> ControlReply:
    """Newest last."""
    emails = call.world.table(Email)
    return ControlReply(200, {"emails": [_shown(call.world, email) for email in emails]})


def _shown(world: World, email: Email) -> dict[str, object]:
    return {
        "id": email.id,
        "at": instant(email.created_at),
        "recipients": plain(email.recipients),
        "title": email.title,
        "body": email.body,
        "about": email.about,
        "attachment": _attachment(world, email.attachment_id),
    }


def _attachment(world: World, id: str | None) -> dict[str, object] | None:
    attachment = None if id is None else world.find(Attachment, id)
    return None if attachment is None else {"id": attachment.id, "file_name": attachment.file_name}
