"""Mutants of the gateway, rules 4 and 5: PDFs of drafts, and links that are dead."""

from collections.abc import Awaitable, Callable
from typing import Any

from contracts.rules.rule import Side
from gateway.errors import GatewayError
from gateway.resources.documents.model import DocumentType
from gateway.resources.invoice_pdf.service import WORDS
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.pdf.model import Pdf, Shown, Source
from gateway.resources.pdf.service import from_qonto, kept_instead
from gateway.resources.quote_views import service as quotes
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Replace, instead

BOTH = (GUIDE, NEWEST)
INVOICE_PDF, QUOTE_PDF = "gateway.resources.invoice_pdf.service", "gateway.resources.quote_views.service"
PDF_SERVICE, PDF_UPSTREAM = "gateway.resources.pdf.service", "gateway.resources.pdf.upstream"
RENDERING = "gateway.resources.invoice_views.rendering"
A_PDF = b"%PDF-1.4\n% brouillon\n%%EOF\n"

Async = Callable[..., Awaitable[Any]]


def drawn_from_the_draft(show_pdf: Async) -> Async:
    async def sabotaged(clerk: Any, id: str) -> Shown:
        known = await show_invoice(clerk, id)
        if known.invoice.draft:
            return Shown(number="brouillon", file="facture", pdf=Pdf(content=A_PDF, source=Source.PDF_URL))
        shown: Shown = await show_pdf(clerk, id)
        return shown

    return sabotaged


async def of_any_quote(clerk: Any, id: str) -> Shown:
    known = await quotes.show_quote(clerk, id)
    paper = quotes._paper(known)  # noqa: SLF001  - as it is made of a final one
    return await from_qonto(clerk, paper, quotes.WORDS)


def own_copy_first(show_pdf: Async) -> Async:
    async def sabotaged(clerk: Any, id: str) -> Any:
        shown = await show_pdf(clerk, id)
        try:
            return await kept_instead(clerk, id, DocumentType.INVOICE, WORDS, WORDS.no_pdf())
        except GatewayError:
            return shown

    return sabotaged


def remembering(fresh_url: Async) -> Async:
    """The link of a file is asked for once."""
    known: dict[str, Any] = {}

    async def sabotaged(qonto: Any, attachment_id: str) -> Any:
        if attachment_id not in known:
            known[attachment_id] = await fresh_url(qonto, attachment_id)
        return known[attachment_id]

    return sabotaged


async def none_attached(*_: Any) -> None:
    return None


async def not_kept(_clerk: Any, _document: Any, pdf: Pdf) -> Pdf:
    return pdf


async def anything(qonto: Any, url: str) -> bytes:
    content: bytes = (await qonto.fetch(url)).content
    return content


MUTANTS = (
    Mutant(
        name="serves a draft's PDF",
        does="A draft is answered with a PDF of its own making.",
        side=Side.GATEWAY,
        breaks=("R4",),
        by=("a_draft_has_no_pdf",),
        patches=(Replace(INVOICE_PDF, "show_invoice_pdf", drawn_from_the_draft),),
        editions=BOTH,
    ),
    Mutant(
        name="serves a draft quote's PDF",
        does="The PDF that the bank makes of every quote is shown before the quote is final.",
        side=Side.GATEWAY,
        breaks=("R4",),
        by=("a_draft_of_a_quote_has_no_pdf",),
        patches=(instead(QUOTE_PDF, "show_quote_pdf", of_any_quote),),
    ),
    Mutant(
        name="names the PDF of a draft",
        does="A draft says at which address its PDF is, and there is none.",
        side=Side.GATEWAY,
        breaks=("R4",),
        by=("a_draft_shows_no_address_of_a_pdf",),
        patches=(
            instead(RENDERING, "pdf_route", lambda known: f"/api/qonto/invoices/{known.invoice.id}/pdf"),
        ),
    ),
    Mutant(
        name="answers 404 while a PDF is being made",
        does="A final invoice whose PDF is not there yet has none, instead of one in a moment.",
        side=Side.GATEWAY,
        breaks=("R4", "R5"),
        by=("a_pdf_that_is_not_ready_is_a_503",),
        patches=(instead("gateway.resources.pdf.service:Words", "pending", lambda words, _: words.no_pdf()),),
    ),
    Mutant(
        name="caches a dead URL",
        does="A link of a PDF is used whatever its age.",
        side=Side.GATEWAY,
        breaks=("R5",),
        by=("no_dead_address_is_followed",),
        patches=(instead("gateway.resources.pdf.model:SignedUrl", "dead", lambda *_: False),),
    ),
    Mutant(
        name="gives up when the link is dead",
        does="Where the link of a PDF cannot be used, its file is not asked for.",
        side=Side.GATEWAY,
        breaks=("R5",),
        by=("a_pdf_first_asked_for_after_half_an_hour_is_served",),
        patches=(instead(PDF_SERVICE, "_attached", none_attached),),
        editions=BOTH,
    ),
    Mutant(
        name="remembers the link of a file",
        does="The link that the bank signed for a file is used again half an hour later.",
        side=Side.GATEWAY,
        breaks=("R5",),
        by=("a_pdf_is_served_after_half_an_hour",),
        patches=(Replace(PDF_UPSTREAM, "fresh_url", remembering),),
        editions=(NEWEST,),
    ),
    Mutant(
        name="prefers its own copy",
        does="A PDF that was kept is shown although the bank could be asked.",
        side=Side.GATEWAY,
        breaks=("R5",),
        by=("a_pdf_says_where_it_comes_from",),
        patches=(Replace(INVOICE_PDF, "show_invoice_pdf", own_copy_first),),
    ),
    Mutant(
        name="keeps no copy",
        does="No PDF is kept, so that there is none when the bank is down.",
        side=Side.GATEWAY,
        breaks=("R5",),
        by=("a_pdf_says_where_it_comes_from",),
        patches=(instead(PDF_SERVICE, "_kept", not_kept),),
    ),
    Mutant(
        name="takes an error page for a PDF",
        does="Whatever a link answers is handed on as the PDF.",
        side=Side.GATEWAY,
        breaks=("R5",),
        by=("a_pdf_is_served_after_half_an_hour",),
        patches=(
            instead(PDF_UPSTREAM, "download", anything),
            instead("gateway.resources.pdf.model:SignedUrl", "dead", lambda *_: False),
        ),
    ),
)
