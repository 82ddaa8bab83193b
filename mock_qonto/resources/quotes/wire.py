"""Quotes as JSON, both ways."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mock_qonto import switches
from mock_qonto.kernel.world import World
from mock_qonto.money import amount
from mock_qonto.resources.billing.terms import Seller
from mock_qonto.resources.billing.wire import (
    client_shown,
    discount_shown,
    items_shown,
    organization_shown,
    pdf_url,
    read_written,
)
from mock_qonto.resources.organization.model import of
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.resources.quotes.terms import Terms
from mock_qonto.web.rendering import instant

DAYS = ("issue_date", "expiry_date")
TEXTS = ("terms_and_conditions", "header", "footer")


# ---------------------------------------------------------------- in
def read_terms(body: Mapping[str, Any], *, reference_words: bool) -> Terms:
    return Terms(**read_written(body, texts=TEXTS, days=DAYS, reference_words=reference_words))


def read_changes(before: Terms, body: Mapping[str, Any], *, reference_words: bool) -> Terms:
    return replace(before, **read_written(body, texts=TEXTS, days=DAYS, reference_words=reference_words))


# ---------------------------------------------------------------- out
def shown(world: World, quote: Quote) -> dict[str, Any]:
    organization, terms, currency = of(world), quote.terms, quote.currency
    total = quote.bill.total
    body: dict[str, Any] = {
        "id": quote.id,
        "organization_id": organization.id,
        "number": quote.number,
        "status": quote.status,
        "currency": currency,
        "total_amount": amount(total.total_cents, currency),
        "total_amount_cents": total.total_cents,
        "vat_amount": amount(total.vat_cents, currency),
        "vat_amount_cents": total.vat_cents,
        "issue_date": terms.issue_date.isoformat(),
        "expiry_date": terms.expiry_date.isoformat(),
        "created_at": instant(quote.created_at),
        "approved_at": None if quote.approved_at is None else instant(quote.approved_at),
        "canceled_at": None if quote.canceled_at is None else instant(quote.canceled_at),
        "attachment_id": quote.attachment_id,
        "quote_url": f"{world.base_url}/quotes/{quote.id}",
        "contact_email": organization.contact_email,
        "terms_and_conditions": terms.terms_and_conditions,
        "header": terms.header,
        "footer": terms.footer,
        "items": items_shown(world, terms.items, quote.bill, currency),
        "client": client_shown(quote.client),
        "organization": organization_shown(organization, terms.seller or _PLAIN_SELLER),
        "invoice_ids": quote.invoice_ids,
    }
    if terms.discount is not None:
        body["discount"] = discount_shown(terms.discount, total, currency)
    if world.settings.edition == switches.GUIDE:
        body["pdf_url"] = pdf_url(world, quote.attachment_id, quote.number, quote.pdf_made_at)
    return body


_PLAIN_SELLER = Seller()
