"""
Intents in SQL: what is about to be asked of Qonto, committed before it is asked.

One pending creation per order is a unique index, not a check in code. `tx` first, never a commit.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from gateway.clock import Clock
from gateway.db import Tx
from gateway.db.tables import intents
from gateway.resources.documents.model import Intent, IntentKind, IntentState

INSTANCE: Final = uuid4().hex
"""This process, as long as it lives: an intent of another one may have been orphaned."""

_INSTANCE_KEY, _SINCE_KEY, _ASKED_KEY = "instance", "since", "asked"
_C = intents.c
# In the words of the partial index: with parameters in their place, neither database would use it.
_PENDING: Final = text("closed_at IS NULL")


def _pending() -> Select[Any]:
    return select(intents).where(_PENDING)


def pending_of(kinds: Iterable[IntentKind]) -> Select[Any]:
    """Asked with every request, and empty most of the time: to be built once, the kinds written into it."""
    named: list[ColumnElement[str]] = [literal_column(f"'{kind.value}'") for kind in sorted(kinds)]
    return _pending().where(_C.kind.in_(named)).order_by(_C.created_at).limit(bindparam("limit"))


def opened(
    kind: IntentKind,
    clock: Clock,
    *,
    actor: str,
    document_id: str | None = None,
    sales_order_id: str | None = None,
    qonto_id: str | None = None,
    payload: Mapping[str, Any] | None = None,
    asked: bool = True,
) -> Intent:
    """A new intent of this process. *asked* is False while something else has to be found out first."""
    return Intent(
        id=str(uuid4()),
        kind=kind,
        created_by=actor,
        created_at=clock.now(),
        instance=INSTANCE,
        since=clock.machine_now(),
        asked=asked,
        document_id=document_id,
        sales_order_id=sales_order_id,
        qonto_id=qonto_id,
        payload=payload or {},
    )


async def add(tx: Tx, intent: Intent) -> bool:
    """False, and nothing written, where the order has a pending creation."""
    statement = insert_or_not(intents).values(
        id=intent.id,
        kind=intent.kind.value,
        document_id=intent.document_id,
        sales_order_id=intent.sales_order_id,
        qonto_id=intent.qonto_id,
        payload=_stored(intent),
        state=intent.state.value,
        created_by=intent.created_by,
        created_at=intent.created_at,
    )
    added = await tx.execute(statement.on_conflict_do_nothing())
    return added.rowcount == 1


async def ask(tx: Tx, intent: Intent) -> bool:
    """Write down that the request leaves now. False where somebody has closed the intent: do not ask then."""
    statement = update(intents).where(_C.id == intent.id, _C.closed_at.is_(None))
    asked = await tx.execute(statement.values(payload=_stored(intent)))
    return asked.rowcount == 1


async def close(
    tx: Tx,
    intent: Intent,
    state: IntentState,
    now: datetime,
    *,
    outcome: Mapping[str, Any] | None = None,
    document_id: str | None = None,
) -> bool:
    """False where somebody else has closed it first."""
    statement = update(intents).where(_C.id == intent.id, _C.closed_at.is_(None))
    closed = await tx.execute(
        statement.values(
            state=state.value,
            closed_at=now,
            outcome=None if outcome is None else dict(outcome),
            document_id=document_id or intent.document_id,
        )
    )
    return closed.rowcount == 1


async def doubt(tx: Tx, intent: Intent) -> None:
    """Still pending, and now we know that we do not know."""
    statement = update(intents).where(_C.id == intent.id, _C.closed_at.is_(None))
    await tx.execute(statement.values(state=IntentState.UNKNOWN.value))


async def find(tx: Tx, intent_id: str) -> Intent | None:
    row = (await tx.execute(select(intents).where(_C.id == intent_id))).mappings().first()
    return None if row is None else _intent(row)


async def lock(tx: Tx, intent_id: str) -> Intent | None:
    """As it is now, held until the transaction ends: whoever is about to ask waits to hear of it."""
    row = (await tx.execute(select(intents).where(_C.id == intent_id).with_for_update())).mappings().first()
    return None if row is None else _intent(row)


async def find_pending_creation(tx: Tx, sales_order_id: str) -> Intent | None:
    kinds = (IntentKind.CREATE_INVOICE.value, IntentKind.CONVERT_QUOTE.value)
    statement = _pending().where(_C.kind.in_(kinds), _C.sales_order_id == sales_order_id)
    row = (await tx.execute(statement)).mappings().first()
    return None if row is None else _intent(row)


async def list_pending(tx: Tx, pending: Select[Any], *, limit: int) -> tuple[Intent, ...]:
    """Oldest first; *pending* is what `pending_of` made."""
    rows = (await tx.execute(pending, {"limit": limit})).mappings()
    return tuple(_intent(row) for row in rows)


async def list_pending_of(tx: Tx, document_id: str) -> tuple[Intent, ...]:
    statement = _pending().where(_C.document_id == document_id)
    return tuple(_intent(row) for row in (await tx.execute(statement)).mappings())


async def is_pending_about(tx: Tx, kind: IntentKind, key: str, value: str) -> bool:
    """Whether an act under way names *value* in its payload."""
    pending = (await tx.execute(_pending().where(_C.kind == kind.value))).mappings()
    return any(row["payload"].get(key) == value for row in pending)


def _stored(intent: Intent) -> dict[str, Any]:
    return {
        **intent.payload,
        _INSTANCE_KEY: intent.instance,
        _SINCE_KEY: intent.since.isoformat(),
        _ASKED_KEY: intent.asked,
    }


def _intent(row: RowMapping) -> Intent:
    payload = dict(row["payload"])
    return Intent(
        id=row["id"],
        kind=IntentKind(row["kind"]),
        created_by=row["created_by"],
        created_at=row["created_at"],
        instance=payload.pop(_INSTANCE_KEY),
        since=datetime.fromisoformat(payload.pop(_SINCE_KEY)),
        asked=payload.pop(_ASKED_KEY),
        document_id=row["document_id"],
        sales_order_id=row["sales_order_id"],
        qonto_id=row["qonto_id"],
        payload=payload,
        state=IntentState(row["state"]),
        closed_at=row["closed_at"],
        outcome=row["outcome"],
    )
