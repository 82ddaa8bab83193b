"""An order nothing is wrong with, for tests to bend."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from gateway.resources.orders.model import Address, Customer, CustomerType, Fees, Order, OrderLine

ADDRESS = Address(street="12 rue Imaginaire", postal_code="69002", city="Lyon", country="FR")
CUSTOMER = Customer(
    id="c-1",
    type=CustomerType.ORGANIZATION,
    name="Maison Fictive SAS",
    email="factures@maison-fictive.example.com",
    addresses=(ADDRESS,),
)
ORDER = Order(
    id="o-1",
    order_number="SO-1",
    status="validated",
    payment_terms="net_30",
    customer_type=CustomerType.ORGANIZATION,
    customer_id="c-1",
    customer=CUSTOMER,
    billing_address=None,
    shipping_address=None,
    fees=Fees(),
    lines=(),
)


def line(quantity: str = "1", price: str = "49.90", vat: str | None = "0.2", **more: Any) -> OrderLine:
    base = OrderLine(
        id="l-1",
        product_id=None,
        title="Lampe d'atelier",
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        vat_rate=None if vat is None else Decimal(vat),
    )
    return replace(base, **more)


def order(*lines: OrderLine, **more: Any) -> Order:
    return replace(ORDER, lines=lines or (line(),), **more)
