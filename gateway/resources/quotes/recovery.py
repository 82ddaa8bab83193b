"""
How intents about quotes are looked after: what Qonto shows of them, and how the outcome is written down.

A quote is finalised by an e-mail, which leaves no trace: what became of one whose answer was lost, nobody can
look up. The machine itself, with its rules, is `promises/recovery.py`.
"""

from datetime import datetime
from typing import Any, Final

from gateway.db import Tx
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import (
    Document,
    DocumentStatus,
    DocumentType,
    Intent,
    IntentKind,
    IntentState,
)
from gateway.resources.promises.recovery import Keeper, Keepers
from gateway.resources.quotes import upstream
from gateway.resources.quotes.created import creation_in, find_created, record_created
from gateway.resources.quotes.learning import burn, record
from gateway.resources.quotes.model import Quote, QuoteStatus, content_hash


async def conclude(clerk: Clerk, intent: Intent, seen: Quote | None) -> Document | None:
    """Write the outcome down, once: of two who saw it, the first to close the intent does."""
    assert intent.document_id is not None
    now, by = clerk.clock.now(), intent.created_by
    async with clerk.db.transaction() as tx:
        document = await store.lock(tx, intent.document_id)
        if document is None or not await intents.close(tx, intent, IntentState.DONE, now):
            return document
        match intent.kind:
            case IntentKind.DELETE_QUOTE:
                await store.change(tx, document.id, now, deleted_at=now)
                await registers.audit(tx, "delete_quote", actor=by, at=now, document_id=document.id)
            case IntentKind.FINALIZE_QUOTE:
                assert seen is not None
                await _finalize(tx, intent, document, seen, now)
            case IntentKind.SEND_QUOTE:
                await store.change(tx, document.id, now, sent_at=now)
                await _audit_sending(tx, "send_quote", intent, document, now)
            case _:
                assert seen is not None
                await record(tx, document, seen, by=by, now=now, action="update_quote")
        return await store.find(tx, document.id, DocumentType.QUOTE)


async def _finalize(tx: Tx, intent: Intent, document: Document, quote: Quote, now: datetime) -> None:
    by = intent.created_by
    changes: dict[str, Any] = {"sent_at": now}
    if document.status is DocumentStatus.DRAFT:
        changes |= {
            "status": DocumentStatus.FINALIZED,
            "quote_status": QuoteStatus.FINALIZED.value,
            "finalized_at": now,
            "finalized_by": by,
        }
    await store.change(tx, document.id, now, **changes)
    await burn(tx, quote, document_id=document.id, by=by, now=now)
    await _audit_sending(tx, "finalize_quote", intent, document, now)


async def _audit_sending(tx: Tx, action: str, intent: Intent, document: Document, now: datetime) -> None:
    told = {name: intent.payload.get(name) for name in ("send_to", "email_title")}
    await registers.audit(tx, action, actor=intent.created_by, at=now, document_id=document.id, details=told)


# ------------------------------------------------------------------ the keepers
async def _look(clerk: Clerk, intent: Intent) -> Quote | None:
    assert intent.qonto_id is not None
    return await upstream.show(clerk.qonto, intent.qonto_id)


def _is_changed(intent: Intent, seen: Quote | None) -> bool:
    return seen is not None and content_hash(seen) != intent.payload["before"]


def _is_gone(_: Intent, seen: Quote | None) -> bool:
    return seen is None


def _leaves_no_trace(_: Intent, __: Quote | None) -> bool:
    return False


async def _look_for_created(clerk: Clerk, intent: Intent) -> Quote | None:
    return await find_created(clerk, creation_in(intent))


def _is_created(_: Intent, seen: Quote | None) -> bool:
    return seen is not None


async def _conclude_created(clerk: Clerk, intent: Intent, seen: Quote | None) -> Document | None:
    assert seen is not None
    async with clerk.db.transaction() as tx:
        return await record_created(tx, clerk, intent, seen)


CREATION: Final[Keeper[Quote]] = Keeper(
    look=_look_for_created, took_effect=_is_created, conclude=_conclude_created
)
SENDING: Final[Keeper[Quote]] = Keeper(
    look=_look, took_effect=_leaves_no_trace, conclude=conclude, traceless=True
)
KEEPERS: Final = Keepers(
    {
        IntentKind.CREATE_QUOTE: CREATION,
        IntentKind.UPDATE_QUOTE: Keeper(look=_look, took_effect=_is_changed, conclude=conclude),
        IntentKind.DELETE_QUOTE: Keeper(look=_look, took_effect=_is_gone, conclude=conclude),
        IntentKind.FINALIZE_QUOTE: SENDING,
        IntentKind.SEND_QUOTE: SENDING,
    }
)
settle = KEEPERS.settle
"""Every read of a quote begins here."""
