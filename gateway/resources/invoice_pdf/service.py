"""The PDF of an invoice: none of a draft (rule 4), and otherwise as `pdf/service.py` finds it (rule 5)."""

from typing import Final

from gateway.errors import Code, GatewayError
from gateway.resources.clerk import Clerk
from gateway.resources.documents.model import DocumentType
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoices.model import Known
from gateway.resources.pdf.model import Shown
from gateway.resources.pdf.service import Paper, Words, from_qonto, kept_instead

WORDS: Final = Words(
    file="facture",
    draft="Cette facture est un brouillon : elle n'a pas de PDF. Finalisez-la d'abord, puis rouvrez-le.",
    of="de la facture",
)


async def show_invoice_pdf(clerk: Clerk, id: str) -> Shown:
    try:
        known = await show_invoice(clerk, id)
        if known.invoice.draft:
            raise WORDS.no_pdf()
        return await from_qonto(clerk, _paper(known), WORDS)
    except GatewayError as trouble:
        if trouble.code in {Code.INVOICE_NOT_FOUND, Code.PDF_NOT_AVAILABLE}:
            raise
        return await kept_instead(clerk, id, DocumentType.INVOICE, WORDS, trouble)


async def keep_if_ready(clerk: Clerk, known: Known) -> bool:
    """Whether a copy is kept. Never a failure: it follows something irreversible, and can wait."""
    if known.document is None or known.invoice.draft:
        return False
    if known.document.has_stored_pdf:
        return True
    try:
        await from_qonto(clerk, _paper(known), WORDS)
    except GatewayError:
        return False
    return True


def _paper(known: Known) -> Paper:
    invoice = known.invoice
    return Paper(
        number=invoice.number or invoice.id,
        pdf_url=invoice.pdf_url,
        attachment_id=invoice.attachment_id,
        finalized_at=invoice.finalized_at,
        document=known.document,
    )
