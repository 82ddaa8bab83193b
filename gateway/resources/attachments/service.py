"""
Files of transactions: found, shown, removed; and what we learn about them on the way.

Rule 1: Qonto's list decides what a transaction has. What we keep is corrected by it, in passing.
Rule 2: a deletion without an answer is looked up before anything is said of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome
from gateway.resources.attachments import store, upstream
from gateway.resources.attachments.model import (
    Attachment,
    BankTransaction,
    FileKind,
    Upload,
    honest_name,
    ids_of,
    kind_of,
    known_type,
)
from gateway.resources.clerk import Clerk
from gateway.resources.documents import registers
from gateway.resources.pdf.model import signed_url

_OK: Final = 200
_LINKS_MAX: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """*kind* is None for what is none of the types we know."""

    file_name: str
    kind: FileKind | None
    content: bytes
    max_age_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    transaction: BankTransaction
    remaining: tuple[str, ...]


async def find_transaction(clerk: Clerk, named: str) -> BankTransaction:
    """Among ours, else at Qonto."""
    async with clerk.db.reading() as tx:
        found = await store.find_transaction(tx, named)
    found = found or await upstream.find_transaction(clerk.qonto, named)
    if found is None:
        raise upstream.transaction_not_found()
    return found


# ------------------------------------------------------------------ show
async def show_attachment(clerk: Clerk, id: str) -> Shown:
    """The link is asked for anew each time, and once more where it has died on the way."""
    for _ in range(_LINKS_MAX):
        attachment = await upstream.show_attachment(clerk.qonto, id)
        if attachment.url is None:
            raise upstream.not_there()
        now = clerk.clock.now()
        link = signed_url(attachment.url, first_seen=now, finalized_at=None)
        fetched = await clerk.qonto.fetch(link.url)
        if fetched.status == _OK:
            left_s = int((link.expires_at - now).total_seconds())
            return _shown(attachment, fetched.content, max_age_s=max(0, left_s))
    raise _unreadable()


def _shown(attachment: Attachment, content: bytes, *, max_age_s: int) -> Shown:
    kind, said = kind_of(content), known_type(attachment.content_type)
    if said is not None and kind is None:
        raise _unreadable()  # an error page in the place of a file
    name = honest_name(attachment.file_name or f"qonto-{attachment.id}", kind)
    return Shown(file_name=name, kind=kind, content=content, max_age_s=max_age_s)


# ------------------------------------------------------------------ delete
async def delete_attachment(clerk: Clerk, id: str, *, of: str) -> Deleted:
    transaction = await find_transaction(clerk, of)
    present = await look(clerk, transaction)
    if id not in ids_of(present):
        raise upstream.not_there()
    await remove(clerk, transaction, id)
    return Deleted(transaction=transaction, remaining=tuple(one for one in ids_of(present) if one != id))


async def remove(clerk: Clerk, transaction: BankTransaction, id: str, *, kept: str | None = None) -> None:
    """
    One file off its transaction; its twin *kept*, where there is one, takes its place in what we remember.

    That it was meant is on record before Qonto is asked.
    """
    told = {"attachmentId": id, "qontoTransactionId": transaction.qonto_id, "keptAttachmentId": kept}
    async with clerk.db.transaction() as tx:
        await registers.audit(
            tx, "ask_delete_attachment", actor=clerk.user_id, at=clerk.clock.now(), details=told
        )
    try:
        await upstream.delete_attachment(clerk.qonto, transaction, id)
    except AmbiguousOutcome as lost:
        await _check_gone(clerk, transaction, id, lost)
    except GatewayError as refused:
        if refused.code is Code.ATTACHMENT_NOT_FOUND:
            await forget(clerk, transaction, id, kept=kept)
        raise
    await forget(clerk, transaction, id, kept=kept, audited=True)


async def forget(
    clerk: Clerk, transaction: BankTransaction, id: str, *, kept: str | None = None, audited: bool = False
) -> None:
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        await store.note_attachments(tx, transaction, now, gone=(id,))
        if kept is None:
            await store.forget_attachments(tx, {id})
        else:
            await store.replace_attachment(tx, id, kept)
        if audited:
            details = {"attachmentId": id, "qontoTransactionId": transaction.qonto_id}
            await registers.audit(tx, "delete_attachment", actor=clerk.user_id, at=now, details=details)


async def _check_gone(clerk: Clerk, transaction: BankTransaction, id: str, lost: AmbiguousOutcome) -> None:
    """Returns where the file is gone."""
    try:
        present = await upstream.list_attachments(clerk.qonto, transaction)
    except GatewayError as blind:
        raise lost from blind
    if id in ids_of(present):
        raise GatewayError(
            Code.OUTCOME_UNKNOWN,
            "Qonto n'a pas confirmé la suppression et montre encore ce justificatif. Relancez la "
            "suppression : aucun autre fichier ne peut être touché.",
            internal=lost.internal,
            details=lost.details,
        ) from lost


# ------------------------------------------------------------------ what we learn on the way
async def look(clerk: Clerk, transaction: BankTransaction) -> tuple[Attachment, ...]:
    """
    What the transaction has, and from now on what we say it has.

    What we knew before we asked, and Qonto no longer shows, is gone. What somebody else learns meanwhile is
    not touched.
    """
    async with clerk.db.reading() as tx:
        known = await store.list_known(tx, transaction)
    present = await upstream.list_attachments(clerk.qonto, transaction)
    shown = frozenset(ids_of(present))
    noted = shown if known.noted is None else known.noted
    if noted != shown or known.uploaded - shown:
        async with clerk.db.transaction() as tx:
            gone = (noted | known.uploaded) - shown
            await store.note_attachments(tx, transaction, clerk.clock.now(), seen=ids_of(present), gone=gone)
            await store.forget_attachments(tx, gone & known.uploaded)
    await _settle_uploads(clerk, transaction, present)
    return present


async def _settle_uploads(clerk: Clerk, transaction: BankTransaction, present: Sequence[Attachment]) -> None:
    """Uploads whose file Qonto had not shown yet: those it shows now are written down. Cheap without any."""
    async with clerk.db.reading() as tx:
        unseen = await store.list_unseen(tx, transaction)
    for upload in unseen:
        same = await find_same(clerk, present, size=upload.size, sha256=upload.sha256)
        if same is not None:
            await conclude(clerk, transaction, upload, same)


async def find_same(
    clerk: Clerk, present: Sequence[Attachment], *, size: int, sha256: str
) -> Attachment | None:
    """The file of exactly that content. Only what has its size is read at all."""
    for attachment in present:
        if (
            attachment.size in {size, None}
            and await upstream.digest_at_qonto(clerk.qonto, attachment) == sha256
        ):
            return attachment
    return None


async def conclude(
    clerk: Clerk, transaction: BankTransaction, upload: Upload, attachment: Attachment
) -> None:
    """Write down, once, which file the upload has become."""
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        first = await store.note_seen(tx, upload, attachment.id)
        await store.note_attachments(tx, transaction, now, seen=(attachment.id,))
        if first:
            await registers.audit(
                tx,
                "upload_attachment",
                actor=upload.uploaded_by,
                at=now,
                document_id=upload.document_id,
                details={
                    "attachmentId": attachment.id,
                    "qontoTransactionId": transaction.qonto_id,
                    "sha256": upload.sha256,
                },
            )


def _unreadable() -> GatewayError:
    return GatewayError(
        Code.UPSTREAM_FAILED,
        "Qonto n'a pas donné ce justificatif. Réessayez dans un instant, ou ouvrez-le depuis le tableau de "
        "bord Qonto.",
    )
