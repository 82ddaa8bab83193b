"""A line as an edit page sends it, field by field as `gateway.yaml` has it."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from gateway.resources.billed.lines import LineAsked
from gateway.resources.orders.lines import CustomLine
from gateway.web.fields import Strict, Title


class PriceAsked(Strict):
    value: Annotated[str, Field(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None


class ItemAsked(Strict):
    title: Title
    description: Annotated[str, Field(max_length=1800)] | None = None
    quantity: Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,3})?$")]
    unit: Annotated[str, Field(max_length=40)] | None = None
    unit_price: PriceAsked = Field(alias="unitPrice")
    vat_rate: Annotated[str, Field(alias="vatRate", pattern=r"^(0(\.[0-9]{1,5})?|1(\.0{1,5})?)$")]


def line_asked(item: ItemAsked) -> LineAsked:
    return LineAsked(
        line=CustomLine(
            title=item.title,
            description=item.description,
            quantity=Decimal(item.quantity),
            unit_price=Decimal(item.unit_price.value),
            vat_rate=Decimal(item.vat_rate),
        ),
        unit=item.unit,
        currency=item.unit_price.currency,
    )
