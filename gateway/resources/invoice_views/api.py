"""Endpoints that read invoices. The PDF has a folder of its own."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_views import service as invoices
from gateway.resources.invoice_views.rendering import (
    render_details,
    render_document,
    render_invoice,
    render_local_data,
    render_page,
)
from gateway.web import query, reply


class ListQuery(BaseModel):
    status: Literal["draft", "unpaid", "paid", "canceled", "overdue", "cancelled"] | None = None
    page: Annotated[int, Field(ge=1, le=1000000)] = 1
    per_page: Annotated[int, Field(ge=1, le=500)] = 100
    whole: bool = Field(default=False, alias="all")


async def list_invoices(request: Request) -> Response:
    wanted = query(request, ListQuery)
    listed = await invoices.list_invoices(
        clerk_of(request),
        status=wanted.status,
        page=wanted.page,
        per_page=wanted.per_page,
        whole=wanted.whole,
    )
    return reply(200, render_page(listed))


async def list_invoices_by_order(request: Request) -> Response:
    documents = await invoices.list_invoices_by_order(clerk_of(request), request.path_params["orderId"])
    return reply(
        200, {"invoices": [render_document(document) for document in documents], "count": len(documents)}
    )


async def show_invoice(request: Request) -> Response:
    known = await invoices.show_invoice(clerk_of(request), request.path_params["id"])
    return reply(200, {"invoice": render_invoice(known), "localData": render_local_data(known.document)})


async def show_invoice_details(request: Request) -> Response:
    details = await invoices.show_invoice_details(clerk_of(request), request.path_params["id"])
    return reply(200, {"invoice": render_details(details)})
