"""A PDF as an answer: inline, saying where it came from, for its reader's eyes alone."""

from starlette.responses import Response

from gateway.resources.pdf.model import Shown, file_name


def render_pdf(shown: Shown, *, cache: str = "private, no-cache") -> Response:
    headers = {
        "Content-Disposition": f'inline; filename="{file_name(shown.number, shown.file)}"',
        "X-PDF-Source": shown.pdf.source.value,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": cache,
    }
    if shown.pdf.reason is not None:
        headers["X-PDF-Reason"] = shown.pdf.reason.value
    return Response(shown.pdf.content, headers=headers, media_type="application/pdf")
