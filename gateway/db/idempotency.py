"""
Calls that carry an `Idempotency-Key`, as every worker of one database knows them: who holds a key, and what
was answered under it.

Machine time, not the bank's: how long a call may take and how long a key is remembered are about real calls.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from gateway.db.database import Database, Tx
from gateway.db.tables import idempotency_keys

LONGEST_CALL: Final = timedelta(minutes=2)
REMEMBERED: Final = timedelta(hours=24)
_CLEANED_AT_ONCE: Final = 100
_C = idempotency_keys.c
_PRIMARY_KEY: Final = (_C.key, _C.user_id, _C.operation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One call under a key; *words* is a digest of all that was asked."""

    key: str
    user_id: str
    operation: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    body: str


class Standing(Enum):
    """Why a key cannot be had: its call is under way, or it belongs to a call in other words."""

    BUSY = "busy"
    OTHER_WORDS = "other words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The key is ours since then: whoever takes it over changes that instant, and we no longer hold it."""

    said: Said
    since: datetime


class KeyBook:
    __slots__ = ("_db", "_now")

    def __init__(self, db: Database, *, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now

    async def claim(self, said: Said) -> Held | Answered | Standing:
        """Of any number of callers, one holds the key; whoever is too late is told why."""
        async with self._db.transaction() as tx:
            now = self._now()
            await _clean(tx, now)
            added = await tx.execute(
                insert_or_not(idempotency_keys)
                .values(**_named(said), created_at=now)
                .on_conflict_do_nothing()
            )
            if added.rowcount == 1:
                return Held(said=said, since=now)
            return await _claim_again(tx, said, now)

    async def keep(self, held: Held, answered: Answered) -> None:
        """Nothing happens where somebody has taken the key over: theirs is the answer that counts."""
        answer = {"headers": dict(answered.headers), "body": answered.body}
        async with self._db.transaction() as tx:
            await tx.execute(
                update(idempotency_keys).where(_ours(held)).values(status=answered.status, answer=answer)
            )

    async def release(self, held: Held) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(delete(idempotency_keys).where(_ours(held)))


async def _claim_again(tx: Tx, said: Said, now: datetime) -> Held | Answered | Standing:
    row = (await tx.execute(select(idempotency_keys).where(_is(said)))).mappings().first()
    if row is None:
        return Standing.BUSY  # given back this very moment
    since: datetime = row["created_at"]
    forgotten = since <= now - REMEMBERED
    if row["body_hash"] != said.words and not forgotten:
        return Standing.OTHER_WORDS
    if row["status"] is not None and not forgotten:
        answer: Mapping[str, Any] = row["answer"]
        return Answered(status=row["status"], headers=answer["headers"], body=answer["body"])
    # Nobody works for so long, nor since a time to come: the clock was put back, or its holder is dead.
    if abs(now - since) < LONGEST_CALL:
        return Standing.BUSY
    taken = await tx.execute(
        update(idempotency_keys)
        .where(_is(said), _C.created_at == since)
        .values(body_hash=said.words, status=None, answer=None, created_at=now)
    )
    return Held(said=said, since=now) if taken.rowcount == 1 else Standing.BUSY


async def _clean(tx: Tx, now: datetime) -> None:
    """A few at a time, and none that another worker is at: no caller waits for another one's housekeeping."""
    forgotten = (
        select(*_PRIMARY_KEY)
        .where(_C.created_at <= now - REMEMBERED)
        .limit(_CLEANED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    await tx.execute(delete(idempotency_keys).where(tuple_(*_PRIMARY_KEY).in_(forgotten)))


def _named(said: Said) -> dict[str, str]:
    return {
        "key": said.key,
        "user_id": said.user_id,
        "operation": said.operation,
        "body_hash": said.words,
    }


def _is(said: Said) -> ColumnElement[bool]:
    return and_(_C.key == said.key, _C.user_id == said.user_id, _C.operation == said.operation)


def _ours(held: Held) -> ColumnElement[bool]:
    return and_(_is(held.said), _C.created_at == held.since, _C.status.is_(None))
