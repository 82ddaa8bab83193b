"""
Reading quotes: Qonto's word, with what we keep of it. Nothing here asks Qonto for a change.

Rule 4 of the house: a draft has no PDF, although Qonto makes one as soon as there is a quote.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import UpstreamRefusal
from gateway.qonto.pages import Page
from gateway.resources.clerk import Clerk
from gateway.resources.documents import store
from gateway.resources.documents.model import DocumentType, Source
from gateway.resources.pdf.model import Shown
from gateway.resources.pdf.service import Paper, Words, from_qonto, kept_instead
from gateway.resources.quote_views.store import first_service_quote
from gateway.resources.quotes import upstream
from gateway.resources.quotes.learning import learn, learn_page, vanish
from gateway.resources.quotes.model import (
    Known,
    Quote,
    QuoteStatus,
    has_expired,
    not_found,
)
from gateway.resources.quotes.recovery import settle

_QUOTE: Final = DocumentType.QUOTE
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
WORDS: Final = Words(
    file="devis",
    draft="Ce devis est un brouillon : il n'a pas de PDF. Finalisez-le d'abord, puis rouvrez-le.",
    of="du devis",
)

# What Qonto can be asked for of each of our states; where that is not the whole of it, we choose ourselves.
_WAITING: Final = ("pending_approval",)
_ALIVE: Final = ("pending_approval", "approved")
_QONTO_STATUSES: Final[Mapping[str, Sequence[str]]] = {
    "draft": _WAITING,
    "finalized": _WAITING,
    "declined": _WAITING,
    "expired": _WAITING,
    "accepted": _ALIVE,
    "converted": _ALIVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    rows: tuple[Known, ...]
    current_page: int
    per_page: int
    total_pages: int
    total_count: int


async def show_quote(clerk: Clerk, id: str) -> Known:
    """
    By the gateway's id or Qonto's. Everything that is done to a quote begins here, so what is decided is
    decided on what Qonto says now.
    """
    await settle(clerk)
    async with clerk.db.reading() as tx:
        document = await store.find(tx, id, _QUOTE)
    if document is not None and document.deleted_at is not None:
        raise not_found()
    if document is None and not _UUID.fullmatch(id):
        raise not_found()
    qonto_id = id if document is None else document.qonto_id
    assert qonto_id is not None, "a quote always lives at Qonto"
    quote = await upstream.show(clerk.qonto, qonto_id)
    if quote is None:
        if document is not None:
            await vanish(clerk, document)
        raise not_found()
    return Known(quote=quote, document=await learn(clerk, quote, document))


# ------------------------------------------------------------------ lists
async def list_quotes(clerk: Clerk, *, status: str | None, page: int, per_page: int, whole: bool) -> Listed:
    await settle(clerk)
    if status in (None, "canceled", "cancelled"):
        filters = {} if status is None else {"filter[status]": "canceled"}
        if not whole:
            return await _page(clerk, page, per_page, filters)
        return _cut(await _known(clerk, await _all(clerk, filters)), page, per_page, whole=True)
    known = await _known(clerk, await _all(clerk, {"filter[status]": _QONTO_STATUSES[status]}))
    today = clerk.clock.now().date()

    def wanted(one: Known) -> bool:
        if status == "expired":
            return one.status is QuoteStatus.FINALIZED and has_expired(one.quote, today)
        return one.status.value == status

    return _cut(_chosen(known, wanted), page, per_page, whole=whole)


async def list_service_quotes(clerk: Clerk, *, page: int, per_page: int, whole: bool) -> Listed:
    """Which ones were made for services only we know; Qonto is asked for no more than since the first one."""
    await settle(clerk)
    async with clerk.db.reading() as tx:
        first = await first_service_quote(tx)
    if first is None:
        return _cut((), page, per_page, whole=whole)
    known = await _known(clerk, await _all(clerk, {"filter[created_at_from]": upstream.since(first)}))

    def wanted(one: Known) -> bool:
        return one.document is not None and one.document.source is Source.SERVICE

    return _cut(_chosen(known, wanted), page, per_page, whole=whole)


async def _all(clerk: Clerk, filters: Mapping[str, Any]) -> tuple[Quote, ...]:
    return tuple([quote async for quote in upstream.list_all(clerk.qonto, filters)])


def _chosen(known: Sequence[Known], wanted: Callable[[Known], bool]) -> tuple[Known, ...]:
    return tuple(one for one in known if wanted(one))


def _cut(rows: Sequence[Known], page: int, per_page: int, *, whole: bool) -> Listed:
    """A page of what was found; past the last one there is none, as at Qonto."""
    if whole:
        page, per_page = 1, max(len(rows), 1)
    pages = max(-(-len(rows) // per_page), 1)
    if page > pages:
        raise _past_the_last(page)
    return Listed(
        rows=tuple(rows[(page - 1) * per_page : page * per_page]),
        current_page=page,
        per_page=per_page,
        total_pages=pages,
        total_count=len(rows),
    )


async def _page(clerk: Clerk, page: int, per_page: int, filters: Mapping[str, Any]) -> Listed:
    quotes, shown = await _page_at_qonto(clerk, page, per_page, filters)
    return Listed(
        rows=await _known(clerk, quotes),
        current_page=shown.current_page,
        per_page=shown.per_page,
        total_pages=shown.total_pages,
        total_count=shown.total_count,
    )


async def _page_at_qonto(
    clerk: Clerk, page: int, per_page: int, filters: Mapping[str, Any]
) -> tuple[tuple[Quote, ...], Page]:
    try:
        return await upstream.list_page(clerk.qonto, number=page, per_page=per_page, filters=filters)
    except UpstreamRefusal as refusal:
        # Quirk: a page past the last one is no empty page at Qonto, it is refused.
        if page > 1 and refusal.code is Code.UPSTREAM_REFUSED:
            raise _past_the_last(page) from refusal
        raise


async def _known(clerk: Clerk, quotes: Sequence[Quote]) -> tuple[Known, ...]:
    async with clerk.db.reading() as tx:
        documents = await store.list_by_qonto_id(tx, (quote.id for quote in quotes), _QUOTE)
    learnt = await learn_page(clerk, quotes, documents)
    return tuple(Known(quote=quote, document=learnt.get(quote.id)) for quote in quotes)


def _past_the_last(page: int) -> GatewayError:
    return GatewayError(
        Code.INVALID_PARAMETER,
        f"Il n'y a pas de page {page} : demandez une page plus petite.",
        details={"fields": [{"field": "page", "message": "au-delà de la dernière page"}]},
    )


# ------------------------------------------------------------------ the PDF
async def show_quote_pdf(clerk: Clerk, id: str) -> Shown:
    try:
        known = await show_quote(clerk, id)
        if known.draft:
            raise WORDS.no_pdf()
        return await from_qonto(clerk, _paper(known), WORDS)
    except GatewayError as trouble:
        if trouble.code in {Code.QUOTE_NOT_FOUND, Code.PDF_NOT_AVAILABLE}:
            raise
        return await kept_instead(clerk, id, _QUOTE, WORDS, trouble)


def _paper(known: Known) -> Paper:
    quote, document = known.quote, known.document
    return Paper(
        number=quote.number,
        pdf_url=quote.pdf_url,
        attachment_id=quote.attachment_id,
        # Its PDF was made then, or later: not when it was sent.
        finalized_at=quote.created_at,
        document=document,
    )
