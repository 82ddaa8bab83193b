"""
Intent, call, outcome, for a file: the row of the upload is committed first, and its id is the key under which
Qonto is asked.

Rule 1: one content, one transaction, one upload: a unique index, not a check in code. Whoever sends it again
        while it is under way asks under the same key, which is one file at Qonto.
Rule 2: what Qonto shows already is never sent again, whoever sent it.
Rule 3: only a refusal takes the row back. After silence we look; what is not seen yet may still appear, and
        the next upload of the same file takes it up again.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import uuid4

from gateway.db import Tx
from gateway.errors import Code, GatewayError
from gateway.qonto.call import Upload as File
from gateway.qonto.errors import UpstreamRefusal
from gateway.resources.attachment_upload import upstream
from gateway.resources.attachment_upload.model import DOCUMENT, UploadAsked, Uploaded
from gateway.resources.attachments import store
from gateway.resources.attachments.model import Attachment, BankTransaction, Upload, ids_of
from gateway.resources.attachments.service import conclude, find_same, find_transaction, look
from gateway.resources.attachments.upstream import list_attachments
from gateway.resources.clerk import Clerk

WAITS_S: Final = (0.0, 0.3, 0.6, 1.2)
"""How long we wait before each look for the file: a little over two seconds in all."""

_TRIES_MAX: Final = 3
# Surely nothing was taken: Qonto said so, or was never asked.
_REFUSED: Final = frozenset({Code.RATE_LIMITED, Code.NOT_IMPLEMENTED_AT_QONTO, Code.TRANSACTION_NOT_FOUND})


async def upload_attachment(clerk: Clerk, asked: UploadAsked) -> Uploaded:
    transaction = await find_transaction(clerk, asked.transaction)
    document_id = await _document_id(clerk, asked)
    for _ in range(_TRIES_MAX):
        async with clerk.db.reading() as tx:
            known = await store.find_upload(tx, transaction, asked.sha256)
        present = await look(clerk, transaction)
        same = await _same(clerk, asked, known, present)
        if same is not None:
            return await _there_already(clerk, transaction, known, same, document_id)
        upload = await _opened(clerk, transaction, asked, known, document_id)
        if upload is not None:
            return await _given(clerk, transaction, asked, upload, present)
    raise GatewayError(
        Code.UPSTREAM_BUSY,
        "Ce fichier est en train d'être joint et retiré par d'autres. Attendez un instant, puis renvoyez-le.",
    )


async def _document_id(clerk: Clerk, asked: UploadAsked) -> str | None:
    if asked.document is None:
        return None
    async with clerk.db.reading() as tx:
        found = await store.find_document_id(tx, asked.document)
    if found is None:
        raise GatewayError(
            Code.NOT_FOUND,
            "Le document indiqué est inconnu de la passerelle. Vérifiez « documentId », ou retirez-le.",
            details={"field": DOCUMENT},
        )
    return found


async def _same(
    clerk: Clerk, asked: UploadAsked, known: Upload | None, present: Sequence[Attachment]
) -> Attachment | None:
    """The file Qonto shows that is this one."""
    if known is not None and known.attachment_id is not None:
        found = next((one for one in present if one.id == known.attachment_id), None)
        if found is not None:
            return found
    return await find_same(clerk, present, size=len(asked.content), sha256=asked.sha256)


async def _there_already(
    clerk: Clerk,
    transaction: BankTransaction,
    known: Upload | None,
    same: Attachment,
    document_id: str | None,
) -> Uploaded:
    """An upload that was interrupted has come through after all; anything else is a file sent twice."""
    if known is not None and known.attachment_id is None:
        async with clerk.db.transaction() as tx:
            upload = await _linked(tx, known, document_id)
        await conclude(clerk, transaction, upload, same)
        return Uploaded(upload=upload, transaction=transaction, attachment_id=same.id)
    raise GatewayError(
        Code.ALREADY_ATTACHED,
        "Ce fichier est déjà joint à cette transaction. Ouvrez le justificatif existant, ou supprimez-le "
        "avant de le renvoyer.",
        details={"attachmentId": same.id, "transactionId": transaction.qonto_id},
    )


async def _opened(
    clerk: Clerk,
    transaction: BankTransaction,
    asked: UploadAsked,
    known: Upload | None,
    document_id: str | None,
) -> Upload | None:
    """
    The row under whose key Qonto may be asked: a new one, or one that is waiting. None where somebody else
    has one since we looked.
    """
    fresh = Upload(
        id=str(uuid4()),
        qonto_transaction_id=transaction.qonto_id,
        document_id=document_id,
        attachment_id=None,
        file_name=asked.file_name,
        content_type=asked.kind.value,
        size=len(asked.content),
        sha256=asked.sha256,
        uploaded_by=clerk.user_id,
        created_at=clerk.clock.now(),
    )
    async with clerk.db.transaction() as tx:
        if known is not None and known.attachment_id is None:
            await store.add_upload(tx, known)  # whoever was refused meanwhile has taken it back
            return await _linked(tx, known, document_id)
        return fresh if await store.add_upload(tx, fresh) else None


async def _linked(tx: Tx, upload: Upload, document_id: str | None) -> Upload:
    """Taken up again, it belongs to the document that was named last."""
    if document_id is None or document_id == upload.document_id:
        return upload
    await store.link_document(tx, upload, document_id)
    return replace(upload, document_id=document_id)


async def _given(
    clerk: Clerk,
    transaction: BankTransaction,
    asked: UploadAsked,
    upload: Upload,
    before: Sequence[Attachment],
) -> Uploaded:
    file = File(name=asked.file_name, content=asked.content, content_type=asked.kind.value)
    try:
        await upstream.upload_attachment(clerk.qonto, transaction, file, key=upload.id)
    except GatewayError as trouble:
        if isinstance(trouble, UpstreamRefusal) or trouble.code in _REFUSED:
            async with clerk.db.transaction() as tx:
                await store.remove_upload(tx, upload)
            raise
        seen = await _looked_for(clerk, transaction, upload, before)
        if seen is None:
            raise _unknown(trouble) from trouble
    else:
        seen = await _looked_for(clerk, transaction, upload, before)
    return Uploaded(upload=upload, transaction=transaction, attachment_id=None if seen is None else seen.id)


async def _looked_for(
    clerk: Clerk, transaction: BankTransaction, upload: Upload, before: Sequence[Attachment]
) -> Attachment | None:
    """The file as Qonto shows it now, if it does in time: come since, and the same to the byte."""
    known = set(ids_of(before))
    for wait_s in WAITS_S:
        await clerk.clock.sleep(wait_s)
        try:
            present = await list_attachments(clerk.qonto, transaction)
        except GatewayError:
            return None
        come = [one for one in present if one.id not in known]
        same = await find_same(clerk, come, size=upload.size, sha256=upload.sha256)
        if same is not None:
            await conclude(clerk, transaction, upload, same)
            return same
    return None


def _unknown(trouble: GatewayError) -> GatewayError:
    return GatewayError(
        Code.OUTCOME_UNKNOWN,
        "Qonto n'a pas confirmé l'envoi du fichier : il a pu être reçu. Renvoyez le même fichier dans un "
        "instant : il ne sera pas joint deux fois.",
        internal=trouble.internal,
        details=trouble.details,
    )
