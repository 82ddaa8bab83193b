"""
Intent, call, outcome, for everything that is done to an invoice Qonto already has.

One act at a time per document; the intent is committed before Qonto is asked; no transaction spans the call.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.invoices.clerk import Clerk
from gateway.resources.invoices.learning import adopt
from gateway.resources.invoices.model import Invoice, Known
from gateway.resources.invoices.recovery import after_silence, conclude


async def act(
    clerk: Clerk,
    known: Known,
    kind: IntentKind,
    ask: Callable[[], Awaitable[Invoice | None]],
    *,
    payload: Mapping[str, Any] | None = None,
) -> Known:
    """Do it, and write down that it was done. Raises when it was not, or when nobody can tell."""
    document = known.document or await adopt(clerk, known.invoice)
    intent = await _intend(clerk, document, kind, known.invoice.id, payload or {})
    try:
        seen = await ask()
    except AmbiguousOutcome as lost:
        seen = await after_silence(clerk, intent, lost)
    except GatewayError:
        async with clerk.db.transaction() as tx:
            await intents.close(tx, intent, IntentState.FAILED, clerk.clock.now())
        raise
    concluded = await conclude(clerk, intent, seen)
    return Known(invoice=seen or known.invoice, document=concluded)


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
