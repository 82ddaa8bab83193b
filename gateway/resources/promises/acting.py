"""
Intent and call, for everything that is done to a document of ours.

One act at a time per document; the intent is committed before Qonto is asked; no transaction spans the call.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from gateway.db import Tx
from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.promises.recovery import Keeper, after_silence, close

T = TypeVar("T")
Guard = Callable[[Tx], Awaitable[None]]


async def open_intent(
    clerk: Clerk,
    document: Document,
    kind: IntentKind,
    *,
    qonto_id: str | None,
    gone: GatewayError,
    payload: Mapping[str, Any] | None = None,
    asked: bool = True,
    guard: Guard | None = None,
) -> Intent | None:
    """
    None where the document is no longer in the state that *document* says: only a new look may decide then.

    Raises *gone* where it was deleted meanwhile, CONFLICT where somebody else is at work on it. *guard* may
    refuse within the same transaction, for what else must still be true.
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
        if _state(present) != _state(document):
            return None
        if guard is not None:
            await guard(tx)
        await intents.add(tx, intent)
    return intent


def _state(document: Document) -> tuple[object, ...]:
    return document.status, document.quote_status, document.amount_paid_cents


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
