"""
What happens to a quote besides its being written and finalised: changed, deleted, decided, sent again.

What the customer decided is written down here alone, with who and when: Qonto has no call for it. What Qonto
itself knows of approval or cancellation has been learnt by then, and comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gateway.errors import invalid
from gateway.resources.billed.lines import LineAsked, asked_line
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import DocumentType, IntentKind
from gateway.resources.invoice_workflow.service import SendingAsked
from gateway.resources.orders.lines import custom
from gateway.resources.promises.acting import busy
from gateway.resources.quote_views.service import show_quote
from gateway.resources.quote_workflow.acting import act
from gateway.resources.quotes import upstream
from gateway.resources.quotes.model import (
    Known,
    Quote,
    QuoteStatus,
    check_changeable,
    check_decidable,
    check_deletable,
    check_sendable,
    content_hash,
    customer_email,
    usual_title,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteChanges:
    """None is not given; an empty text is."""

    issue_date: date | None = None
    expiry_date: date | None = None
    header: str | None = None
    footer: str | None = None
    terms_and_conditions: str | None = None
    items: tuple[LineAsked, ...] | None = None


# ------------------------------------------------------------------ changed, deleted
async def update_quote(clerk: Clerk, id: str, asked: QuoteChanges) -> Known:
    known = await show_quote(clerk, id)
    check_changeable(known)
    body = _body(known.quote, asked)
    if not body:
        return known
    return await act(
        clerk,
        known,
        IntentKind.UPDATE_QUOTE,
        lambda: upstream.update(clerk.qonto, known.quote.id, body),
        check=check_changeable,
        payload={"before": content_hash(known.quote)},
    )


async def delete_quote(clerk: Clerk, id: str) -> str:
    """The Qonto id of the draft that is gone."""
    known = await show_quote(clerk, id)

    async def ask() -> None:
        await upstream.delete(clerk.qonto, known.quote.id)

    await act(clerk, known, IntentKind.DELETE_QUOTE, ask, check=check_deletable)
    return known.quote.id


def _body(quote: Quote, asked: QuoteChanges) -> dict[str, Any]:
    texts = {
        "header": asked.header,
        "footer": asked.footer,
        "terms_and_conditions": asked.terms_and_conditions,
    }
    body: dict[str, Any] = {name: text or None for name, text in texts.items() if text is not None}
    body |= _dates(quote, asked)
    if asked.items is not None:
        if sum(custom(one.line).amounts.total_cents for one in asked.items) > store.AMOUNT_CENTS_MAX:
            raise invalid("items", "le total du devis dépasse 9 999 999 999,99. Réduisez-le.")
        _check_currencies(quote, asked.items)
        body["items"] = [asked_line(one, quote.currency) for one in asked.items]
    return body


def _dates(quote: Quote, asked: QuoteChanges) -> Mapping[str, str]:
    issued, until = asked.issue_date or quote.issue_date, asked.expiry_date or quote.expiry_date
    if issued is not None and until is not None and until < issued:
        field = "expiryDate" if asked.expiry_date is not None else "issueDate"
        raise invalid(
            field, f"la fin de validité ({until}) précède la date du devis ({issued}). Corrigez l'une."
        )
    given = {"issue_date": asked.issue_date, "expiry_date": asked.expiry_date}
    return {name: day.isoformat() for name, day in given.items() if day is not None}


def _check_currencies(quote: Quote, items: tuple[LineAsked, ...]) -> None:
    for position, one in enumerate(items):
        if one.currency not in (None, quote.currency):
            raise invalid(
                f"items.{position}.unitPrice.currency",
                f"le devis est en {quote.currency}. Toutes ses lignes sont dans cette devise.",
            )


# ------------------------------------------------------------------ decided
async def accept_quote(clerk: Clerk, id: str) -> Known:
    return await _decide(clerk, id, QuoteStatus.ACCEPTED)


async def decline_quote(clerk: Clerk, id: str) -> Known:
    return await _decide(clerk, id, QuoteStatus.DECLINED)


_ACTIONS: Final = {QuoteStatus.ACCEPTED: "accept_quote", QuoteStatus.DECLINED: "decline_quote"}


async def _decide(clerk: Clerk, id: str, decision: QuoteStatus) -> Known:
    known = await show_quote(clerk, id)
    check_decidable(known)
    assert known.document is not None, "what was finalised has a row"
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        present = await store.lock(tx, known.document.id)
        # Of two who decide at once, the second is told what the first has decided.
        check_decidable(Known(quote=known.quote, document=present))
        if await intents.list_pending_of(tx, known.document.id):
            raise busy()
        await store.change(
            tx,
            known.document.id,
            now,
            quote_status=decision.value,
            decided_at=now,
            decided_by=clerk.user_id,
        )
        await registers.audit(
            tx, _ACTIONS[decision], actor=clerk.user_id, at=now, document_id=known.document.id
        )
        decided = await store.find(tx, known.document.id, DocumentType.QUOTE)
    return Known(quote=known.quote, document=decided)


# ------------------------------------------------------------------ sent again
async def send_quote(clerk: Clerk, id: str, asked: SendingAsked) -> tuple[Known, tuple[str, ...]]:
    known = await show_quote(clerk, id)
    check_sendable(known)
    quote = known.quote
    recipients = asked.emails or customer_email(known)
    title = asked.title or usual_title(quote)

    async def ask() -> Quote | None:
        await upstream.send(
            clerk.qonto,
            quote.id,
            send_to=recipients,
            title=title,
            body=asked.body,
            copy_to_self=asked.copy_to_self,
        )
        return quote

    payload: dict[str, Any] = {"send_to": list(recipients), "email_title": title}
    sent = await act(clerk, known, IntentKind.SEND_QUOTE, ask, check=check_sendable, payload=payload)
    return sent, recipients
