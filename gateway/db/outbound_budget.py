"""Turns to call Qonto, shared by every worker of one database: a window of sixty seconds that slides."""

import time

from sqlalchemy import delete, func, insert, select, text

from gateway.db.database import Database, Tx
from gateway.db.tables import outbound_calls

_WINDOW_MS = 60_000
_LOCK = 7_204_819_002


async def take_turns(db: Database, *, wanted: int, per_minute: int) -> tuple[int, float]:
    """
    How many of the *wanted* turns are granted now, and else how many seconds until the next one.

    Machine time, not the bank's: the quota is about real calls.
    """
    async with db.transaction() as tx:
        if db.dialect == "postgresql":
            await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        # Read when it is our turn: who waited for the lock would otherwise count from before it.
        now_ms = time.time_ns() // 1_000_000
        # Rows from the future are of a machine whose clock was put back; they would block for ever.
        await tx.execute(
            delete(outbound_calls).where(
                (outbound_calls.c.at_ms <= now_ms - _WINDOW_MS)
                | (outbound_calls.c.at_ms > now_ms + _WINDOW_MS)
            )
        )
        return await _take(tx, now_ms, wanted=wanted, per_minute=per_minute)


async def _take(tx: Tx, now_ms: int, *, wanted: int, per_minute: int) -> tuple[int, float]:
    calls = outbound_calls.c
    used, oldest_ms = (await tx.execute(select(func.sum(calls.turns), func.min(calls.at_ms)))).one()
    granted = min(wanted, per_minute - int(used or 0))
    if granted <= 0:
        return 0, max(0.001, (oldest_ms + _WINDOW_MS - now_ms) / 1000)
    await tx.execute(insert(outbound_calls).values(at_ms=now_ms, turns=granted))
    return granted, 0.0
