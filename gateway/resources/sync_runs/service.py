"""
Holding a run: beginning it or going on with it, page after page, and saying how it ended.

Two never overlap, between any number of processes: the second is refused, with the progress of the first. A
process that was thought dead and wakes up finds, before it writes anything, that the run is no longer its
own.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from gateway.db import Tx
from gateway.errors import Code, GatewayError
from gateway.resources.clerk import Clerk
from gateway.resources.documents.store import is_of_world
from gateway.resources.sync_runs import store
from gateway.resources.sync_runs.model import ERRORS_MAX, Asked, Run, RunStatus, Step, SyncType, Trouble

_TOKEN_BYTES = 16


class Ledger:
    """The run in our hands. What is written goes through it, together with where the run stands."""

    def __init__(self, clerk: Clerk, run: Run) -> None:
        self._clerk = clerk
        self._went_on_at = clerk.clock.machine_now()
        self.run = run

    async def write(self, work: Callable[[Tx], Awaitable[Step]]) -> None:
        """A page and the run's progress over it: both or neither."""
        async with self._clerk.db.transaction() as tx:
            now = self._clerk.clock.machine_now()
            # First of all: it locks the run's row, so that nobody takes the run over until we are through.
            if not await store.beat(tx, self.run, now):
                raise _lost()
            if not await is_of_world(tx, self._clerk.world_id):
                raise _another_world()
            step = await work(tx)
            advanced = replace(self._timed(now).after(step), heartbeat_at=now)
            await store.save(tx, advanced)
        self._went_on_at = now
        self.run = advanced

    async def beat(self) -> None:
        """Between two pages, where a page asks more of Qonto than itself."""
        async with self._clerk.db.transaction() as tx:
            if not await store.beat(tx, self.run, self._clerk.clock.machine_now()):
                raise _lost()

    async def close(self, status: RunStatus, *troubles: Trouble) -> Run:
        clock = self._clerk.clock
        timed = self._timed(clock.machine_now())
        closed = replace(
            timed,
            status=status,
            completed_at=clock.now(),
            troubles=(*timed.troubles, *troubles)[-ERRORS_MAX:],
        )
        async with self._clerk.db.transaction() as tx:
            if not await store.save(tx, closed):
                raise _lost()
        self.run = closed
        return closed

    def _timed(self, now: datetime) -> Run:
        spent = max(now - self._went_on_at, timedelta(0))
        return replace(self.run, elapsed_ms=self.run.elapsed_ms + round(spent.total_seconds() * 1000))


async def perform(
    clerk: Clerk, sync_type: SyncType, asked: Asked, work: Callable[[Ledger], Awaitable[None]]
) -> Run:
    """Begin a run or go on with a dead one, and see it to its end."""
    ledger = Ledger(clerk, await _begin(clerk, sync_type, asked))
    try:
        await work(ledger)
    except GatewayError as error:
        run = await _stopped(clerk, ledger, error)
        raise _failed(run, error) from error
    return await ledger.close(RunStatus.PARTIAL if ledger.run.counts.failed else RunStatus.COMPLETED)


async def show_last(clerk: Clerk, sync_type: SyncType) -> Run | None:
    async with clerk.db.reading() as tx:
        return await store.find_last(tx, sync_type)


# ------------------------------------------------------------------ beginning
async def _begin(clerk: Clerk, sync_type: SyncType, asked: Asked) -> Run:
    async with clerk.db.transaction() as tx:
        present = await store.find_running(tx, sync_type)
        if present is None:
            return await _new(tx, clerk, sync_type, asked)
        if present.alive(clerk.clock.machine_now()):
            raise _running(present)
        return await _inherited(tx, clerk, present, asked)


async def _new(tx: Tx, clerk: Clerk, sync_type: SyncType, asked: Asked) -> Run:
    last = await store.find_last(tx, sync_type)
    run = Run(
        id=str(uuid4()),
        sync_type=sync_type,
        asked=asked,
        status=RunStatus.RUNNING,
        started_by=clerk.user_id,
        started_at=clerk.clock.now(),
        heartbeat_at=clerk.clock.machine_now(),
        lock_token=secrets.token_hex(_TOKEN_BYTES),
        tracks={} if last is None else last.inherited(asked),
    )
    if await store.add(tx, run):
        return run
    # Somebody has begun between our look and our word.
    present = await store.find_running(tx, sync_type)
    raise _lost() if present is None else _running(present)


async def _inherited(tx: Tx, clerk: Clerk, dead: Run, asked: Asked) -> Run:
    now = clerk.clock.machine_now()
    taken = replace(dead, lock_token=secrets.token_hex(_TOKEN_BYTES), heartbeat_at=now, resumed=True)
    if not await store.take_over(tx, dead, taken.lock_token, now):
        raise _lost()
    if dead.covers(asked):
        return taken
    # Another stretch was asked for: what the dead one has kept stays, its watermarks are inherited.
    note = Trouble(subject=None, message="Interrompue, puis remplacée.", at=clerk.clock.now())
    ended = replace(taken, status=RunStatus.FAILED, completed_at=note.at, troubles=(*dead.troubles, note))
    await store.save(tx, ended)
    return await _new(tx, clerk, dead.sync_type, asked)


# ------------------------------------------------------------------ ending
async def _stopped(clerk: Clerk, ledger: Ledger, error: GatewayError) -> Run:
    if error.code is Code.SYNC_RUNNING:
        raise error
    trouble = Trouble(subject=None, message=error.message, at=clerk.clock.now())
    try:
        return await ledger.close(RunStatus.FAILED, trouble)
    except GatewayError:
        # The database is what failed, or the run is not ours: it is left to whoever comes next.
        raise error from None


def _failed(run: Run, error: GatewayError) -> GatewayError:
    return GatewayError(
        error.code,
        f"La synchronisation s'est arrêtée en route. {error.message} Ce qui a été lu est gardé : en la "
        "relançant, elle reprendra là.",
        internal=error.internal,
        details={**error.details, **progress(run), "status": run.status.value},
        headers=error.headers,
    )


def progress(run: Run) -> dict[str, Any]:
    counts = run.counts
    return {
        "syncRunId": run.id,
        "itemsFetched": counts.fetched,
        "itemsCreated": counts.created,
        "itemsUpdated": counts.updated,
        "itemsSkipped": counts.skipped,
        "itemsFailed": counts.failed,
    }


def _running(run: Run) -> GatewayError:
    return GatewayError(
        Code.SYNC_RUNNING,
        f"Une synchronisation est déjà en cours ({run.counts.fetched} éléments lus). Attendez qu'elle soit "
        "terminée, puis rechargez la page.",
        details={**progress(run), "startedAt": run.started_at, "startedBy": run.started_by},
    )


def _lost() -> GatewayError:
    return GatewayError(
        Code.SYNC_RUNNING,
        "Cette synchronisation a été reprise par une autre. Regardez où elle en est avant d'en relancer une.",
    )


def _another_world() -> GatewayError:
    return GatewayError(
        Code.WORLD_CHANGED,
        "La banque factice a changé de monde pendant la synchronisation : rien de cette page n'a été gardé. "
        "Lancez « make reset », puis recommencez.",
    )
