"""`GET /api/qonto/transactions`."""

from typing import Annotated

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.errors import Code, GatewayError
from gateway.resources.clerk import clerk_of
from gateway.resources.transaction_views import service as transactions
from gateway.resources.transaction_views.rendering import render_page
from gateway.resources.transaction_views.service import Wanted
from gateway.resources.transactions.model import Side
from gateway.web import query, reply

Cents = Annotated[int, Field(ge=0, le=1000000000000)]


class ListQuery(BaseModel):
    side: Side | None = None
    cents_min: Cents | None = Field(default=None, alias="minAmount")
    cents_max: Cents | None = Field(default=None, alias="maxAmount")
    account_id: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        default=None, alias="bankAccountId"
    )
    page: Annotated[int, Field(ge=1, le=1000000)] = 1
    per_page: Annotated[int, Field(ge=1, le=100)] = Field(default=50, alias="perPage")
    whole: bool = Field(default=False, alias="all")

    def wanted(self) -> Wanted:
        if self.cents_min is not None and self.cents_max is not None and self.cents_min > self.cents_max:
            raise GatewayError(
                Code.INVALID_PARAMETER,
                "Le paramètre « maxAmount » est plus petit que « minAmount » : échangez-les.",
                details={"fields": [{"field": "maxAmount", "message": "au moins « minAmount »"}]},
            )
        return Wanted(**self.model_dump())


async def list_transactions(request: Request) -> Response:
    listed = await transactions.list_transactions(clerk_of(request), query(request, ListQuery).wanted())
    return reply(200, render_page(listed))
