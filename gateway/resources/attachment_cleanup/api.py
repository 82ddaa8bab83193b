"""Endpoint: duplicates shown, or removed as shown."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.attachment_cleanup import service as cleanup
from gateway.resources.attachment_cleanup.bodies import CleanupDuplicates
from gateway.resources.attachment_cleanup.model import Cleaned, Group, plan_of
from gateway.resources.attachments.model import Attachment
from gateway.resources.clerk import clerk_of
from gateway.web import read_optional, reply


async def cleanup_duplicate_attachments(request: Request) -> Response:
    asked = (await read_optional(request, CleanupDuplicates)).asked()
    return reply(200, _render(await cleanup.cleanup_duplicate_attachments(clerk_of(request), asked)))


def _render(cleaned: Cleaned) -> dict[str, Any]:
    return {
        "dryRun": cleaned.dry_run,
        "plan": plan_of(cleaned.groups),
        "groups": [_group(one) for one in cleaned.groups],
        "deleted": [cleanup.said_of(one) for one in cleaned.deleted],
        "unreadable": [
            {"transactionId": one.transaction.qonto_id, "attachmentId": id}
            for one in cleaned.compared
            for id in one.unreadable
        ],
        "transactionsChecked": len(cleaned.compared),
        "attachmentsChecked": sum(one.count for one in cleaned.compared),
        "nextAfter": cleaned.next_after,
        "message": _message(cleaned),
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "transactionId": group.transaction.qonto_id,
        "sha256": group.sha256,
        "size": group.size,
        "keep": _file(group.keep),
        "duplicates": [_file(one) for one in group.duplicates],
    }


def _file(attachment: Attachment) -> dict[str, Any]:
    return {
        "attachmentId": attachment.id,
        "fileName": attachment.file_name,
        "createdAt": attachment.created_at,
    }


def _message(cleaned: Cleaned) -> str:
    count = sum(len(group.duplicates) for group in cleaned.groups)
    if not cleaned.dry_run:
        return f"{len(cleaned.deleted)} doublon(s) supprimé(s)."
    if not count:
        return "Aucun doublon : il n'y a rien à supprimer."
    return (
        f"{count} doublon(s) trouvé(s), rien n'a été supprimé. Vérifiez la liste, puis renvoyez la demande "
        "avec « dryRun: false » et ce « plan »."
    )
