"""Endpoints: a file shown inline, and taken off its transaction."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.attachments import service as attachments
from gateway.resources.attachments.model import disposition
from gateway.resources.clerk import clerk_of
from gateway.web import query, reply

_UNKNOWN = "application/octet-stream"


class DeleteQuery(BaseModel):
    transaction_id: str = Field(alias="transactionId", min_length=1, max_length=200)


async def show_attachment(request: Request) -> Response:
    shown = await attachments.show_attachment(clerk_of(request), request.path_params["id"])
    headers = {
        # What we do not know is never shown by a browser, whatever it thinks of it.
        "Content-Disposition": disposition(shown.file_name, inline=shown.kind is not None),
        "Cache-Control": f"private, max-age={shown.max_age_s}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(shown.content, headers=headers, media_type=shown.kind or _UNKNOWN)


async def delete_attachment(request: Request) -> Response:
    asked = query(request, DeleteQuery)
    id = request.path_params["id"]
    deleted = await attachments.delete_attachment(clerk_of(request), id, of=asked.transaction_id)
    return reply(
        200,
        {
            "message": "Le justificatif est supprimé de la transaction.",
            "deletedAttachmentId": id,
            "transactionId": deleted.transaction.qonto_id,
            "remainingAttachments": list(deleted.remaining),
        },
    )
