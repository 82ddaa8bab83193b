"""
The body of `update_invoice`, field by field as `gateway.yaml` has it (a test compares the two), and what it
asks. Addresses and fees are said as they are when an invoice is created.
"""

from typing import Annotated, Any

from pydantic import Field

from gateway.resources.billed.bodies import ItemAsked, line_asked
from gateway.resources.documents.model import PostalAddress
from gateway.resources.invoice_changes.service import InvoiceChanges
from gateway.resources.invoice_creation.bodies import AddressAsked, address_asked, fees_asked
from gateway.resources.orders.model import Address
from gateway.web.fields import Day, Euros, Rate, Strict


class InvoiceUpdate(Strict):
    issue_date: Day | None = Field(default=None, alias="issueDate")
    due_date: Day | None = Field(default=None, alias="dueDate")
    header: Annotated[str, Field(max_length=1000)] | None = None
    footer: Annotated[str, Field(max_length=1000)] | None = None
    terms_and_conditions: Annotated[str, Field(max_length=3000)] | None = Field(
        default=None, alias="termsAndConditions"
    )
    items: Annotated[list[ItemAsked], Field(min_length=1, max_length=197)] | None = None
    billing_address: AddressAsked | None = None
    shipping_address: AddressAsked | None = None
    shipping_cost_ht: Euros | None = None
    handling_cost_ht: Euros | None = None
    insurance_cost_ht: Euros | None = None
    fees_vat_rate: Rate | None = None
    notes: Annotated[str, Field(max_length=5000)] | None = None
    # The lines kept here are Qonto's, always: what the front end believes they are is not looked at.
    local_items: Annotated[list[dict[str, Any]], Field(max_length=200)] | None = Field(
        default=None, alias="localItems"
    )
    sync_to_order: bool | None = Field(default=None, alias="syncToOrder")


def invoice_changes(body: InvoiceUpdate) -> InvoiceChanges:
    return InvoiceChanges(
        issue_date=body.issue_date,
        due_date=body.due_date,
        header=body.header,
        footer=body.footer,
        terms_and_conditions=body.terms_and_conditions,
        items=None if body.items is None else tuple(line_asked(item) for item in body.items),
        fees=fees_asked(
            body.shipping_cost_ht, body.handling_cost_ht, body.insurance_cost_ht, body.fees_vat_rate
        ),
        billing_address=_postal(address_asked(body.billing_address, "billing_address")),
        shipping_address=_postal(address_asked(body.shipping_address, "shipping_address")),
        notes=body.notes,
    )


def _postal(address: Address | None) -> PostalAddress | None:
    if address is None:
        return None
    return PostalAddress(
        street=address.street, postal_code=address.postal_code, city=address.city, country=address.country
    )
