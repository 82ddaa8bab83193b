"""Endpoint: the PDF of an invoice, inline, saying where it came from."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.pdf import service as pdf
from gateway.resources.pdf.model import file_name


async def show_invoice_pdf(request: Request) -> Response:
    shown = await pdf.show_invoice_pdf(clerk_of(request), request.path_params["id"])
    headers = {
        "Content-Disposition": f'inline; filename="{file_name(shown.number)}"',
        "X-PDF-Source": shown.pdf.source.value,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    if shown.pdf.reason is not None:
        headers["X-PDF-Reason"] = shown.pdf.reason.value
    return Response(shown.pdf.content, headers=headers, media_type="application/pdf")
