"""Documents and their lines in SQL. Functions receive `tx` first and never commit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from gateway.db import Tx
from gateway.db.tables import (
    financial_document_items,
    financial_documents,
    stored_pdfs,
    world_binding,
)
from gateway.errors import Code, GatewayError
from gateway.money import cents_of, decimal_of
from gateway.resources.documents.model import (
    Document,
    DocumentItem,
    DocumentStatus,
    DocumentType,
    ItemKind,
    Origin,
    PostalAddress,
    Source,
    WorkflowStatus,
)

AMOUNT_CENTS_MAX = 10**12 - 1
"""What DECIMAL(12,2) holds."""

_COLUMNS = financial_documents.c
_CENTS: Mapping[str, str] = MappingProxyType(
    {
        "total_cents": "total_amount",
        "vat_cents": "total_vat",
        "amount_paid_cents": "amount_paid",
        "shipping_cost_cents": "shipping_cost_ht",
        "handling_cost_cents": "handling_cost_ht",
        "insurance_cost_cents": "insurance_cost_ht",
    }
)
_READ_ONLY = frozenset({"has_stored_pdf"})
_FIELDS = tuple(field.name for field in fields(Document) if field.name not in _READ_ONLY)


def _selected() -> Select[Any]:
    kept = stored_pdfs.c.document_id.is_not(None).label("has_stored_pdf")
    return select(financial_documents, kept).join(
        stored_pdfs, stored_pdfs.c.document_id == _COLUMNS.id, isouter=True
    )


# Asked with every request: built once, since building it takes longer than answering it. It does not ask for
# a type: SQLite plans a statement anew for each value of a parameter that a partial index mentions, which
# takes ten times as long as finding the row.
_FIND = _selected().where((_COLUMNS.id == bindparam("named")) | (_COLUMNS.qonto_id == bindparam("named")))


# ------------------------------------------------------------------ reading
async def find(tx: Tx, id: str, document_type: DocumentType) -> Document | None:
    """By the gateway's id or by Qonto's; a deleted one too."""
    rows = (await tx.execute(_FIND, {"named": id})).mappings()
    found = [_document(row) for row in rows if row["document_type"] == document_type]
    return next((document for document in found if document.id == id), found[0] if found else None)


async def list_by_qonto_id(
    tx: Tx, qonto_ids: Iterable[str], document_type: DocumentType
) -> dict[str, Document]:
    wanted = list(qonto_ids)
    if not wanted:
        return {}
    statement = _selected().where(_COLUMNS.qonto_id.in_(wanted), _COLUMNS.document_type == document_type)
    documents = (_document(row) for row in (await tx.execute(statement)).mappings())
    return {document.qonto_id: document for document in documents if document.qonto_id is not None}


async def list_of_order(tx: Tx, sales_order_id: str, document_type: DocumentType) -> tuple[Document, ...]:
    """Newest first; deleted ones are left out."""
    statement = (
        _selected()
        .where(
            _COLUMNS.sales_order_id == sales_order_id,
            _COLUMNS.document_type == document_type,
            _COLUMNS.deleted_at.is_(None),
        )
        .order_by(_COLUMNS.created_at.desc(), _COLUMNS.id)
    )
    return tuple(_document(row) for row in (await tx.execute(statement)).mappings())


async def find_active_invoice(tx: Tx, sales_order_id: str) -> Document | None:
    """What the partial index allows one of per order."""
    statement = _selected().where(
        _COLUMNS.sales_order_id == sales_order_id,
        _COLUMNS.document_type == DocumentType.INVOICE,
        _COLUMNS.deleted_at.is_(None),
        _COLUMNS.status != DocumentStatus.CANCELLED,
    )
    row = (await tx.execute(statement)).mappings().first()
    return None if row is None else _document(row)


async def list_invoiced_orders(tx: Tx) -> frozenset[str]:
    """Orders that have an active invoice: those of which no other can be made."""
    statement = select(_COLUMNS.sales_order_id).where(
        _COLUMNS.sales_order_id.is_not(None),
        _COLUMNS.document_type == DocumentType.INVOICE,
        _COLUMNS.deleted_at.is_(None),
        _COLUMNS.status != DocumentStatus.CANCELLED,
    )
    return frozenset(await tx.scalars(statement))


async def list_local(
    tx: Tx,
    document_type: DocumentType,
    *,
    credited_qonto_id: str | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[Document, ...]:
    """What lives only here, newest first; deleted ones are left out."""
    statement = _selected().where(*_local(document_type)).order_by(_COLUMNS.created_at.desc(), _COLUMNS.id)
    if credited_qonto_id is not None:
        statement = statement.where(_COLUMNS.credited_qonto_id == credited_qonto_id)
    rows = (await tx.execute(statement.offset(offset).limit(limit))).mappings()
    return tuple(_document(row) for row in rows)


async def count_local(tx: Tx, document_type: DocumentType) -> int:
    statement = select(func.count()).select_from(financial_documents).where(*_local(document_type))
    return (await tx.scalar(statement)) or 0


def _local(document_type: DocumentType) -> tuple[ColumnElement[bool], ...]:
    return (
        _COLUMNS.document_type == document_type,
        _COLUMNS.origin == Origin.LOCAL,
        _COLUMNS.deleted_at.is_(None),
    )


async def list_items(tx: Tx, document_id: str) -> tuple[DocumentItem, ...]:
    items = financial_document_items
    statement = (
        select(items).where(items.c.document_id == document_id).order_by(items.c.sort_order, items.c.id)
    )
    return tuple(_item(row) for row in (await tx.execute(statement)).mappings())


async def is_of_world(tx: Tx, world_id: str | None) -> bool:
    """
    Whether this database is bound to that world, so that what the bank says may be believed of our documents.

    Ids are seeded: after a reset the bank gives the same ids to other documents. *world_id* is None in live
    mode.
    """
    bound: str | None = await tx.scalar(select(world_binding.c.world_id))
    return bound is not None and world_id in (None, bound)


# ------------------------------------------------------------------ writing
async def add(tx: Tx, document: Document, items: Sequence[DocumentItem]) -> bool:
    """
    False, and nothing written, where the database holds one in its place: the same Qonto id, or an active
    invoice of the same order.
    """
    values = _values({name: getattr(document, name) for name in _FIELDS})
    added = await tx.execute(insert_or_not(financial_documents).values(values).on_conflict_do_nothing())
    if added.rowcount != 1:
        return False
    await _add_items(tx, document.id, items)
    return True


async def change(tx: Tx, document_id: str, now: datetime, **values: Any) -> None:
    """Set the given fields of `Document`; the others stay what somebody else may just have made of them."""
    statement = update(financial_documents).where(_COLUMNS.id == document_id)
    await tx.execute(statement.values(**_values(values), updated_at=now))


async def lock(tx: Tx, document_id: str) -> Document | None:
    """The row as it is now, held until the transaction ends (SQLite has one writer at a time anyway)."""
    statement = select(_COLUMNS.id).where(_COLUMNS.id == document_id).with_for_update()
    await tx.execute(statement)
    row = (await tx.execute(_selected().where(_COLUMNS.id == document_id))).mappings().first()
    return None if row is None else _document(row)


async def replace_items(tx: Tx, document_id: str, items: Sequence[DocumentItem]) -> None:
    rows = financial_document_items
    await tx.execute(delete(rows).where(rows.c.document_id == document_id))
    await _add_items(tx, document_id, items)


# ------------------------------------------------------------------ rows and values
async def _add_items(tx: Tx, document_id: str, items: Sequence[DocumentItem]) -> None:
    if not items:
        return
    rows = [
        {
            "id": item.id,
            "document_id": document_id,
            "product_id": item.product_id,
            "title": item.title,
            "description": item.description,
            "quantity": item.quantity,
            "unit": item.unit,
            "discount": None if item.discount is None else dict(item.discount),
            "unit_price_ht": item.unit_price,
            "tva_rate": item.vat_percent,
            "total_ht": _euros(item.net_cents),
            "tva_amount": _euros(item.vat_cents),
            "total_ttc": _euros(item.total_cents),
            "kind": item.kind.value,
            "sort_order": position,
        }
        for position, item in enumerate(items)
    ]
    await tx.execute(insert(financial_document_items), rows)


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of `Document` as the columns hold them."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name in _CENTS:
            values[_CENTS[name]] = _euros(value)
        elif isinstance(value, PostalAddress):
            values[name] = {
                "street": value.street,
                "postal_code": value.postal_code,
                "city": value.city,
                "country": value.country,
            }
        else:
            values[name] = value
    if "total_cents" in given and "vat_cents" in given:
        values["total_ht"] = _euros(given["total_cents"] - given["vat_cents"])
    return values


def _euros(cents: int) -> Decimal:
    if abs(cents) > AMOUNT_CENTS_MAX:
        raise GatewayError(
            Code.INVALID,
            "Ce montant dépasse ce que la base peut contenir (9 999 999 999,99). "
            "Répartissez-le sur plusieurs documents.",
            details={"fields": [{"field": "amount", "message": "montant trop grand"}]},
        )
    return decimal_of(cents)


def _document(row: RowMapping) -> Document:
    values = {name: row[_CENTS.get(name, name)] for name in _FIELDS}
    for name in _CENTS:
        values[name] = cents_of(values[name])
    values["document_type"] = DocumentType(row["document_type"])
    values["status"] = DocumentStatus(row["status"])
    values["workflow_status"] = WorkflowStatus(row["workflow_status"])
    values["source"] = Source(row["source"])
    values["origin"] = Origin(row["origin"])
    for name in ("billing_address", "shipping_address"):
        values[name] = None if row[name] is None else PostalAddress(**row[name])
    return Document(**values, has_stored_pdf=bool(row["has_stored_pdf"]))


def _item(row: RowMapping) -> DocumentItem:
    return DocumentItem(
        id=row["id"],
        title=row["title"],
        description=row["description"],
        quantity=row["quantity"],
        unit=row["unit"],
        discount=row["discount"],
        unit_price=row["unit_price_ht"],
        vat_percent=row["tva_rate"],
        net_cents=cents_of(row["total_ht"]),
        vat_cents=cents_of(row["tva_amount"]),
        total_cents=cents_of(row["total_ttc"]),
        product_id=row["product_id"],
        kind=ItemKind(row["kind"]),
    )
