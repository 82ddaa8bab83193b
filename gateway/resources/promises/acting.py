"""
Intent and call, for everything that is done to a document of ours.

One act at a time per document; the intent is committed before Qonto is asked; no transaction spans the call.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.promises.recovery import Keeper, after_silence, close

T = TypeVar("T")


async def open_intent(
    clerk: Clerk,
    document: Document,
    kind: IntentKind,
    *,
    qonto_id: str | None,
    gone: GatewayError,
    payload: Mapping[str, Any] | None = None,
    asked: bool = True,
) -> Intent | None:
    """
    None where the document's status is no longer what *document* says: only a new look may decide then.

    Raises *gone* where it was deleted meanwhile, CONFLICT where somebody else is at work on it.
    """
    intent = intents.opened(
        kind,
        clerk.clock,
        actor=clerk.user_id,
        document_id=document.id,
        qonto_id=qonto_id,
        payload=payload or {},
        asked=asked,
    )
    async with clerk.db.transaction() as tx:
        present = await store.lock(tx, document.id)
        if await intents.list_pending_of(tx, document.id):
            raise busy()
        if present is None or present.deleted_at is not None:
            raise gone
        if (present.status, present.quote_status) != (document.status, document.quote_status):
            return None
        await intents.add(tx, intent)
    return intent


async def leave(clerk: Clerk, intent: Intent) -> Intent:
    """From this moment on the request may be under way, and whoever finds the intent must reckon with it."""
    leaving = replace(intent, asked=True, since=clerk.clock.machine_now())
    async with clerk.db.transaction() as tx:
        if not await intents.ask(tx, leaving):
            raise busy()
    return leaving


async def ask_once(
    clerk: Clerk, intent: Intent, keeper: Keeper[T], ask: Callable[[], Awaitable[T | None]]
) -> T | None:
    """
    What Qonto made of it; the intent is still to be concluded. A refusal closes it as failed, and is raised;
    after silence we look.
    """
    try:
        return await ask()
    except AmbiguousOutcome as lost:
        return await after_silence(clerk, intent, keeper, lost)
    except GatewayError:
        await close(clerk, intent, IntentState.FAILED)
        raise


def busy() -> GatewayError:
    return GatewayError(
        Code.CONFLICT,
        "Une autre opération est en cours sur ce document. Attendez un instant, puis rechargez-le.",
    )
