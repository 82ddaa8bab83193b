"""
Runs in SQL. `tx` first, never a commit.

That only one run of a kind is at work is a unique index; whose it is, is its lock token.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from gateway.db import Tx
from gateway.db.tables import sync_runs
from gateway.resources.sync_runs.model import Asked, Counts, Run, RunStatus, Scope, SyncType, Track, Trouble

_C = sync_runs.c
_TRACK_INSTANTS = ("watermark", "start", "position", "seen", "limit")
_TRACK_FLAGS = ("gapless", "begun", "done")
_COUNTS: Mapping[str, str] = MappingProxyType(
    {name: f"items_{name}" for name in ("fetched", "created", "updated", "skipped", "failed")}
)


async def find_running(tx: Tx, sync_type: SyncType) -> Run | None:
    statement = select(sync_runs).where(_C.sync_type == sync_type, _C.status == RunStatus.RUNNING)
    row = (await tx.execute(statement.with_for_update())).mappings().first()
    return None if row is None else _run(row)


async def find_last(tx: Tx, sync_type: SyncType) -> Run | None:
    """The one at work, else the one that was at work last, by the machine's clock."""
    statement = select(sync_runs).where(_C.sync_type == sync_type)
    ordered = statement.order_by((_C.status == RunStatus.RUNNING).desc(), _C.heartbeat_at.desc(), _C.id)
    row = (await tx.execute(ordered.limit(1))).mappings().first()
    return None if row is None else _run(row)


async def add(tx: Tx, run: Run) -> bool:
    """False, and nothing written, where another one is at work."""
    values = {
        **_progress(run),
        "id": run.id,
        "sync_type": run.sync_type.value,
        "scope": run.asked.scope.value,
        "started_by": run.started_by,
        "started_at": run.started_at,
        "lock_token": run.lock_token,
    }
    added = await tx.execute(insert_or_not(sync_runs).values(values).on_conflict_do_nothing())
    return added.rowcount == 1


async def take_over(tx: Tx, run: Run, lock_token: str, machine_now: datetime) -> bool:
    """False where its process has been heard of meanwhile, or somebody else was first."""
    statement = update(sync_runs).where(_held(run), _C.heartbeat_at == run.heartbeat_at)
    taken = await tx.execute(statement.values(lock_token=lock_token, heartbeat_at=machine_now))
    return taken.rowcount == 1


async def beat(tx: Tx, run: Run, machine_now: datetime) -> bool:
    """Say that we are alive. False where the run is not ours any more."""
    beaten = await tx.execute(update(sync_runs).where(_held(run)).values(heartbeat_at=machine_now))
    return beaten.rowcount == 1


async def save(tx: Tx, run: Run) -> bool:
    """False where the run is not ours any more."""
    saved = await tx.execute(update(sync_runs).where(_held(run)).values(**_progress(run)))
    return saved.rowcount == 1


def _held(run: Run) -> Any:
    return (_C.id == run.id) & (_C.lock_token == run.lock_token) & (_C.status == RunStatus.RUNNING)


# ------------------------------------------------------------------ rows and values
def _progress(run: Run) -> dict[str, Any]:
    return {
        "status": run.status.value,
        "heartbeat_at": run.heartbeat_at,
        "completed_at": run.completed_at,
        "cursor": {
            "start": _text(run.asked.start),
            "tracks": {name: _track_json(track) for name, track in run.tracks.items()},
            "notes": dict(run.notes),
            "elapsed_ms": run.elapsed_ms,
        },
        "errors": [
            {"subject": one.subject, "message": one.message, "at": _text(one.at)} for one in run.troubles
        ],
        **{column: getattr(run.counts, name) for name, column in _COUNTS.items()},
    }


def _track_json(track: Track) -> dict[str, Any]:
    instants = {name: _text(getattr(track, name)) for name in _TRACK_INSTANTS}
    return {**instants, **{name: getattr(track, name) for name in _TRACK_FLAGS}}


def _track(json: Mapping[str, Any]) -> Track:
    instants: dict[str, Any] = {name: _instant(json[name]) for name in _TRACK_INSTANTS}
    return Track(**instants, **{name: json[name] for name in _TRACK_FLAGS})


def _run(row: RowMapping) -> Run:
    cursor = row["cursor"]
    return Run(
        id=row["id"],
        sync_type=SyncType(row["sync_type"]),
        asked=Asked(scope=Scope(row["scope"]), start=_instant(cursor["start"])),
        status=RunStatus(row["status"]),
        started_by=row["started_by"],
        started_at=row["started_at"],
        heartbeat_at=row["heartbeat_at"],
        lock_token=row["lock_token"],
        completed_at=row["completed_at"],
        counts=Counts(**{name: row[column] for name, column in _COUNTS.items()}),
        tracks={name: _track(json) for name, json in cursor["tracks"].items()},
        notes=cursor["notes"],
        troubles=tuple(
            Trouble(subject=one["subject"], message=one["message"], at=datetime.fromisoformat(one["at"]))
            for one in row["errors"]
        ),
        elapsed_ms=cursor["elapsed_ms"],
    )


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
