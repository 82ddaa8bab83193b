"""Reading the customer to whom services are sold."""

from gateway.db import Tx
from gateway.errors import invalid
from gateway.resources.documents.store import AMOUNT_CENTS_MAX
from gateway.resources.orders import store as orders
from gateway.resources.service_lines.model import ServiceBill, ServicesAsked, customer_unknown, service_bill


async def bill_services(tx: Tx, asked: ServicesAsked, *, what: str) -> ServiceBill:
    """*what* is the sentence with which a refusal begins: what cannot be made for this customer."""
    customer = await orders.find_customer(tx, asked.client_type, asked.client_id)
    if customer is None:
        raise customer_unknown(asked.client_id)
    billed = service_bill(customer, asked, what=what)
    if billed.totals.total_cents > AMOUNT_CENTS_MAX:
        raise invalid("items", "le total dépasse 9 999 999 999,99. Réduisez-le.")
    return billed
