"""
What a document for services is asked with, field by field as `gateway.yaml` has it. A body of one's own adds
its fields to `ServicesBody`.
"""

from typing import Annotated, Literal

from pydantic import Field

from gateway.resources.orders.lines import CustomLine
from gateway.resources.orders.model import CustomerType
from gateway.resources.service_lines.model import ServicesAsked
from gateway.web.fields import Euros, Rate, Strict, Title, at_most, exact


class ServiceItem(Strict):
    title: Title
    description: Annotated[str, Field(max_length=1800)] | None = None
    quantity: Annotated[float, Field(gt=0, le=999999.999), at_most(3)]
    unit_price: Euros = Field(alias="unitPrice")
    vat_rate: Rate = Field(alias="vatRate")


class ServicesBody(Strict):
    client_id: Annotated[str, Field(min_length=1, max_length=100, alias="clientId")]
    client_type: Literal["organization", "organisation", "individual"] = Field(alias="clientType")
    items: Annotated[list[ServiceItem], Field(min_length=1, max_length=200)]
    reference: Annotated[str, Field(max_length=200)] | None = None
    # Rule 1: anything else is refused before this model is asked (web/auto_finalize.py).
    auto_finalize: Literal[False] = Field(default=False, alias="autoFinalize")


def services_asked(body: ServicesBody) -> ServicesAsked:
    person = body.client_type == "individual"
    return ServicesAsked(
        client_id=body.client_id,
        client_type=CustomerType.INDIVIDUAL if person else CustomerType.ORGANIZATION,
        lines=tuple(
            CustomLine(
                title=item.title,
                description=item.description,
                quantity=exact(item.quantity),
                unit_price=exact(item.unit_price),
                vat_rate=exact(item.vat_rate),
            )
            for item in body.items
        ),
        reference=(body.reference or "").strip() or None,
    )
