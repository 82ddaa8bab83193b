"""
Services become a draft invoice, kept here like any other: the reference forgot to.

Nothing of a customer is invented: an e-mail or an address that is missing is refused, and named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Final

from gateway.errors import Code, GatewayError
from gateway.resources.billed.lines import client_details, wire_lines
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents
from gateway.resources.documents.model import Document, IntentKind, PostalAddress, Source
from gateway.resources.invoice_creation.making import Wanted, make_draft
from gateway.resources.invoice_views.service import Listed
from gateway.resources.invoices import upstream
from gateway.resources.invoices.created import Creation
from gateway.resources.invoices.learning import learn_page
from gateway.resources.invoices.model import Invoice, Known
from gateway.resources.invoices.recovery import settle
from gateway.resources.orders.model import due_date
from gateway.resources.service_invoices import store
from gateway.resources.service_lines.model import ServiceBill, ServicesAsked
from gateway.resources.service_lines.service import bill_services

_WHAT: Final = "La facture de service ne peut pas être créée."
_MARGIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInvoiceRequest:
    services: ServicesAsked
    payment_terms: str
    issue_date: date | None = None


async def create_service_invoice(clerk: Clerk, asked: ServiceInvoiceRequest) -> Known:
    await settle(clerk)
    async with clerk.db.reading() as tx:
        billed = await bill_services(tx, asked.services, what=_WHAT)
    intent = intents.opened(
        IntentKind.CREATE_SERVICE_INVOICE,
        clerk.clock,
        actor=clerk.user_id,
        payload=_creation(billed).payload(),
        asked=False,
    )
    async with clerk.db.transaction() as tx:
        await intents.add(tx, intent)
    wanted = Wanted(
        client=client_details(billed.customer, email=billed.email, address=billed.billing_address),
        items=wire_lines(billed.lines),
        due=lambda issued: due_date(issued, asked.payment_terms),
        taken=_lost,
        under_way=_lost,
        issued=asked.issue_date,
    )
    return await make_draft(clerk, intent, wanted)


async def list_service_invoices(clerk: Clerk, *, status: str | None, page: int, per_page: int) -> Listed:
    """Ours tell which invoices are for services; what they say is Qonto's word."""
    await settle(clerk)
    today = clerk.clock.now().date()
    async with clerk.db.reading() as tx:
        documents, total = await store.list_page(tx, status=status, page=page, per_page=per_page, today=today)
    pages = max(1, -(-total // per_page))
    if page > pages:
        raise GatewayError(
            Code.INVALID_PARAMETER,
            f"Il n'y a pas de page {page} : demandez une page plus petite.",
            details={"fields": [{"field": "page", "message": "au-delà de la dernière page"}]},
        )
    invoices = await _shown(clerk, documents)
    known = {document.qonto_id: document for document in documents if document.qonto_id in invoices}
    learnt = await learn_page(clerk, list(invoices.values()), {id: one for id, one in known.items() if id})
    rows = tuple(Known(invoice=invoices[id], document=learnt.get(id)) for id in known if id is not None)
    return Listed(rows=rows, current_page=page, per_page=per_page, total_pages=pages, total_count=total)


async def _shown(clerk: Clerk, documents: Sequence[Document]) -> Mapping[str, Invoice]:
    """In one walk over the days on which they were made, rather than one request each."""
    wanted = {document.qonto_id for document in documents}
    if not wanted:
        return {}
    made = [document.created_at for document in documents]
    filters = {
        "filter[created_at_from]": upstream.since(min(made) - _MARGIN),
        "filter[created_at_to]": upstream.since(max(made) + _MARGIN),
    }
    found: dict[str, Invoice] = {}
    async for invoice in upstream.list_all(clerk.qonto, filters):
        if invoice.id in wanted:
            found[invoice.id] = invoice
        if len(found) == len(wanted):
            break
    return found


def _creation(billed: ServiceBill) -> Creation:
    address = billed.billing_address
    billed_to = PostalAddress(
        street=address.street, postal_code=address.postal_code, city=address.city, country=address.country
    )
    return Creation(
        source=Source.SERVICE.value,
        purchase_order=billed.reference,
        customer_type=billed.customer.type.value,
        customer_id=billed.customer.id,
        billing_address=asdict(billed_to),
        lines=tuple((line.title, line.kind.value, line.product_id) for line in billed.lines),
        total_cents=billed.totals.total_cents,
    )


def _lost() -> GatewayError:
    return GatewayError(
        Code.CONFLICT,
        "Cette création a été abandonnée pendant qu'elle attendait : recommencez. Rien n'a été facturé.",
    )
