"""Endpoint: the PDF of an invoice, inline, saying where it came from."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_pdf import service as pdf
from gateway.resources.pdf.rendering import render_pdf


async def show_invoice_pdf(request: Request) -> Response:
    return render_pdf(await pdf.show_invoice_pdf(clerk_of(request), request.path_params["id"]))
