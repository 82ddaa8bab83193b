"""
Rule 5 of the house: `pdf_url`, then the attachment, then the copy we kept. Rule 4, no PDF of a draft, is kept
by whoever knows what a draft is.

Rule 1: whether a URL is too old is judged after Qonto was asked, by the clock its answer has set.
Rule 2: a URL found too old, or refused, is refreshed once, through the attachment.
Rule 3: the kept copy answers only when Qonto cannot. Where Qonto knows no such document, there is none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gateway.errors import Code, GatewayError
from gateway.resources.clerk import Clerk
from gateway.resources.documents import pdfs, store
from gateway.resources.documents.model import Document, DocumentStatus, DocumentType
from gateway.resources.pdf import upstream
from gateway.resources.pdf.model import Pdf, Reason, Shown, SignedUrl, Source, signed_url

_RETRY_AFTER_S: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document that is final, as far as its PDF is concerned; *document* is the row we keep of it."""

    number: str
    pdf_url: str | None
    attachment_id: str | None
    finalized_at: datetime | None
    document: Document | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a kind of document is spoken of, in French."""

    file: str
    draft: str
    of: str

    def no_pdf(self) -> GatewayError:
        return GatewayError(Code.PDF_NOT_AVAILABLE, self.draft)

    def pending(self, number: str) -> GatewayError:
        return GatewayError(
            Code.PDF_PENDING,
            f"Qonto prépare le PDF {self.of} {number} : réessayez dans {_RETRY_AFTER_S} secondes.",
            headers={"Retry-After": str(_RETRY_AFTER_S)},
        )


# ------------------------------------------------------------------ from Qonto
async def from_qonto(clerk: Clerk, paper: Paper, words: Words) -> Shown:
    return Shown(number=paper.number, file=words.file, pdf=await _fetched(clerk, paper, words))


async def _fetched(clerk: Clerk, paper: Paper, words: Words) -> Pdf:
    now = clerk.clock.now()
    link = await _link(clerk, paper, now)
    if link is None and paper.attachment_id is None:
        raise words.pending(paper.number)
    reason = Reason.PDF_URL_ABSENT if link is None else Reason.PDF_URL_EXPIRED if link.dead(now) else None
    if link is not None and reason is None:
        content = await upstream.download(clerk.qonto, link.url)
        if content is not None:
            return await _kept(clerk, paper.document, Pdf(content=content, source=Source.PDF_URL))
        reason = Reason.PDF_URL_REFUSED
    content = await _attached(clerk, paper)
    if content is None:
        raise _unavailable(reason)
    return await _kept(clerk, paper.document, Pdf(content=content, source=Source.ATTACHMENT, reason=reason))


async def _link(clerk: Clerk, paper: Paper, now: datetime) -> SignedUrl | None:
    """The document's own URL, with the end it was given when we first saw it."""
    url, document = paper.pdf_url, paper.document
    if url is None:
        return None
    if document is not None and document.pdf_url == url and document.pdf_url_expires_at is not None:
        return SignedUrl(url=url, expires_at=document.pdf_url_expires_at)
    link = signed_url(url, first_seen=now, finalized_at=paper.finalized_at)
    if document is not None:
        async with clerk.db.transaction() as tx:
            await pdfs.note_url(tx, document.id, url, expires_at=link.expires_at)
    return link


async def _attached(clerk: Clerk, paper: Paper) -> bytes | None:
    if paper.attachment_id is None:
        return None
    url = await upstream.fresh_url(clerk.qonto, paper.attachment_id)
    return None if url is None else await upstream.download(clerk.qonto, url)


async def _kept(clerk: Clerk, document: Document | None, pdf: Pdf) -> Pdf:
    if document is not None and not document.has_stored_pdf:
        async with clerk.db.transaction() as tx:
            await pdfs.keep(tx, document.id, pdf.content, source=pdf.source, now=clerk.clock.now())
    return pdf


# ------------------------------------------------------------------ from us
async def kept_instead(
    clerk: Clerk, id: str, document_type: DocumentType, words: Words, trouble: GatewayError
) -> Shown:
    """The copy we kept, or *trouble* itself."""
    async with clerk.db.reading() as tx:
        document = await store.find(tx, id, document_type)
        copy = None if document is None else await pdfs.find(tx, document.id)
    if document is not None and document.status is DocumentStatus.DRAFT:
        raise words.no_pdf() from trouble
    if document is None or copy is None:
        raise trouble
    pdf = Pdf(content=copy.content, source=Source.LOCAL, reason=Reason.QONTO_UNAVAILABLE)
    return Shown(number=document.number or document.id, file=words.file, pdf=pdf)


# ------------------------------------------------------------------ refusals
def _unavailable(reason: Reason | None) -> GatewayError:
    return GatewayError(
        Code.PDF_UNAVAILABLE,
        "Qonto n'a pas donné de PDF lisible pour ce document. Réessayez dans un instant, ou téléchargez-le "
        "depuis le tableau de bord Qonto.",
        details={"reason": None if reason is None else reason.value},
    )
