"""
The bank's own limits, per edition, on each world's virtual clock.

`guide`: 100 calls a minute for the organization. `2026-11`: 1,000 calls in 10 seconds and 10,000 in 10
minutes for one address, and an address that was answered 401 two hundred times within an hour is kept out.

A window opens with the first call it counts and shuts when its time is over (how Qonto cuts its windows is
not documented). A call costs the same whatever was counted before it.
"""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from mock_qonto.kernel.world import World
from mock_qonto.values import value

OFF = "off"
UNAUTHORIZED_MAX = 200
UNAUTHORIZED_SPAN = timedelta(hours=1)


@value
class Limit:
    calls: int
    span: timedelta


@value
class Limits:
    """What one edition limits."""

    windows: tuple[Limit, ...]
    per_address: bool
    """Counted for each address on its own; otherwise for the organization as a whole."""
    unauthorized: bool
    """Whether too many answers 401 shut an address out."""


LIMITS = {
    "guide": Limits(
        windows=(Limit(calls=100, span=timedelta(minutes=1)),), per_address=False, unauthorized=False
    ),
    "2026-11": Limits(
        windows=(
            Limit(calls=1000, span=timedelta(seconds=10)),
            Limit(calls=10_000, span=timedelta(minutes=10)),
        ),
        per_address=True,
        unauthorized=True,
    ),
}


class RateLimiter:
    """Counts calls in windows of virtual time. Each life of a world starts with none."""

    __slots__ = ("_meters",)

    def __init__(self) -> None:
        self._meters: dict[str, _Meter] = {}

    def admit(self, world: World, client: str, now: datetime) -> int | None:
        """None, or after how many seconds to come back."""
        if world.settings.rate_limit == OFF:
            return None
        return self._meter(world).admit(client, now)

    def unauthorized(self, world: World, client: str, now: datetime) -> int | None:
        """*client* is about to be answered 401: None, or the seconds for which it is shut out instead."""
        if world.settings.rate_limit == OFF:
            return None
        return self._meter(world).unauthorized(client, now)

    def _meter(self, world: World) -> "_Meter":
        life = (world.nonce, world.settings.edition)
        meter = self._meters.get(world.slug)
        if meter is None or meter.life != life:
            meter = self._meters[world.slug] = _Meter(life, LIMITS[world.settings.edition])
        return meter


class _Meter:
    """The counts of one world's life in one edition."""

    __slots__ = ("_limits", "_refusals", "_windows", "life")

    def __init__(self, life: tuple[str, str], limits: Limits) -> None:
        self.life = life
        self._limits = limits
        self._windows: dict[str, tuple[_Window, ...]] = {}
        self._refusals: dict[str, deque[datetime]] = {}

    def admit(self, client: str, now: datetime) -> int | None:
        if self._refusals:
            shut_out_s = self._shut_out(client, now)
            if shut_out_s is not None:
                return shut_out_s
        who = client if self._limits.per_address else ""
        windows = self._windows.get(who)
        if windows is None:
            windows = self._windows[who] = tuple(_Window(limit, now) for limit in self._limits.windows)
        return _count(windows, now)

    def unauthorized(self, client: str, now: datetime) -> int | None:
        if not self._limits.unauthorized:
            return None
        shut_out_s = self._shut_out(client, now)
        if shut_out_s is None:
            self._refusals.setdefault(client, deque(maxlen=UNAUTHORIZED_MAX)).append(now)
        return shut_out_s

    def _shut_out(self, client: str, now: datetime) -> int | None:
        refusals = self._refusals.get(client)
        if refusals is None or len(refusals) < UNAUTHORIZED_MAX:
            return None
        return _seconds(refusals[0] + UNAUTHORIZED_SPAN - now)


class _Window:
    __slots__ = ("ends", "limit", "opens", "used")

    def __init__(self, limit: Limit, now: datetime) -> None:
        self.limit = limit
        self.open(now)

    def open(self, now: datetime) -> None:
        self.opens = now
        self.ends = now + self.limit.span
        self.used = 0


def _count(windows: Sequence[_Window], now: datetime) -> int | None:
    """Count a call in every window, or in none and say when the fullest one opens anew."""
    wait: timedelta | None = None
    for window in windows:
        if not window.opens <= now < window.ends:
            window.open(now)
        if window.used >= window.limit.calls:
            wait = max(wait or timedelta(), window.ends - now)
    if wait is not None:
        return _seconds(wait)
    for window in windows:
        window.used += 1
    return None


def _seconds(wait: timedelta) -> int | None:
    return max(1, ceil(wait.total_seconds())) if wait > timedelta() else None
