"""
A draft's lines, fees, addresses and totals become its order's, in one transaction: all of it or nothing.

Rule 1: only a draft is carried back: a final invoice is corrected by a credit note, not by its order.
Rule 2: only an order that has not left may still change.
Rule 3: a line keeps its identity: what hangs on it in the back office is not lost.
"""

from dataclasses import dataclass
from typing import Any, Final

from gateway.db import Tx
from gateway.errors import Code, GatewayError
from gateway.money import decimal_of
from gateway.resources.clerk import Clerk
from gateway.resources.documents import registers
from gateway.resources.documents import store as documents
from gateway.resources.documents.model import Document, DocumentItem, DocumentStatus, PostalAddress
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoices.model import Invoice, already_finalized
from gateway.resources.order_sync import store
from gateway.resources.order_sync.model import plan
from gateway.resources.orders import store as orders
from gateway.resources.orders.model import Address, Order, OrderStatus
from gateway.resources.orders.store import address_json
from gateway.resources.promises.acting import busy

_CHANGEABLE: Final = frozenset({OrderStatus.DRAFT, OrderStatus.VALIDATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    order_id: str
    items_updated: int


async def sync_invoice_to_order(clerk: Clerk, id: str) -> Synced:
    known = await show_invoice(clerk, id)
    _check_draft(known.invoice)
    if known.document is None or known.document.sales_order_id is None:
        raise _no_order()
    return await carry_back(clerk, known.document)


async def carry_back(clerk: Clerk, document: Document) -> Synced:
    """For a document just read or written: its rows say what Qonto says."""
    if document.sales_order_id is None:
        raise _no_order()
    async with clerk.db.transaction() as tx:
        await store.lock(tx, document.sales_order_id)
        order = await orders.find(tx, document.sales_order_id)
        present = await documents.lock(tx, document.id)
        if order is None:
            raise _no_order()
        if present is None or present.deleted_at is not None or present.status is not DocumentStatus.DRAFT:
            raise busy()
        _check_changeable(order)
        items = await documents.list_items(tx, document.id)
        _check_undiscounted(items)
        return await _carried(tx, clerk, present, order, items)


async def _carried(
    tx: Tx, clerk: Clerk, document: Document, order: Order, items: tuple[DocumentItem, ...]
) -> Synced:
    now, wanted = clerk.clock.now(), plan(order.lines, items)
    await store.carry_out(tx, order.id, wanted)
    await store.change_order(tx, order.id, now, _columns(document))
    await registers.audit(
        tx,
        "sync_invoice_to_order",
        actor=clerk.user_id,
        at=now,
        document_id=document.id,
        details={
            "orderId": order.id,
            "changed": wanted.changes,
            "added": len(wanted.added),
            "removed": len(wanted.removed),
        },
    )
    return Synced(order_id=order.id, items_updated=wanted.changes)


def _columns(document: Document) -> dict[str, Any]:
    """Nothing is overwritten with nothing."""
    columns: dict[str, Any] = {
        "shipping_cost_ht": decimal_of(document.shipping_cost_cents),
        "handling_cost_ht": decimal_of(document.handling_cost_cents),
        "insurance_cost_ht": decimal_of(document.insurance_cost_cents),
        "total_ht": decimal_of(document.net_cents),
        "total_ttc": decimal_of(document.total_cents),
    }
    given = {
        "billing_address": _json(document.billing_address),
        "shipping_address": _json(document.shipping_address),
        "fees_vat_rate": document.fees_vat_rate,
        "notes": document.notes,
    }
    return columns | {name: value for name, value in given.items() if value is not None}


def _json(address: PostalAddress | None) -> dict[str, str] | None:
    if address is None:
        return None
    return address_json(
        Address(
            street=address.street,
            postal_code=address.postal_code,
            city=address.city,
            country=address.country,
        )
    )


# ------------------------------------------------------------------ refusals
def _check_draft(invoice: Invoice) -> None:
    if not invoice.draft:
        raise already_finalized(
            invoice, "elle ne change plus, et sa commande non plus. Corrigez-la par un avoir"
        )


def _check_changeable(order: Order) -> None:
    if order.status not in _CHANGEABLE:
        raise GatewayError(
            Code.INVALID_STATUS,
            f"La commande {order.order_number} ne peut plus changer (« {order.status} ») : seule une "
            "commande en brouillon ou validée le peut.",
            details={"currentStatus": order.status},
        )


def _check_undiscounted(items: tuple[DocumentItem, ...]) -> None:
    for position, item in enumerate(items):
        if item.discount is not None:
            raise GatewayError(
                Code.INVALID,
                f"La ligne « {item.title} » porte une remise, qu'une commande ne sait pas noter : mettez son "
                "prix remisé dans la ligne, puis recommencez.",
                details={"fields": [{"field": f"items[{position}].discount", "message": "remise"}]},
            )


def _no_order() -> GatewayError:
    return GatewayError(
        Code.ORDER_NOT_FOUND,
        "Cette facture n'est liée à aucune commande : il n'y a rien à mettre à jour.",
    )
