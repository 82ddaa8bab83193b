"""Which order an invoice could belong to. `tx` first, never a commit."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from gateway.db import Tx
from gateway.db.tables import financial_documents, sales_orders
from gateway.resources.documents.model import DocumentStatus, DocumentType

_D = financial_documents.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    order_id: str
    invoiced: bool
    """It has an active invoice, so that no other can be linked to it."""


async def list_candidates(tx: Tx, order_numbers: Collection[str]) -> dict[str, Candidate]:
    """By order number, which the database keeps unique."""
    if not order_numbers:
        return {}
    statement = select(sales_orders.c.order_number, sales_orders.c.id).where(
        sales_orders.c.order_number.in_(list(order_numbers))
    )
    orders: dict[str, str] = {row[0]: row[1] for row in await tx.execute(statement)}
    active = select(_D.sales_order_id).where(
        _D.sales_order_id.in_(list(orders.values())),
        _D.document_type == DocumentType.INVOICE,
        _D.deleted_at.is_(None),
        _D.status != DocumentStatus.CANCELLED,
    )
    invoiced = frozenset(await tx.scalars(active)) if orders else frozenset()
    return {number: Candidate(order_id=id, invoiced=id in invoiced) for number, id in orders.items()}
