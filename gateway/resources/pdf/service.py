"""
Rules 4 and 5 of the house: no PDF of a draft; then `pdf_url`, then the attachment, then the copy we kept.

Rule 1: whether a URL is too old is judged after Qonto was asked, by the clock its answer has set.
Rule 2: a URL found too old, or refused, is refreshed once, through the attachment.
Rule 3: the kept copy answers only when Qonto cannot. Where Qonto knows no such invoice, there is none.
"""

from dataclasses import dataclass
from datetime import datetime

from gateway.errors import Code, GatewayError
from gateway.resources.clerk import Clerk
from gateway.resources.documents import pdfs, store
from gateway.resources.documents.model import Document, DocumentStatus, DocumentType
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoices.model import Invoice, Known
from gateway.resources.pdf import upstream
from gateway.resources.pdf.model import Pdf, Reason, SignedUrl, Source, signed_url

_RETRY_AFTER_S = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    number: str
    pdf: Pdf


async def show_invoice_pdf(clerk: Clerk, id: str) -> Shown:
    try:
        known = await show_invoice(clerk, id)
    except GatewayError as trouble:
        return await _kept_instead(clerk, id, trouble)
    if known.invoice.draft:
        raise _draft()
    number = known.invoice.number or known.invoice.id
    try:
        pdf = await _from_qonto(clerk, known)
    except GatewayError as trouble:
        return await _kept_instead(clerk, id, trouble)
    return Shown(number=number, pdf=pdf)


async def keep_if_ready(clerk: Clerk, known: Known) -> bool:
    """Whether a copy is kept. Never a failure: it follows something irreversible, and can wait."""
    if known.document is None or known.invoice.draft:
        return False
    if known.document.has_stored_pdf:
        return True
    try:
        await _from_qonto(clerk, known)
    except GatewayError:
        return False
    return True


# ------------------------------------------------------------------ from Qonto
async def _from_qonto(clerk: Clerk, known: Known) -> Pdf:
    invoice, document = known.invoice, known.document
    now = clerk.clock.now()
    link = await _link(clerk, invoice, document, now)
    if link is None and invoice.attachment_id is None:
        raise _pending(invoice)
    reason = Reason.PDF_URL_ABSENT if link is None else Reason.PDF_URL_EXPIRED if link.dead(now) else None
    if link is not None and reason is None:
        content = await upstream.download(clerk.qonto, link.url)
        if content is not None:
            return await _kept(clerk, document, Pdf(content=content, source=Source.PDF_URL))
        reason = Reason.PDF_URL_REFUSED
    content = await _attached(clerk, invoice)
    if content is None:
        raise _unavailable(reason)
    return await _kept(clerk, document, Pdf(content=content, source=Source.ATTACHMENT, reason=reason))


async def _link(clerk: Clerk, invoice: Invoice, document: Document | None, now: datetime) -> SignedUrl | None:
    """The invoice's own URL, with the end it was given when we first saw it."""
    url = invoice.pdf_url
    if url is None:
        return None
    if document is not None and document.pdf_url == url and document.pdf_url_expires_at is not None:
        return SignedUrl(url=url, expires_at=document.pdf_url_expires_at)
    link = signed_url(url, first_seen=now, finalized_at=invoice.finalized_at)
    if document is not None:
        async with clerk.db.transaction() as tx:
            await pdfs.note_url(tx, document.id, url, expires_at=link.expires_at)
    return link


async def _attached(clerk: Clerk, invoice: Invoice) -> bytes | None:
    if invoice.attachment_id is None:
        return None
    url = await upstream.fresh_url(clerk.qonto, invoice.attachment_id)
    return None if url is None else await upstream.download(clerk.qonto, url)


async def _kept(clerk: Clerk, document: Document | None, pdf: Pdf) -> Pdf:
    if document is not None and not document.has_stored_pdf:
        async with clerk.db.transaction() as tx:
            await pdfs.keep(tx, document.id, pdf.content, source=pdf.source, now=clerk.clock.now())
    return pdf


# ------------------------------------------------------------------ from us
async def _kept_instead(clerk: Clerk, id: str, trouble: GatewayError) -> Shown:
    if trouble.code is Code.INVOICE_NOT_FOUND:
        raise trouble
    async with clerk.db.reading() as tx:
        document = await store.find(tx, id, DocumentType.INVOICE)
        copy = None if document is None else await pdfs.find(tx, document.id)
    if document is not None and document.status is DocumentStatus.DRAFT:
        raise _draft() from trouble
    if document is None or copy is None:
        raise trouble
    pdf = Pdf(content=copy.content, source=Source.LOCAL, reason=Reason.QONTO_UNAVAILABLE)
    return Shown(number=document.number or document.id, pdf=pdf)


# ------------------------------------------------------------------ refusals
def _draft() -> GatewayError:
    return GatewayError(
        Code.PDF_NOT_AVAILABLE,
        "Cette facture est un brouillon : elle n'a pas de PDF. Finalisez-la d'abord, puis rouvrez-le.",
    )


def _pending(invoice: Invoice) -> GatewayError:
    return GatewayError(
        Code.PDF_PENDING,
        f"Qonto prépare le PDF de la facture {invoice.number} : réessayez dans {_RETRY_AFTER_S} secondes.",
        headers={"Retry-After": str(_RETRY_AFTER_S)},
    )


def _unavailable(reason: Reason | None) -> GatewayError:
    return GatewayError(
        Code.PDF_UNAVAILABLE,
        "Qonto n'a pas donné de PDF lisible pour cette facture. Réessayez dans un instant, ou téléchargez-le "
        "depuis le tableau de bord Qonto.",
        details={"reason": None if reason is None else reason.value},
    )
