"""What must be true when a quote is begun, in SQL. Functions receive `tx` first and never commit."""

from datetime import date

from sqlalchemy import or_, select

from gateway.db import Tx
from gateway.db.tables import financial_documents, sales_orders
from gateway.resources.documents import store
from gateway.resources.documents.model import Document, DocumentType
from gateway.resources.quotes.model import QuoteStatus

_OPEN = (QuoteStatus.DRAFT.value, QuoteStatus.ACCEPTED.value)


async def lock(tx: Tx, *, order_id: str | None, parent_id: str | None) -> None:
    """Of several who want to quote the same, one at a time: the others wait until the transaction ends."""
    if order_id is not None:
        await tx.execute(select(sales_orders.c.id).where(sales_orders.c.id == order_id).with_for_update())
    if parent_id is not None:
        await store.lock(tx, parent_id)


async def find_active(tx: Tx, *, order_id: str | None, parent_id: str | None, today: date) -> Document | None:
    """The quote there is of that order or invoice: a draft, one that still stands, or an accepted one."""
    rows = financial_documents.c
    given = ((rows.sales_order_id, order_id), (rows.parent_id, parent_id))
    same = [column == value for column, value in given if value is not None]
    if not same:
        return None
    stands = (rows.quote_status == QuoteStatus.FINALIZED.value) & (
        rows.expiry_date.is_(None) | (rows.expiry_date >= today)
    )
    found: str | None = await tx.scalar(
        select(rows.id)
        .where(
            rows.document_type == DocumentType.QUOTE,
            rows.deleted_at.is_(None),
            or_(*same),
            rows.quote_status.in_(_OPEN) | stands,
        )
        .order_by(rows.created_at.desc(), rows.id)
        .limit(1)
    )
    return None if found is None else await store.find(tx, found, DocumentType.QUOTE)
