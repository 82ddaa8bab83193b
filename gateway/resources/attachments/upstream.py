"""Files at Qonto: listed, shown, downloaded, removed."""

from typing import Any, Final

from gateway.errors import Code, GatewayError
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.errors import UpstreamRefusal
from gateway.resources.attachments.model import Attachment, BankTransaction, digest_of

_OK: Final = 200
_PER_PAGE: Final = 100
_PAGES_MAX: Final = 20
# No id has one; servers that decode it would look in another place.
_SLASH: Final = "/"


async def find_transaction(qonto: Qonto, id: str) -> BankTransaction | None:
    if _SLASH in id:
        return None
    try:
        answer = await qonto.call("show_transaction", id=id)
    except GatewayError as refused:
        if refused.code is Code.NOT_FOUND:
            return None
        raise
    shown = reading.text(reading.inner(answer.body or {}, "transaction"), "id")
    return None if shown is None else BankTransaction(qonto_id=shown)


async def list_attachments(qonto: Qonto, transaction: BankTransaction) -> tuple[Attachment, ...]:
    """
    All of them.

    Quirk: this list has no `meta`; it ends with a page that is not full, or that says what was said.
    """
    listed: dict[str, Attachment] = {}
    for number in range(1, _PAGES_MAX + 1):
        answer = await _of_transaction(
            qonto,
            "list_transaction_attachments",
            query={"page": number, "per_page": _PER_PAGE},
            id=transaction.qonto_id,
        )
        page = [_attachment(wire) for wire in reading.things(answer or {}, "attachments")]
        new = {one.id: one for one in page if one.id not in listed}
        listed |= new
        if len(page) < _PER_PAGE or not new:
            break
    return tuple(listed.values())


async def show_attachment(qonto: Qonto, id: str) -> Attachment:
    """With a link signed just now."""
    if _SLASH in id:
        raise not_there()
    try:
        answer = await qonto.call("show_attachment", id=id)
    except UpstreamRefusal as refused:
        raise (not_there() if refused.code is Code.NOT_FOUND else refused) from refused
    return _attachment(reading.inner(answer.body or {}, "attachment"))


async def delete_attachment(qonto: Qonto, transaction: BankTransaction, id: str) -> None:
    """Raises ATTACHMENT_NOT_FOUND where there was nothing to remove, AmbiguousOutcome after silence."""
    try:
        await qonto.call("delete_transaction_attachment", id=transaction.qonto_id, attachment_id=id)
    except UpstreamRefusal as refused:
        raise (not_there() if refused.code is Code.NOT_FOUND else refused) from refused


async def content_of(qonto: Qonto, attachment: Attachment) -> bytes | None:
    """The bytes behind its link; None when they cannot be had. A link that has died is signed anew, once."""
    fresh = attachment
    for again in (False, True):
        try:
            if again or fresh.url is None:
                fresh = await show_attachment(qonto, attachment.id)
            if fresh.url is None:
                return None
            fetched = await qonto.fetch(fresh.url)
        except GatewayError:
            return None
        if fetched.status == _OK:
            return fetched.content
    return None


async def digest_at_qonto(qonto: Qonto, attachment: Attachment) -> str | None:
    content = await content_of(qonto, attachment)
    return None if content is None else digest_of(content)


def transaction_not_found() -> GatewayError:
    return GatewayError(
        Code.TRANSACTION_NOT_FOUND,
        "Cette transaction est inconnue, ici et chez Qonto. Vérifiez l'identifiant, ou lancez la "
        "synchronisation (POST /api/qonto/sync), puis recommencez.",
        details={"field": "transactionId"},
    )


def not_there() -> GatewayError:
    return GatewayError(
        Code.ATTACHMENT_NOT_FOUND,
        "Ce justificatif n'existe pas ou n'existe plus. Rechargez la transaction pour voir ceux qu'elle a.",
    )


async def _of_transaction(qonto: Qonto, operation: str, *, query: dict[str, int], id: str) -> Any:
    try:
        return (await qonto.call(operation, query=query, id=id)).body
    except UpstreamRefusal as refused:
        raise (transaction_not_found() if refused.code is Code.NOT_FOUND else refused) from refused


def _attachment(wire: dict[str, Any]) -> Attachment:
    size = str(wire.get("file_size"))  # Quirk: a number of bytes, in a string.
    return Attachment(
        id=reading.text(wire, "id") or "",
        file_name=reading.text(wire, "file_name") or "",
        content_type=reading.text(wire, "file_content_type") or "",
        size=int(size) if size.isdecimal() else None,
        url=reading.text(wire, "url"),
        created_at=reading.instant(wire, "created_at"),
    )
