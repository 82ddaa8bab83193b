"""
Services sold without an order: to whom, and which lines. Pure.

Nothing is invented: a customer without an e-mail or a complete address is refused, and told what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.errors import Code, GatewayError
from gateway.money import LineAmounts, sum_lines
from gateway.resources.orders.billing import complete, customer_defects, refused
from gateway.resources.orders.lines import CustomLine, InvoiceLine, custom
from gateway.resources.orders.model import Address, Customer, CustomerType

UNIT: Final = "prestation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesAsked:
    client_id: str
    client_type: CustomerType
    lines: tuple[CustomLine, ...]
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBill:
    """Everything a document for services needs, complete."""

    customer: Customer
    email: str
    billing_address: Address
    lines: tuple[InvoiceLine, ...]
    totals: LineAmounts
    reference: str | None


def service_bill(customer: Customer, asked: ServicesAsked, *, what: str) -> ServiceBill:
    """*what* is the sentence with which a refusal begins: what cannot be made for this customer."""
    found = tuple(customer_defects(customer, customer.addresses))
    if found:
        raise refused(what, found)
    address = complete(customer.addresses)
    assert address is not None
    assert customer.email is not None
    lines = service_lines(asked.lines)
    return ServiceBill(
        customer=customer,
        email=customer.email.strip(),
        billing_address=address,
        lines=lines,
        totals=sum_lines(line.amounts for line in lines),
        reference=asked.reference,
    )


def service_lines(lines: Sequence[CustomLine]) -> tuple[InvoiceLine, ...]:
    return tuple(replace(custom(line), unit=UNIT) for line in lines)


def customer_unknown(client_id: str) -> GatewayError:
    return GatewayError(
        Code.NOT_FOUND,
        f"Le client « {client_id[:60]} » est introuvable. Vérifiez son identifiant, et que « clientType » "
        "dit bien s'il est une entreprise ou une personne.",
    )
