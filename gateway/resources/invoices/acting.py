"""
Intent, call, outcome, for everything that is done to an invoice Qonto already has.

One act at a time per document; the intent is committed before Qonto is asked; no transaction spans the call.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome, UpstreamRefusal
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.invoices import upstream
from gateway.resources.invoices.clerk import Clerk
from gateway.resources.invoices.learning import adopt, learn, vanish
from gateway.resources.invoices.model import Invoice, Known
from gateway.resources.invoices.recovery import after_silence, conclude

Check = Callable[[Invoice], None]


async def act(
    clerk: Clerk,
    known: Known,
    kind: IntentKind,
    ask: Callable[[], Awaitable[Invoice | None]],
    *,
    check: Check,
    payload: Mapping[str, Any] | None = None,
) -> Known:
    """
    Do it, and write down that it was done. Raises when it was not, or when nobody can tell.

    *check* refuses an invoice to which it cannot be done.
    """
    check(known.invoice)
    document = known.document or await adopt(clerk, known.invoice)
    intent = await _intend(clerk, document, kind, known.invoice.id, payload or {})
    try:
        seen = await ask()
    except AmbiguousOutcome as lost:
        seen = await after_silence(clerk, intent, lost)
    except GatewayError as error:
        async with clerk.db.transaction() as tx:
            await intents.close(tx, intent, IntentState.FAILED, clerk.clock.now())
        if isinstance(error, UpstreamRefusal):
            await recheck(clerk, known.invoice.id, document, check)
        raise
    concluded = await conclude(clerk, intent, seen)
    return Known(invoice=seen or known.invoice, document=concluded)


async def recheck(clerk: Clerk, qonto_id: str, document: Document | None, check: Check) -> None:
    """Qonto has refused what was possible a moment ago: if somebody was faster, that is what to say."""
    seen = await upstream.show(clerk.qonto, qonto_id)
    if seen is not None:
        await learn(clerk, seen, document)
        check(seen)
    elif document is not None:
        await vanish(clerk, document)


async def _intend(
    clerk: Clerk, document: Document, kind: IntentKind, qonto_id: str, payload: Mapping[str, Any]
) -> Intent:
    intent = intents.opened(
        kind,
        clerk.clock,
        actor=clerk.user_id,
        document_id=document.id,
        qonto_id=qonto_id,
        payload=payload,
    )
    async with clerk.db.transaction() as tx:
        await store.lock(tx, document.id)
        if await intents.list_pending_of(tx, document.id):
            raise GatewayError(
                Code.CONFLICT,
                "Une autre opération est en cours sur cette facture. Attendez un instant, puis rechargez-la.",
            )
        await intents.add(tx, intent)
    return intent
