"""
What a quote is made from: an order, services, a draft invoice. Each becomes a plan; `acting.py` does it.

An invoice is quoted with the lines Qonto has of it, fees among them: they are there once, and are said once.
"""

from dataclasses import asdict, dataclass
from typing import Final

from gateway.errors import Code, GatewayError, invalid
from gateway.resources.billed.lines import EURO, client_details, said_again, stored_items, wire_lines
from gateway.resources.clerk import Clerk
from gateway.resources.documents import store
from gateway.resources.documents.model import PostalAddress, Source
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoice_workflow.service import delete_invoice
from gateway.resources.invoices.learning import adopt
from gateway.resources.invoices.model import Known as KnownInvoice
from gateway.resources.invoices.model import already_finalized
from gateway.resources.orders.billing import QUOTE, Bill, bill
from gateway.resources.orders.lines import CustomLine, FeesAsked, InvoiceLine
from gateway.resources.orders.model import Address
from gateway.resources.orders.service import show_order
from gateway.resources.quote_creation.acting import Plan, create
from gateway.resources.quotes.created import Creation
from gateway.resources.quotes.model import Known
from gateway.resources.service_lines.model import ServicesAsked
from gateway.resources.service_lines.service import bill_services

DAYS: Final = 30
_NOT_CHANGED: Final = "elle ne devient plus un devis. Faites-en un depuis la commande"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest:
    order_id: str
    days: int = DAYS
    fees: FeesAsked | None = None
    custom_lines: tuple[CustomLine, ...] = ()
    label: str | None = None
    terms: str | None = None
    billing_address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """*told* says what became of the invoice, in French."""

    known: Known
    original_deleted: bool
    told: str


# ------------------------------------------------------------------ from an order
async def create_quote(clerk: Clerk, asked: QuoteRequest) -> Known:
    async with clerk.db.reading() as tx:
        order = await show_order(tx, asked.order_id)
    billed = bill(
        order,
        fees=asked.fees,
        custom_lines=asked.custom_lines,
        billing_address=asked.billing_address,
        purpose=QUOTE,
    )
    if billed.totals.total_cents > store.AMOUNT_CENTS_MAX:
        raise invalid("customLines", "le total du devis dépasse 9 999 999 999,99 ; réduisez-le.")
    return await create(
        clerk,
        Plan(
            creation=_creation_of(billed),
            client=client_details(billed.customer, email=billed.email, address=billed.billing_address),
            items=wire_lines(billed.lines),
            currency=EURO,
            days=asked.days,
            named=f"La commande {order.order_number}",
            # Qonto's quotes have no field for it, and the customer knows the order by its number.
            header=asked.label or f"Commande {order.order_number}",
            terms=asked.terms,
        ),
    )


def _creation_of(billed: Bill) -> Creation:
    fees = billed.fees
    return Creation(
        source=Source.ORDER.value,
        lines=_named(billed.lines),
        total_cents=billed.totals.total_cents,
        order_id=billed.order.id,
        customer_type=billed.customer.type.value,
        customer_id=billed.customer.id,
        billing_address=_stored(billed.billing_address),
        shipping_cost_cents=fees.shipping_cents,
        handling_cost_cents=fees.handling_cents,
        insurance_cost_cents=fees.insurance_cents,
        fees_vat_rate=None if fees.vat_rate is None else str(fees.vat_rate),
    )


# ------------------------------------------------------------------ from services
async def create_service_quote(
    clerk: Clerk, asked: ServicesAsked, *, days: int = DAYS, terms: str | None = None
) -> Known:
    async with clerk.db.reading() as tx:
        billed = await bill_services(tx, asked, what="Le devis ne peut pas être fait.")
    return await create(
        clerk,
        Plan(
            creation=Creation(
                source=Source.SERVICE.value,
                lines=_named(billed.lines),
                total_cents=billed.totals.total_cents,
                customer_type=billed.customer.type.value,
                customer_id=billed.customer.id,
                billing_address=_stored(billed.billing_address),
            ),
            client=client_details(billed.customer, email=billed.email, address=billed.billing_address),
            items=wire_lines(billed.lines),
            currency=EURO,
            days=days,
            named=f"« {billed.customer.name} »",
            header=None if billed.reference is None else f"Référence : {billed.reference}",
            terms=terms,
        ),
    )


# ------------------------------------------------------------------ from a draft invoice
async def create_quote_from_invoice(clerk: Clerk, id: str, *, days: int = DAYS) -> Known:
    invoice = await show_invoice(clerk, id)
    return await _from_invoice(clerk, invoice, days)


async def convert_invoice_to_quote(
    clerk: Clerk, id: str, *, days: int = DAYS, delete_original: bool = False
) -> Converted:
    """The invoice goes once the quote exists, and only what really happened to it is told."""
    invoice = await show_invoice(clerk, id)
    known = await _from_invoice(clerk, invoice, days)
    if not delete_original:
        return Converted(known=known, original_deleted=False, told="La facture reste en brouillon.")
    try:
        await delete_invoice(clerk, invoice.invoice.id)
    except GatewayError as trouble:
        if trouble.code is not Code.INVOICE_NOT_FOUND:
            return Converted(
                known=known,
                original_deleted=False,
                told=f"La facture n'a pas pu être supprimée : {trouble.message}",
            )
    return Converted(known=known, original_deleted=True, told="La facture en brouillon a été supprimée.")


async def _from_invoice(clerk: Clerk, known: KnownInvoice, days: int) -> Known:
    invoice = known.invoice
    if not invoice.draft:
        raise already_finalized(invoice, _NOT_CHANGED)
    if invoice.client.id is None or not invoice.items:
        field = "items" if invoice.client.id is not None else "client"
        raise invalid(field, "la facture n'en a pas. Complétez le brouillon, puis recommencez.")
    document = known.document or await adopt(clerk, invoice)
    async with clerk.db.reading() as tx:
        lines = stored_items(invoice.items, await store.list_items(tx, document.id))
    return await create(
        clerk,
        Plan(
            creation=Creation(
                source=Source.INVOICE.value,
                lines=tuple((line.title, line.kind.value, line.product_id) for line in lines),
                total_cents=invoice.total_cents,
                order_id=document.sales_order_id,
                parent_id=document.id,
                customer_type=document.customer_type,
                customer_id=document.customer_id,
                billing_address=None
                if document.billing_address is None
                else asdict(document.billing_address),
                shipping_cost_cents=document.shipping_cost_cents,
                handling_cost_cents=document.handling_cost_cents,
                insurance_cost_cents=document.insurance_cost_cents,
                fees_vat_rate=None if document.fees_vat_rate is None else str(document.fees_vat_rate),
            ),
            client=invoice.client.id,
            items=[said_again(item, invoice.currency) for item in invoice.items],
            currency=invoice.currency,
            days=days,
            named="Cette facture, ou sa commande,",
            header=invoice.header,
            footer=invoice.footer,
            terms=invoice.terms_and_conditions,
        ),
    )


def _named(lines: tuple[InvoiceLine, ...]) -> tuple[tuple[str, str, str | None], ...]:
    return tuple((line.title, line.kind.value, line.product_id) for line in lines)


def _stored(address: Address) -> dict[str, str]:
    return asdict(
        PostalAddress(
            street=address.street,
            postal_code=address.postal_code,
            city=address.city,
            country=address.country,
        )
    )
