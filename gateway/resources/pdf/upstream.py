"""Where Qonto keeps a document's PDF, and its bytes."""

from dataclasses import dataclass
from datetime import datetime

from gateway.errors import GatewayError
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.reading import Wire
from gateway.resources.pdf.model import is_pdf

_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """What Qonto says of an invoice's PDF."""

    draft: bool
    pdf_url: str | None
    attachment_id: str | None
    finalized_at: datetime | None


def rendition_of(wire: Wire) -> Rendition:
    return Rendition(
        draft=reading.text(wire, "status") == "draft",
        pdf_url=reading.text(wire, "pdf_url"),
        attachment_id=reading.text(wire, "attachment_id"),
        finalized_at=reading.instant(wire, "finalized_at"),
    )


async def fresh_url(qonto: Qonto, attachment_id: str) -> str | None:
    """Each time it is asked, Qonto signs another one."""
    answer = await qonto.call("show_attachment", id=attachment_id)
    body = answer.body if isinstance(answer.body, dict) else {}
    return reading.text(reading.inner(body, "attachment") or body, "url")


async def download(qonto: Qonto, url: str) -> bytes | None:
    """The PDF behind *url*; None when the link is refused, broken, or leads to something else."""
    try:
        fetched = await qonto.fetch(url)
    except GatewayError:
        return None
    return fetched.content if fetched.status == _OK and is_pdf(fetched.content) else None
