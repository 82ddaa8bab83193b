"""Which of our documents are invoices for services. `tx` first, never a commit."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from gateway.db import Tx
from gateway.db.tables import financial_documents
from gateway.resources.documents.model import Document, DocumentStatus, DocumentType, Source
from gateway.resources.documents.store import list_by_qonto_id

_C: Final = financial_documents.c
_STATUSES: Final = {
    "draft": DocumentStatus.DRAFT,
    "unpaid": DocumentStatus.FINALIZED,
    "overdue": DocumentStatus.FINALIZED,
    "paid": DocumentStatus.PAID,
    "canceled": DocumentStatus.CANCELLED,
    "cancelled": DocumentStatus.CANCELLED,
}


async def list_page(
    tx: Tx, *, status: str | None, page: int, per_page: int, today: date
) -> tuple[tuple[Document, ...], int]:
    """Newest first, and how many there are in all."""
    wanted = _wanted(status, today)
    total = await tx.scalar(select(func.count()).select_from(financial_documents).where(*wanted))
    statement = (
        select(_C.qonto_id)
        .where(*wanted)
        .order_by(_C.created_at.desc(), _C.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    ids = [id for id in await tx.scalars(statement) if id is not None]
    found = await list_by_qonto_id(tx, ids, DocumentType.INVOICE)
    return tuple(found[id] for id in ids), int(total or 0)


def _wanted(status: str | None, today: date) -> list[ColumnElement[Any]]:
    wanted: list[ColumnElement[Any]] = [
        _C.document_type == DocumentType.INVOICE,
        _C.source == Source.SERVICE,
        _C.deleted_at.is_(None),
    ]
    if status is not None:
        wanted.append(_C.status == _STATUSES[status])
    if status == "overdue":
        wanted.append(_C.due_date < today)
    return wanted
