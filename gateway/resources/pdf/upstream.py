"""Where Qonto keeps the bytes of a PDF."""

from gateway.errors import GatewayError
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.resources.pdf.model import is_pdf

_OK = 200


async def fresh_url(qonto: Qonto, attachment_id: str) -> str | None:
    """Each time it is asked, Qonto signs another one."""
    answer = await qonto.call("show_attachment", id=attachment_id)
    return reading.text(
        reading.inner(answer.body if isinstance(answer.body, dict) else {}, "attachment"), "url"
    )


async def download(qonto: Qonto, url: str) -> bytes | None:
    """The PDF behind *url*; None when the link is refused, broken, or leads to something else."""
    try:
        fetched = await qonto.fetch(url)
    except GatewayError:
        return None
    return fetched.content if fetched.status == _OK and is_pdf(fetched.content) else None
