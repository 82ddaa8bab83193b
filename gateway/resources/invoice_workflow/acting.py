"""
Intent, call, outcome, for everything that is done to an invoice Qonto already has.

One act at a time per document; the intent is committed before Qonto is asked; no transaction spans the call.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome, UpstreamRefusal
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.invoices import upstream
from gateway.resources.invoices.learning import adopt, learn, vanish
from gateway.resources.invoices.model import Invoice, Known, not_found
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
    """Do it, and write down that it was done."""
    intent, seen = await ask_once(clerk, known, kind, ask, check=check, payload=payload)
    return Known(invoice=seen or known.invoice, document=await conclude(clerk, intent, seen))


async def ask_once(
    clerk: Clerk,
    known: Known,
    kind: IntentKind,
    ask: Callable[[], Awaitable[Invoice | None]],
    *,
    check: Check,
    payload: Mapping[str, Any] | None = None,
) -> tuple[Intent, Invoice | None]:
    """
    What Qonto made of it; the intent is still to be closed. Raises when it was not done, or nobody can tell.

    *check* refuses an invoice to which it cannot be done.
    """
    check(known.invoice)
    document = known.document or await adopt(clerk, known.invoice)
    intent = await _intend(clerk, document, kind, known.invoice.id, payload or {})
    if intent is None:
        # Decided on what somebody has changed since: only a new look may decide.
        await recheck(clerk, known.invoice.id, document, check)
        raise _busy()
    try:
        return intent, await ask()
    except AmbiguousOutcome as lost:
        return intent, await after_silence(clerk, intent, lost)
    except GatewayError as error:
        async with clerk.db.transaction() as tx:
            await intents.close(tx, intent, IntentState.FAILED, clerk.clock.now())
        if isinstance(error, UpstreamRefusal):
            await recheck(clerk, known.invoice.id, document, check)
        raise


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
) -> Intent | None:
    """None where the document is no longer what *document* was."""
    intent = intents.opened(
        kind,
        clerk.clock,
        actor=clerk.user_id,
        document_id=document.id,
        qonto_id=qonto_id,
        payload=payload,
    )
    async with clerk.db.transaction() as tx:
        present = await store.lock(tx, document.id)
        if await intents.list_pending_of(tx, document.id):
            raise _busy()
        if present is None or present.deleted_at is not None:
            raise not_found()
        if present.status is not document.status:
            return None
        await intents.add(tx, intent)
    return intent


def _busy() -> GatewayError:
    return GatewayError(
        Code.CONFLICT,
        "Une autre opération est en cours sur cette facture. Attendez un instant, puis rechargez-la.",
    )
