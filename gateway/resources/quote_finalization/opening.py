"""
Before anybody is asked: which quote, to whom it would be sent, and what exactly they would read.

Rule 1: what is printed on the quote is in PRINTED, and thereby in the fingerprint; so are recipients and
        title. What changes without anybody's doing (its PDF, a status) is in UNPRINTED. A test holds both
        against the contract.
Rule 2: a token that comes back without recipients means those it was given for.
"""

from dataclasses import dataclass
from typing import Final

from gateway.confirmation import OrderClaim, Question, ask, hash_of
from gateway.resources.confirmations import store as confirmations
from gateway.resources.documents.model import Document, DocumentStatus
from gateway.resources.orders import store as orders
from gateway.resources.promises.acting import busy
from gateway.resources.promises.desk import Desk
from gateway.resources.promises.subject import subject_of
from gateway.resources.quote_views.service import show_quote
from gateway.resources.quotes import upstream
from gateway.resources.quotes.learning import adopt
from gateway.resources.quotes.model import (
    Known,
    Quote,
    check_finalizable,
    customer_email,
    not_found,
    usual_title,
)

OPERATION: Final = "finalize_quote"
PRINTED: Final = (
    *("number", "contact_email", "currency", "discount", "items", "settings", "purchase_order"),
    *("issue_date", "expiry_date", "terms_and_conditions", "header", "footer"),
    *("total_amount", "total_amount_cents", "vat_amount", "vat_amount_cents"),
    *("client", "organization", "stamp_duty_amount", "welfare_fund", "withholding_tax"),
)
UNPRINTED: Final = frozenset(
    {
        *("id", "organization_id", "status", "created_at", "approved_at", "canceled_at"),
        *("quote_url", "pdf_url", "attachment_id", "invoice_ids"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """To whom, and under which title; what is not given is the usual."""

    emails: tuple[str, ...] = ()
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A draft, the e-mail that would leave with it, and the question that a person would have to answer."""

    quote: Quote
    document: Document
    send_to: tuple[str, ...]
    title: str
    question: Question


async def open_case(desk: Desk, id: str, asked: Mailing, token: str | None) -> Case:
    known = await show_quote(desk.clerk, id)
    check_finalizable(known)
    document = known.document or await adopt(desk.clerk, known.quote)
    given = await _given_before(desk, document, token)
    send_to = asked.emails or given.emails or customer_email(Known(quote=known.quote, document=document))
    title = asked.title or given.title or usual_title(known.quote)
    question = await _question(desk, document, known.quote, send_to=send_to, title=title)
    return Case(quote=known.quote, document=document, send_to=send_to, title=title, question=question)


async def reopened(desk: Desk, case: Case) -> Question:
    """The question as Qonto would have it asked now."""
    quote = await upstream.show(desk.clerk.qonto, case.quote.id)
    if quote is None:
        raise not_found()
    check_finalizable(Known(quote=quote, document=case.document))
    return await _question(desk, case.document, quote, send_to=case.send_to, title=case.title)


def check_untouched(present: Document | None, case: Case) -> None:
    assert present is not None, "documents are marked deleted, never removed"
    if present.status is not DocumentStatus.DRAFT:
        check_finalizable(Known(quote=case.quote, document=present))
    if present.deleted_at is not None or present.status is not DocumentStatus.DRAFT:
        raise busy()


async def _given_before(desk: Desk, document: Document, token: str | None) -> Mailing:
    """What the question of *token* had said of the e-mail."""
    if token is None:
        return Mailing()
    async with desk.clerk.db.reading() as tx:
        found = await confirmations.find(tx, hash_of(token))
    if found is None or (found.operation, found.document_id) != (OPERATION, document.id):
        return Mailing()
    return Mailing(emails=tuple(found.summary["send_to"]), title=found.summary["email_title"])


async def _question(
    desk: Desk, document: Document, quote: Quote, *, send_to: tuple[str, ...], title: str
) -> Question:
    claim = None
    if document.sales_order_id is not None:
        async with desk.clerk.db.reading() as tx:
            order = await orders.find(tx, document.sales_order_id)
        if order is not None and order.total_ttc_cents is not None:
            claim = OrderClaim(order_number=order.order_number, total_cents=order.total_ttc_cents)
    expiry = quote.expiry_date
    subject = subject_of(
        quote.wire,
        document_id=document.id,
        document_type="quote",
        order=claim,
        printed=PRINTED,
        particulars={
            "send_to": list(send_to),
            "email_title": title,
            "expiry_date": None if expiry is None else expiry.isoformat(),
        },
    )
    return ask(OPERATION, subject)
