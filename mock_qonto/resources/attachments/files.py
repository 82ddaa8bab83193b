"""The bytes behind an attachment, and the signed link that hands them out without credentials."""

from urllib.parse import quote

from mock_qonto.documents.sheet import pdf
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.world import World
from mock_qonto.resources.attachments.model import Attachment
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.papers.invoice_pdf import sheet
from mock_qonto.web import links
from mock_qonto.web.call import Reply


def serve_file(bank: Bank, path: str, query_string: bytes) -> tuple[World, Reply] | None:
    """What a signed link answers: the bytes, or in the words of the file store (not the API's) why not."""
    link = links.follow(bank, path, query_string)
    if link is None:
        return None
    if not link.genuine:
        return link.world, _denied(403, "SignatureDoesNotMatch", "The signature does not match")
    if link.expired:
        return link.world, _denied(403, "AccessDenied", "Request has expired")
    attachment = link.world.find(Attachment, link.attachment_id)
    if attachment is None:
        return link.world, _denied(404, "NoSuchKey", "The specified key does not exist")
    reply = Reply(
        200,
        content(link.world, attachment),
        attachment.file_content_type,
        {"Content-Disposition": _inline(attachment.file_name), "Cache-Control": "private, no-store"},
    )
    return link.world, reply


def content(world: World, attachment: Attachment) -> bytes:
    if attachment.content is not None:
        return attachment.content
    if attachment.sheet is not None:
        return pdf(attachment.sheet)
    assert attachment.invoice_id is not None
    invoice = world.find(ClientInvoice, attachment.invoice_id)
    assert invoice is not None, "a final invoice is never removed"
    return pdf(sheet(world, invoice))


def _denied(status: int, code: str, message: str) -> Reply:
    body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Reply(status, body.encode(), "application/xml")


def _inline(file_name: str) -> str:
    plain = "".join(sign if sign.isascii() and sign.isprintable() else "_" for sign in file_name)
    plain = plain.replace('"', "_").replace("\\", "_")
    return f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
