"""
Intent, call, outcome, for everything that is done to an invoice Qonto already has.

What is decided is decided on what Qonto says now: where it refuses, or somebody was faster, we look again.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from gateway.qonto.errors import UpstreamRefusal
from gateway.resources.clerk import Clerk
from gateway.resources.documents.model import Document, Intent, IntentKind
from gateway.resources.invoices import upstream
from gateway.resources.invoices.learning import adopt, learn, vanish
from gateway.resources.invoices.model import Invoice, Known, not_found
from gateway.resources.invoices.recovery import KEEPERS, conclude
from gateway.resources.promises import acting

Check = Callable[[Invoice], None]


async def act(
    clerk: Clerk,
    known: Known,
    kind: IntentKind,
    ask: Callable[[], Awaitable[Invoice | None]],
    *,
    check: Check,
    payload: Mapping[str, Any] | None = None,
    guard: acting.Guard | None = None,
) -> Known:
    """Do it, and write down that it was done."""
    intent, seen = await ask_once(clerk, known, kind, ask, check=check, payload=payload, guard=guard)
    return Known(invoice=seen or known.invoice, document=await conclude(clerk, intent, seen))


async def ask_once(
    clerk: Clerk,
    known: Known,
    kind: IntentKind,
    ask: Callable[[], Awaitable[Invoice | None]],
    *,
    check: Check,
    payload: Mapping[str, Any] | None = None,
    guard: acting.Guard | None = None,
) -> tuple[Intent, Invoice | None]:
    """
    What Qonto made of it; the intent is still to be closed. Raises when it was not done, or nobody can tell.

    *check* refuses an invoice to which it cannot be done.
    """
    check(known.invoice)
    document, qonto_id = known.document or await adopt(clerk, known.invoice), known.invoice.id
    intent = await acting.open_intent(
        clerk, document, kind, qonto_id=qonto_id, payload=payload, gone=not_found(), guard=guard
    )
    if intent is None:
        # Decided on what somebody has changed since: only a new look may decide.
        await recheck(clerk, qonto_id, document, check)
        raise acting.busy()
    try:
        return intent, await acting.ask_once(clerk, intent, KEEPERS.of(kind), ask)
    except UpstreamRefusal:
        await recheck(clerk, qonto_id, document, check)
        raise


async def recheck(clerk: Clerk, qonto_id: str, document: Document | None, check: Check) -> None:
    """Qonto has refused what was possible a moment ago: if somebody was faster, that is what to say."""
    seen = await upstream.show(clerk.qonto, qonto_id)
    if seen is not None:
        await learn(clerk, seen, document)
        check(seen)
    elif document is not None:
        await vanish(clerk, document)
