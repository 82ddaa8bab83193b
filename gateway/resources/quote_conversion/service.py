"""
A quote becomes a draft invoice, once.

Rule 1: only an offer that was made (finalised), or accepted, is billed.
Rule 2: the invoice says what the quote says: its lines, its client, its discount.
Rule 3: the invoice of a quote that was made for an order is that order's invoice, of which there is one.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.qonto import reading
from gateway.resources.billed.lines import said_again, stored_items
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import (
    Document,
    DocumentItem,
    Intent,
    IntentKind,
    Source,
)
from gateway.resources.invoice_creation.making import Wanted, make_draft
from gateway.resources.invoices.created import Creation
from gateway.resources.invoices.model import Known as KnownInvoice
from gateway.resources.invoices.recovery import KEEPERS as INVOICE_KEEPERS
from gateway.resources.invoices.recovery import settle
from gateway.resources.orders import store as orders
from gateway.resources.orders.model import Order, due_date
from gateway.resources.promises.acting import busy
from gateway.resources.promises.recovery import alive
from gateway.resources.quote_views.service import show_quote
from gateway.resources.quotes.learning import adopt
from gateway.resources.quotes.model import Known, Quote, QuoteStatus, not_finalized, not_found


async def convert_quote(clerk: Clerk, id: str) -> KnownInvoice:
    await settle(clerk)
    known = await show_quote(clerk, id)
    _check_convertible(known)
    document = known.document or await adopt(clerk, known.quote)
    order, items = await _read(clerk, document)
    intent = await _intend(clerk, known.quote, document, order, items)
    return await make_draft(clerk, intent, _wanted(clerk, known.quote, order))


async def _read(clerk: Clerk, document: Document) -> tuple[Order | None, tuple[DocumentItem, ...]]:
    async with clerk.db.reading() as tx:
        items = await store.list_items(tx, document.id)
        if document.sales_order_id is None:
            return None, items
        return await orders.find(tx, document.sales_order_id), items


# ------------------------------------------------------------------ intent
async def _intend(
    clerk: Clerk, quote: Quote, document: Document, order: Order | None, items: tuple[DocumentItem, ...]
) -> Intent:
    intent = intents.opened(
        IntentKind.CONVERT_QUOTE,
        clerk.clock,
        actor=clerk.user_id,
        document_id=document.id,
        sales_order_id=None if order is None else order.id,
        payload=_creation(quote, document, order, items).payload(),
        asked=False,
    )
    async with clerk.db.transaction() as tx:
        present = await store.lock(tx, document.id)
        if present is None or present.deleted_at is not None:
            raise not_found()
        if present.converted_to_id is not None:
            raise _already(quote, present)
        pending = await intents.list_pending_of(tx, document.id)
        claimed = not pending and await intents.add(tx, intent)
        # After the claim, not before: whoever was before us may have finished between the two.
        if order is not None and (active := await store.find_active_invoice(tx, order.id)) is not None:
            raise _order_invoiced(order, active)
        if claimed:
            return intent
    for one in pending:
        if not alive(clerk, one) and one.kind is IntentKind.CONVERT_QUOTE:
            await INVOICE_KEEPERS.settle_intent(clerk, one)
    raise busy()


def _creation(
    quote: Quote, document: Document, order: Order | None, before: tuple[DocumentItem, ...]
) -> Creation:
    items = stored_items(quote.items, before)
    return Creation(
        source=Source.QUOTE.value,
        purchase_order=None if order is None else order.order_number,
        order_id=None if order is None else order.id,
        quote_id=document.id,
        customer_type=document.customer_type,
        customer_id=document.customer_id,
        billing_address=None if document.billing_address is None else asdict(document.billing_address),
        shipping_address=None if document.shipping_address is None else asdict(document.shipping_address),
        shipping_cost_cents=document.shipping_cost_cents,
        handling_cost_cents=document.handling_cost_cents,
        insurance_cost_cents=document.insurance_cost_cents,
        fees_vat_rate=None if document.fees_vat_rate is None else str(document.fees_vat_rate),
        lines=tuple((item.title, item.kind.value, item.product_id) for item in items),
        total_cents=quote.total_cents,
    )


# ------------------------------------------------------------------ call
def _wanted(clerk: Clerk, quote: Quote, order: Order | None) -> Wanted:
    if quote.client.id is None:
        raise GatewayError(
            Code.UPSTREAM_FAILED,
            f"Qonto ne dit plus à qui le devis {quote.number} a été fait : voyez son tableau de bord.",
            internal="a quote without a client",
        )
    fields: dict[str, Any] = {
        name: text
        for name, text in (
            ("header", quote.header),
            ("footer", quote.footer),
            ("discount", _discount(quote)),
        )
        if text and clerk.qonto.takes("create_client_invoice", name)
    }
    if clerk.qonto.takes("create_client_invoice", "quote_id"):
        fields["quote_id"] = quote.id

    def due(issued: date) -> date:
        return due_date(issued, None if order is None else order.payment_terms)

    return Wanted(
        client=quote.client.id,
        items=[said_again(item, quote.currency) for item in quote.items],
        due=due,
        taken=busy,
        under_way=busy,
        currency=quote.currency,
        fields=fields,
    )


def _discount(quote: Quote) -> dict[str, str] | None:
    """Of the whole document, in Qonto's own words."""
    wire = reading.inner(quote.wire, "discount")
    kind, value = reading.text(wire, "type"), reading.decimal_text(wire.get("value"))
    return None if kind is None or value is None else {"type": kind, "value": value}


# ------------------------------------------------------------------ refusals
def _check_convertible(known: Known) -> None:
    match known.status:
        case QuoteStatus.DRAFT:
            raise not_finalized(
                "Ce devis est un brouillon : finalisez-le avant de le convertir en facture.", known
            )
        case QuoteStatus.CONVERTED:
            raise _already(known.quote, known.document)
        case QuoteStatus.DECLINED | QuoteStatus.CANCELED:
            raise GatewayError(
                Code.INVALID_STATUS,
                f"Le devis {known.quote.number} a été refusé ou annulé : faites-en un autre à facturer.",
                details={"number": known.quote.number, "currentStatus": known.status.value},
            )


def _already(quote: Quote, document: Document | None) -> GatewayError:
    return GatewayError(
        Code.INVALID_STATUS,
        f"Le devis {quote.number} est déjà devenu une facture : ouvrez-la.",
        details={
            "number": quote.number,
            "currentStatus": QuoteStatus.CONVERTED.value,
            "convertedToInvoiceId": None if document is None else document.converted_to_id,
        },
    )


def _order_invoiced(order: Order, active: Document) -> GatewayError:
    return GatewayError(
        Code.ORDER_ALREADY_INVOICED,
        f"La commande {order.order_number} de ce devis a déjà une facture : ouvrez-la, ou supprimez son "
        "brouillon avant de convertir.",
        details={"existingInvoiceId": active.id, "number": active.number},
        beside={"existingInvoiceId": active.id},
    )
