"""
What we remember of files: the uploads we made, and which files a transaction has.

Rule 1: `attachment_ids` of a transaction is added to and taken from, under a lock, never overwritten.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from gateway.db import Tx
from gateway.db.tables import attachment_uploads, bank_transactions, financial_documents
from gateway.resources.attachments.model import BankTransaction, Known, Upload

_T = bank_transactions.c
_U = attachment_uploads.c


# ------------------------------------------------------------------ transactions
async def find_transaction(tx: Tx, named: str) -> BankTransaction | None:
    """By the gateway's id, by Qonto's, or by Qonto's readable `transaction_id`."""
    statement = select(_T.id, _T.qonto_id).where(
        or_(_T.id == named, _T.qonto_id == named, _T.transaction_id == named)
    )
    row = (await tx.execute(statement)).mappings().first()
    return None if row is None else BankTransaction(id=row["id"], qonto_id=row["qonto_id"])


async def list_with_several(tx: Tx, *, after: str, limit: int) -> tuple[BankTransaction, ...]:
    """Transactions that have more than one file, by their ids, those that follow *after*."""
    statement = (
        select(_T.id, _T.qonto_id)
        .where(_T.id > after, func.json_array_length(_T.attachment_ids) > 1)
        .order_by(_T.id)
        .limit(limit)
    )
    rows = (await tx.execute(statement)).mappings()
    return tuple(BankTransaction(id=row["id"], qonto_id=row["qonto_id"]) for row in rows)


async def list_known(tx: Tx, transaction: BankTransaction) -> Known:
    noted = await tx.scalar(select(_T.attachment_ids).where(_T.qonto_id == transaction.qonto_id))
    uploaded = await tx.scalars(
        select(_U.attachment_id).where(
            _U.qonto_transaction_id == transaction.qonto_id, _U.attachment_id.is_not(None)
        )
    )
    return Known(noted=None if noted is None else frozenset(noted), uploaded=frozenset(uploaded))


async def note_attachments(
    tx: Tx,
    transaction: BankTransaction,
    now: datetime,
    *,
    seen: Collection[str] = (),
    gone: Collection[str] = (),
) -> None:
    """Where we keep the transaction at all."""
    mine = _T.qonto_id == transaction.qonto_id
    held = (await tx.execute(select(_T.attachment_ids).where(mine).with_for_update())).first()
    if held is None:
        return
    before = list(held[0] or ())
    after = [id for id in dict.fromkeys([*before, *seen]) if id not in gone]
    if after != before:
        await tx.execute(update(bank_transactions).where(mine).values(attachment_ids=after, updated_at=now))


# ------------------------------------------------------------------ uploads
async def find_upload(tx: Tx, transaction: BankTransaction, sha256: str) -> Upload | None:
    statement = select(attachment_uploads).where(
        _U.qonto_transaction_id == transaction.qonto_id, _U.sha256 == sha256
    )
    row = (await tx.execute(statement)).mappings().first()
    return None if row is None else _upload(row)


async def list_unseen(tx: Tx, transaction: BankTransaction) -> tuple[Upload, ...]:
    """Uploads of which Qonto has not shown the file yet."""
    statement = select(attachment_uploads).where(
        _U.qonto_transaction_id == transaction.qonto_id, _U.attachment_id.is_(None)
    )
    return tuple(_upload(row) for row in (await tx.execute(statement)).mappings())


async def add_upload(tx: Tx, upload: Upload) -> bool:
    """False where the transaction has an upload of that content already."""
    added = await tx.execute(
        insert_or_not(attachment_uploads).values(**asdict(upload)).on_conflict_do_nothing()
    )
    return added.rowcount == 1


async def note_seen(tx: Tx, upload: Upload, attachment_id: str) -> bool:
    """False where somebody else has noted it first."""
    statement = update(attachment_uploads).where(_U.id == upload.id, _U.attachment_id.is_(None))
    return (await tx.execute(statement.values(attachment_id=attachment_id))).rowcount == 1


async def link_document(tx: Tx, upload: Upload, document_id: str) -> None:
    await tx.execute(update(attachment_uploads).where(_U.id == upload.id).values(document_id=document_id))


async def remove_upload(tx: Tx, upload: Upload) -> None:
    """Unless its file has been seen."""
    await tx.execute(delete(attachment_uploads).where(_U.id == upload.id, _U.attachment_id.is_(None)))


async def forget_attachments(tx: Tx, attachment_ids: Collection[str]) -> None:
    if attachment_ids:
        await tx.execute(delete(attachment_uploads).where(_U.attachment_id.in_(list(attachment_ids))))


async def replace_attachment(tx: Tx, attachment_id: str, kept: str) -> None:
    """The file is gone and its twin stays: what we remember is about that one."""
    mine = _U.attachment_id == attachment_id
    await tx.execute(update(attachment_uploads).where(mine).values(attachment_id=kept))


# ------------------------------------------------------------------ documents
async def find_document_id(tx: Tx, named: str) -> str | None:
    """The gateway's id of a document of any kind that is not deleted, by that id or by Qonto's."""
    columns = financial_documents.c
    found: str | None = await tx.scalar(
        select(columns.id).where(
            or_(columns.id == named, columns.qonto_id == named), columns.deleted_at.is_(None)
        )
    )
    return found


def _upload(row: RowMapping) -> Upload:
    values: dict[str, Any] = dict(row)
    return Upload(**values)
