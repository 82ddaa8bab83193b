"""
An optional brake on callers: `GATEWAY_RATE_LIMIT_PER_MINUTE`, per person, else per address. Off unless asked
for.
"""

import math
import time
from collections.abc import Callable

from starlette.requests import Request

from gateway.errors import Code, GatewayError
from gateway.web.access import known_identity

_CALLERS_MAX = 10_000


class InboundRate:
    """
    A bucket per caller, refilled continuously, in the machine's time: a caller is slowed by real seconds, not
    by the bank's.

    Each worker counts for itself; the limit protects a process, the outbound budget protects Qonto.
    """

    __slots__ = ("_buckets", "_per_minute", "_seconds")

    def __init__(self, per_minute: int, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._seconds = seconds
        self._buckets: dict[str, tuple[float, float]] = {}

    def count(self, request: Request) -> None:
        caller = _caller(request)
        now = self._seconds()
        left, since = self._buckets.get(caller, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - since) * self._per_minute / 60)
        if left < 1:
            wait_s = math.ceil((1 - left) * 60 / self._per_minute)
            raise GatewayError(
                Code.RATE_LIMITED,
                f"Trop de requêtes : réessayez dans {wait_s} s.",
                details={"limitPerMinute": self._per_minute, "retryAfterSeconds": wait_s},
                headers={"Retry-After": str(wait_s)},
            )
        if len(self._buckets) >= _CALLERS_MAX and caller not in self._buckets:
            self._buckets.clear()
        self._buckets[caller] = (left - 1, now)


def _caller(request: Request) -> str:
    who = known_identity(request)
    if who is not None:
        return f"user:{who.user_id}"
    return f"address:{request.client.host if request.client else ''}"
