"""Endpoint: a file, read as it arrives, given to a transaction."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.attachment_upload import service as uploads
from gateway.resources.attachment_upload.model import DOCUMENT, FILE, TRANSACTION, Uploaded, upload_asked
from gateway.resources.attachments.model import FILE_BYTES_MAX
from gateway.resources.clerk import clerk_of
from gateway.web import reply
from gateway.web.multipart import read_multipart

TEXTS, FILES = frozenset({TRANSACTION, DOCUMENT}), frozenset({FILE})


async def upload_attachment(request: Request) -> Response:
    form = await read_multipart(request, texts=TEXTS, files=FILES, file_bytes_max=FILE_BYTES_MAX)
    return reply(201, _render(await uploads.upload_attachment(clerk_of(request), upload_asked(form))))


def _render(uploaded: Uploaded) -> dict[str, Any]:
    upload, seen = uploaded.upload, uploaded.attachment_id is not None
    return {
        "attachmentId": uploaded.attachment_id,
        "status": "attached" if seen else "processing",
        "transactionId": uploaded.transaction.qonto_id,
        "documentId": upload.document_id,
        "fileName": upload.file_name,
        "contentType": upload.content_type,
        "size": upload.size,
        "sha256": upload.sha256,
        "message": "Le justificatif est joint à la transaction."
        if seen
        else "Qonto a reçu le fichier et le traite : il apparaîtra sur la transaction dans un instant.",
    }
