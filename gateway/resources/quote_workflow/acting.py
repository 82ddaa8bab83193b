"""
Intent, call, outcome, for everything that is done to a quote Qonto already has.

What is decided is decided on what Qonto says now: where it refuses, or somebody was faster, we look again.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from gateway.qonto.errors import UpstreamRefusal
from gateway.resources.clerk import Clerk
from gateway.resources.documents.model import Document, IntentKind
from gateway.resources.promises import acting
from gateway.resources.quotes import upstream
from gateway.resources.quotes.learning import adopt, learn, vanish
from gateway.resources.quotes.model import Known, Quote, not_found
from gateway.resources.quotes.recovery import KEEPERS, conclude

Check = Callable[[Known], None]


async def act(
    clerk: Clerk,
    known: Known,
    kind: IntentKind,
    ask: Callable[[], Awaitable[Quote | None]],
    *,
    check: Check,
    payload: Mapping[str, Any] | None = None,
) -> Known:
    """
    Do it, and write down that it was done. Raises when it was not done, or nobody can tell.

    *check* refuses a quote to which it cannot be done.
    """
    check(known)
    quote = known.quote
    document = known.document or await adopt(clerk, quote)
    intent = await acting.open_intent(
        clerk, document, kind, qonto_id=quote.id, payload=payload, gone=not_found()
    )
    if intent is None:
        # Decided on what somebody has changed since: only a new look may decide.
        await _recheck(clerk, quote.id, document, check)
        raise acting.busy()
    try:
        seen = await acting.ask_once(clerk, intent, KEEPERS.of(kind), ask)
    except UpstreamRefusal as refusal:
        await _recheck(clerk, quote.id, document, check)
        raise upstream.told(refusal, quote.number) from refusal
    return Known(quote=seen or quote, document=await conclude(clerk, intent, seen))


async def _recheck(clerk: Clerk, qonto_id: str, document: Document, check: Check) -> None:
    """Qonto has refused what was possible a moment ago: if somebody was faster, that is what to say."""
    seen = await upstream.show(clerk.qonto, qonto_id)
    if seen is None:
        await vanish(clerk, document)
        raise not_found()
    check(Known(quote=seen, document=await learn(clerk, seen, document)))
