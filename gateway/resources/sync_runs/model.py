"""
A synchronisation as it goes on: how far it has got, and what it has found. Pure.

Rule 1: where a run stands is committed with what it has written, page by page. A run that is killed has
        neither lost nor doubled anything; the next one goes on from there.
Rule 2: the watermark of a list moves only over what is kept. What could not be kept stays above it, and is
        asked for again.
Rule 3: a run whose process has not been heard of for longer than any request can take is dead, and may be
        taken over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

DEAD_AFTER: Final = timedelta(minutes=2)
ERRORS_MAX: Final = 100


class SyncType(StrEnum):
    TRANSACTIONS = "transactions"
    INVOICES = "invoices"


class Scope(StrEnum):
    INCREMENTAL = "incremental"
    ALL = "all"


class RunStatus(StrEnum):
    RUNNING = "running"
    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run is to cover: since *start* where it is given, else since the watermark or everything."""

    scope: Scope = Scope.INCREMENTAL
    start: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    fetched: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    failed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            fetched=self.fetched + other.fetched,
            created=self.created + other.created,
            updated=self.updated + other.updated,
            skipped=self.skipped + other.skipped,
            failed=self.failed + other.failed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """
    One list of Qonto's, and how far it is walked.

    *watermark*: everything Qonto has changed up to then is kept. *start*: this run asks for what has changed
    since. *position*: where its next page begins. *seen*: the latest change it has met. *limit*: the
    watermark may not pass it in this run. *gapless*: it began at the watermark or below, so that the
    watermark may follow it.
    """

    watermark: datetime | None = None
    start: datetime | None = None
    position: datetime | None = None
    seen: datetime | None = None
    limit: datetime | None = None
    gapless: bool = True
    begun: bool = False
    done: bool = False

    def restarted(self, asked: Asked) -> "Track":
        """For a new run; only the watermark is inherited."""
        if asked.start is None:
            start = self.watermark if asked.scope is Scope.INCREMENTAL else None
            return Track(watermark=self.watermark, start=start)
        # Before the first run there is no gap to leave: `all` says where history begins.
        first = self.watermark is None and asked.scope is Scope.ALL
        gapless = first or (self.watermark is not None and asked.start <= self.watermark)
        return Track(watermark=self.watermark, start=asked.start, gapless=gapless)

    def over(self, *, position: datetime | None, seen: datetime | None) -> "Track":
        """One page further."""
        return replace(self, begun=True, position=position or self.position, seen=_latest(self.seen, seen))

    def held_at(self, instant: datetime | None) -> "Track":
        """Something of that instant is not kept, or not looked at for good: the watermark stays below."""
        if instant is None:
            return replace(self, gapless=False)
        return replace(self, limit=instant if self.limit is None else min(self.limit, instant))

    def settled(self) -> "Track":
        """Everything up to what was seen is kept: the watermark follows, as far as it may."""
        if not self.gapless or self.seen is None:
            return self
        reached = self.seen if self.limit is None else min(self.seen, self.limit)
        return replace(self, watermark=_latest(self.watermark, reached))

    def ended(self) -> "Track":
        return replace(self, begun=True, done=True)


Notes = Mapping[str, Any]
"""What a run remembers beside its tracks: plain JSON, of the service it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that could not be kept; *subject* is None where the whole run stopped."""

    subject: str | None
    message: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    id: str
    sync_type: SyncType
    asked: Asked
    status: RunStatus
    started_by: str
    started_at: datetime
    heartbeat_at: datetime
    """By the machine's clock, which nobody holds by hand."""
    lock_token: str
    completed_at: datetime | None = None
    counts: Counts = field(default_factory=Counts)
    tracks: Mapping[str, Track] = field(default_factory=dict)
    notes: Notes = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()
    elapsed_ms: int = 0
    resumed: bool = False

    def alive(self, machine_now: datetime) -> bool:
        return self.status is RunStatus.RUNNING and machine_now - self.heartbeat_at < DEAD_AFTER

    def track(self, name: str) -> Track:
        """A list nobody has walked yet begins where the run was asked to."""
        return self.tracks.get(name) or Track().restarted(self.asked)

    def inherited(self, asked: Asked) -> Mapping[str, Track]:
        """For the run that follows this one: a list that was left half walked is walked on."""
        stopped = self.status is RunStatus.FAILED and self.covers(asked)
        return {
            name: track if stopped and track.begun and not track.done else track.restarted(asked)
            for name, track in self.tracks.items()
        }

    def covers(self, asked: Asked) -> bool:
        """Whether going on with this run is what was asked for."""
        return asked == self.asked or asked == Asked()

    def after(self, page: "Step") -> "Run":
        return replace(
            self,
            counts=self.counts + page.counts,
            tracks={**self.tracks, page.name: page.track},
            notes=self.notes if page.notes is None else page.notes,
            troubles=(*self.troubles, *page.troubles)[:ERRORS_MAX],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one page has come to."""

    name: str
    track: Track
    counts: Counts = field(default_factory=Counts)
    troubles: tuple[Trouble, ...] = ()
    notes: Notes | None = None


def _latest(*instants: datetime | None) -> datetime | None:
    return max((instant for instant in instants if instant is not None), default=None)
