"""Endpoints: invoices for services, listed and made."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_views.rendering import render_invoice, render_page
from gateway.resources.service_invoices import bodies
from gateway.resources.service_invoices import service as invoices
from gateway.web import query, read, reply


class ServiceListQuery(BaseModel):
    status: Literal["draft", "unpaid", "paid", "canceled", "overdue", "cancelled"] | None = None
    page: Annotated[int, Field(ge=1, le=1000000)] = 1
    per_page: Annotated[int, Field(ge=1, le=100)] = 50


async def list_service_invoices(request: Request) -> Response:
    wanted = query(request, ServiceListQuery)
    listed = await invoices.list_service_invoices(
        clerk_of(request), status=wanted.status, page=wanted.page, per_page=wanted.per_page
    )
    return reply(200, render_page(listed))


async def create_service_invoice(request: Request) -> Response:
    body = await read(request, bodies.ServiceInvoiceCreate)
    known = await invoices.create_service_invoice(clerk_of(request), bodies.service_invoice_request(body))
    assert known.document is not None
    return reply(
        201,
        {
            "invoice": render_invoice(known),
            "localDocumentId": known.document.id,
            "hasRealEmail": True,
            "message": "Brouillon créé. Relisez-le, puis finalisez-le : il recevra alors son numéro.",
        },
    )
