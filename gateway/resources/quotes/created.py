"""
What was asked when a quote was created, kept in its intent, and the rows that follow from Qonto's answer.

Both ways lead here: the answer itself, and finding the quote at Qonto after the answer was lost or the
gateway killed. Qonto knows no idempotency key for quotes, nor any word of ours on them: one is recognised by
its client, its dates and its lines, among those made since the request left and not yet known here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from gateway.db import Tx
from gateway.resources.billed.lines import stored_items
from gateway.resources.billed.model import InvoiceItem
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import (
    Document,
    DocumentItem,
    DocumentType,
    Intent,
    IntentState,
    ItemKind,
    PostalAddress,
    Source,
)
from gateway.resources.quotes import upstream
from gateway.resources.quotes.learning import sketch
from gateway.resources.quotes.model import Quote

_QUOTE: Final = DocumentType.QUOTE
_MARGIN: Final = timedelta(hours=1)
"""Two clocks may differ. Recognising does not depend on this, it only keeps the list short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """Everything the rows need that Qonto will not say, and by what the quote is recognised."""

    source: str
    lines: tuple[tuple[str, str, str | None], ...]
    """Title, kind and product of each line."""
    total_cents: int
    order_id: str | None = None
    parent_id: str | None = None
    customer_type: str | None = None
    customer_id: str | None = None
    billing_address: Mapping[str, str] | None = None
    shipping_cost_cents: int = 0
    handling_cost_cents: int = 0
    insurance_cost_cents: int = 0
    fees_vat_rate: str | None = None
    client_id: str | None = None
    issue_date: str | None = None
    expiry_date: str | None = None
    asked_at: str | None = None
    """When the request left, by the bank's clock."""

    def payload(self) -> dict[str, Any]:
        return asdict(self)


def creation_in(intent: Intent) -> Creation:
    payload = dict(intent.payload)
    return Creation(**{**payload, "lines": tuple(tuple(line) for line in payload["lines"])})


# ------------------------------------------------------------------ recognising
async def find_created(clerk: Clerk, creation: Creation) -> Quote | None:
    """The quote at Qonto that this creation made; None where there is none."""
    assert creation.asked_at is not None
    asked_at = datetime.fromisoformat(creation.asked_at)
    filters = {
        "filter[created_at_from]": upstream.since(asked_at - _MARGIN),
        "sort_by": "created_at:asc",
    }
    alike = [quote async for quote in upstream.list_all(clerk.qonto, filters) if _is_alike(quote, creation)]
    async with clerk.db.reading() as tx:
        known = await store.list_by_qonto_id(tx, (quote.id for quote in alike), _QUOTE)
    unknown = [quote for quote in alike if quote.id not in known]
    same_total = (quote for quote in unknown if quote.total_cents == creation.total_cents)
    return next(same_total, unknown[0] if unknown else None)


def _is_alike(quote: Quote, creation: Creation) -> bool:
    return (
        not quote.canceled
        and quote.client.id == creation.client_id
        and (str(quote.issue_date), str(quote.expiry_date)) == (creation.issue_date, creation.expiry_date)
        and [item.title for item in quote.items] == [title for title, _, _ in creation.lines]
    )


# ------------------------------------------------------------------ the outcome
async def record_created(tx: Tx, clerk: Clerk, intent: Intent, quote: Quote) -> Document:
    """The document, its lines and the end of the intent, in one transaction."""
    now = clerk.clock.now()
    document, items = _rows(intent, quote, now)
    if not await store.add(tx, document, items):
        found = await store.find(tx, quote.id, _QUOTE)
        assert found is not None, "nothing but its Qonto id keeps a quote out"
        await intents.close(tx, intent, IntentState.DONE, now, outcome={"qontoId": quote.id})
        return found
    await intents.close(
        tx, intent, IntentState.DONE, now, outcome={"qontoId": quote.id}, document_id=document.id
    )
    await registers.audit(
        tx,
        "create_quote",
        actor=intent.created_by,
        at=now,
        document_id=document.id,
        details={"qontoId": quote.id, "number": quote.number, "source": document.source.value},
    )
    return document


def _rows(intent: Intent, quote: Quote, now: datetime) -> tuple[Document, tuple[DocumentItem, ...]]:
    creation = creation_in(intent)
    address = creation.billing_address
    document = replace(
        sketch(quote, now, by=intent.created_by),
        source=Source(creation.source),
        sales_order_id=creation.order_id,
        parent_id=creation.parent_id,
        customer_type=creation.customer_type,
        customer_id=creation.customer_id,
        billing_address=None if address is None else PostalAddress(**address),
        shipping_cost_cents=creation.shipping_cost_cents,
        handling_cost_cents=creation.handling_cost_cents,
        insurance_cost_cents=creation.insurance_cost_cents,
        fees_vat_rate=None if creation.fees_vat_rate is None else Decimal(creation.fees_vat_rate),
    )
    return document, _items(quote.items, creation)


def _items(items: Sequence[InvoiceItem], creation: Creation) -> tuple[DocumentItem, ...]:
    rows = stored_items(items, ())
    if len(rows) != len(creation.lines):
        return rows
    return tuple(
        replace(row, kind=ItemKind(kind), product_id=product_id)
        for row, (_, kind, product_id) in zip(rows, creation.lines, strict=True)
    )
