"""
An order becomes a draft invoice: intent, call, outcome.

Rule 1: a draft is asked for, whatever the caller says; an answer that is none is an alarm.
Rule 2: one active invoice per order. Two unique indexes decide, between any number of calls and processes:
        one on the intents under way, one on the documents.
Rule 3: an intent somebody left behind is settled before another one is made (promises/recovery.py).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from gateway.errors import Code, GatewayError, invalid
from gateway.resources.billed.lines import client_details, wire_lines
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import Document, Intent, IntentKind, PostalAddress
from gateway.resources.invoice_creation.making import Wanted, make_draft
from gateway.resources.invoices import upstream
from gateway.resources.invoices.created import creation_of
from gateway.resources.invoices.learning import learn, vanish
from gateway.resources.invoices.model import Known
from gateway.resources.invoices.recovery import KEEPERS
from gateway.resources.orders.billing import Bill, bill
from gateway.resources.orders.lines import CustomLine, FeesAsked
from gateway.resources.orders.model import Address, Order, due_date
from gateway.resources.orders.service import show_order
from gateway.resources.promises.recovery import alive

_ATTEMPTS: Final = 3
_QUANTITY_LIMIT: Final = 10**6
_PRICE_LIMIT: Final = 10**8


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRequest:
    order_id: str
    fees: FeesAsked | None = None
    custom_lines: tuple[CustomLine, ...] = ()
    issue_date: date | None = None
    label: str | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None


async def create_invoice(clerk: Clerk, asked: InvoiceRequest) -> Known:
    billed, intent = await _intend(clerk, asked)
    order = billed.order
    wanted = Wanted(
        client=client_details(billed.customer, email=billed.email, address=billed.billing_address),
        items=wire_lines(billed.lines),
        due=lambda issued: due_date(issued, order.payment_terms),
        taken=lambda: _already_invoiced(order, None),
        under_way=lambda: _under_way(order),
        issued=asked.issue_date,
        fields={"header": asked.label} if asked.label else {},
    )
    return await make_draft(clerk, intent, wanted)


# ------------------------------------------------------------------ intent
async def _intend(clerk: Clerk, asked: InvoiceRequest) -> tuple[Bill, Intent]:
    for _ in range(_ATTEMPTS):
        async with clerk.db.reading() as tx:
            order = await show_order(tx, asked.order_id)
            active = await store.find_active_invoice(tx, order.id)
        if active is not None and await _still_active(clerk, active):
            raise _already_invoiced(order, active)
        billed = bill(
            order,
            fees=asked.fees,
            custom_lines=asked.custom_lines,
            billing_address=asked.billing_address,
        )
        _check_size(billed)
        intent = intents.opened(
            IntentKind.CREATE_INVOICE,
            clerk.clock,
            actor=clerk.user_id,
            sales_order_id=order.id,
            payload=creation_of(billed, _shipping_address(asked, billed)).payload(),
            asked=False,
        )
        if await _claimed(clerk, order, intent):
            return billed, intent
    raise _under_way(order)


async def _claimed(clerk: Clerk, order: Order, intent: Intent) -> bool:
    """False where somebody was before us and it is worth trying again."""
    async with clerk.db.transaction() as tx:
        if await intents.add(tx, intent):
            # Whoever was before us may have finished between our reading and now.
            active = await store.find_active_invoice(tx, order.id)
            if active is not None:
                raise _already_invoiced(order, active)
            return True
        pending = await intents.find_pending_creation(tx, order.id)
    if pending is None:
        return False
    if alive(clerk, pending):
        raise _under_way(order)
    if not await KEEPERS.settle_intent(clerk, pending):
        raise _not_settled(order)
    return False


async def _still_active(clerk: Clerk, active: Document) -> bool:
    """It may have been cancelled or deleted on Qonto's dashboard."""
    assert active.qonto_id is not None
    try:
        invoice = await upstream.show(clerk.qonto, active.qonto_id)
    except GatewayError:
        return True  # nobody to ask: what we know stands
    if invoice is None:
        await vanish(clerk, active)
    else:
        await learn(clerk, invoice, active)
    async with clerk.db.reading() as tx:
        return await store.find_active_invoice(tx, active.sales_order_id or "") is not None


def _shipping_address(asked: InvoiceRequest, billed: Bill) -> PostalAddress | None:
    address = asked.shipping_address or billed.shipping_address
    if address is None:
        return None
    return PostalAddress(
        street=address.street, postal_code=address.postal_code, city=address.city, country=address.country
    )


# ------------------------------------------------------------------ refusals
def _check_size(billed: Bill) -> None:
    """What neither Qonto nor our columns could hold is refused here, in words."""
    for position, line in enumerate(billed.lines):
        if line.quantity >= _QUANTITY_LIMIT or line.unit_price >= _PRICE_LIMIT:
            raise GatewayError(
                Code.ORDER_NOT_INVOICEABLE,
                f"La ligne {position + 1} (« {line.title} ») dépasse ce que Qonto accepte (999 999 pièces, "
                "99 999 999,99 l'unité). Scindez-la.",
                details={
                    "fields": [{"field": f"items[{position}]", "message": "quantité ou prix trop grand"}]
                },
            )
    if billed.totals.total_cents > store.AMOUNT_CENTS_MAX:
        raise invalid("customLines", "le total de la facture dépasse 9 999 999 999,99 ; réduisez-le.")


def _already_invoiced(order: Order, active: Document | None) -> GatewayError:
    existing = None if active is None else active.id
    number = None if active is None else active.number
    named = f"la facture {number}" if number else "une facture en brouillon"
    return GatewayError(
        Code.ORDER_ALREADY_INVOICED,
        f"La commande {order.order_number} a déjà {named}. Ouvrez-la ; pour en faire une autre, "
        "supprimez d'abord le brouillon ou annulez la facture.",
        details={"existingInvoiceId": existing, "number": number},
        beside={"existingInvoiceId": existing},
    )


def _under_way(order: Order) -> GatewayError:
    return GatewayError(
        Code.ORDER_ALREADY_INVOICED,
        f"La facture de la commande {order.order_number} est en cours de création. Attendez un instant, puis "
        "rechargez la commande.",
        details={"existingInvoiceId": None, "number": None, "underWay": True},
        beside={"existingInvoiceId": None},
    )


def _not_settled(order: Order) -> GatewayError:
    return GatewayError(
        Code.ORDER_ALREADY_INVOICED,
        f"Une création de la facture de {order.order_number} est en cours ou n'a pas eu de réponse, et Qonto "
        "ne la montre pas encore. Réessayez dans quelques secondes : nous vérifierons avant de recommencer.",
        details={"existingInvoiceId": None, "number": None, "underWay": True},
        beside={"existingInvoiceId": None},
        headers={"Retry-After": "10"},
    )
