"""
The skin that keeps us under Qonto's rate limit: a turn is taken before every call, from a budget all workers
share.

Rule 1: at most `per_minute` calls begin in any sixty seconds, whoever makes them. The window slides; there is
        no minute at whose end twice as many could pass.
Rule 2: a call waits up to five seconds for its turn, then it is RATE_LIMITED, and told when to come back.

Turns are taken in small leases: one at a time while the budget is small (the guide's 100 a minute), several
where it is large enough for a store write per call to be felt. A lease that is not used within a second is
lost, never saved up.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from gateway.errors import Code, GatewayError

PATIENCE_S = 5.0
LEASE_LIFE_S = 1.0
_LEASES_PER_MINUTE = 600
_NAP_MIN_S = 0.02
_WINDOW_S = 60.0

Sleep = Callable[[float], Awaitable[None]]


class Lessor(Protocol):
    """Grants turns to all workers of one database (`db/outbound_budget.py`)."""

    async def __call__(self, *, wanted: int, per_minute: int) -> tuple[int, float]:
        """How many turns are granted now, and else in how many seconds there will be one."""


class Budget:
    __slots__ = ("_clock", "_lease", "_lessor", "_lock", "_per_minute", "_sleep", "_until_s")

    def __init__(
        self,
        *,
        per_minute: int,
        lessor: Lessor,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_minute = per_minute
        self._lessor = lessor
        self._sleep = sleep
        self._clock = clock
        self._lock = asyncio.Lock()
        self._lease = 0
        self._until_s = 0.0

    async def turn(self) -> None:
        """Returns when a call may begin."""
        if self._per_minute == 0 or self._spend():
            return
        deadline_s = self._clock() + PATIENCE_S
        while not self._spend():
            wait_s = await self._renew()
            if wait_s == 0:
                continue
            if self._clock() + wait_s > deadline_s:
                raise _too_many(wait_s)
            await self._sleep(wait_s)

    async def _renew(self) -> float:
        """
        Asks for a lease; how long to wait when there is none. One question at a time, however many wait for a
        turn.
        """
        async with self._lock:
            if self._lease and self._clock() < self._until_s:
                return 0
            wanted = max(1, self._per_minute // _LEASES_PER_MINUTE)
            self._lease, wait_s = await self._lessor(wanted=wanted, per_minute=self._per_minute)
            self._until_s = self._clock() + LEASE_LIFE_S
            return 0 if self._lease else max(wait_s, _NAP_MIN_S)

    def _spend(self) -> bool:
        if self._lease == 0 or self._clock() >= self._until_s:
            return False
        self._lease -= 1
        return True


class OwnTurns:
    """A lessor for one process that shares its budget with nobody."""

    __slots__ = ("_clock", "_taken_s")

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._taken_s: deque[float] = deque()

    async def __call__(self, *, wanted: int, per_minute: int) -> tuple[int, float]:
        now_s = self._clock()
        while self._taken_s and self._taken_s[0] <= now_s - _WINDOW_S:
            self._taken_s.popleft()
        granted = min(wanted, per_minute - len(self._taken_s))
        if granted <= 0:
            return 0, self._taken_s[0] + _WINDOW_S - now_s
        self._taken_s.extend([now_s] * granted)
        return granted, 0.0


def _too_many(wait_s: float) -> GatewayError:
    after_s = max(1, math.ceil(wait_s))
    return GatewayError(
        Code.RATE_LIMITED,
        "Le quota d'appels à Qonto est épuisé pour l'instant : rien n'a été modifié. Réessayez dans "
        f"{after_s} s.",
        details={"retryAfterSeconds": after_s},
        headers={"Retry-After": str(after_s)},
    )
