"""
What time it is: injected everywhere, so that thirty virtual minutes at the bank are thirty minutes here.

Following the bank, the clock moves by whole seconds (all that a `Date` header tells) plus one microsecond per
question, so that no two instants are equal and none runs before an earlier one. Instants taken before the
bank's first answer are the machine's own and bind nothing: the bank may live in another year.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

_TICK = timedelta(microseconds=1)
Sleep = Callable[[float], Awaitable[None]]


def _machine() -> datetime:
    return datetime.now(UTC)


class Clock:
    __slots__ = ("_follows", "_last", "_machine", "_offset", "sleep")

    def __init__(
        self, *, follows_bank: bool, machine: Callable[[], datetime] = _machine, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._follows = follows_bank
        self._machine = machine
        self._offset: timedelta | None = None
        self._last: datetime | None = None
        self.sleep = sleep
        """What waits for the bank to get something done waits here."""

    def now(self) -> datetime:
        instant = self._machine()
        if self._offset is not None:
            instant = (instant + self._offset).replace(microsecond=0)
        if self._last is not None:
            instant = max(instant, self._last + _TICK)
        self._last = instant
        return instant

    def machine_now(self) -> datetime:
        """The machine's own time, whatever the bank says: how long requests have really been under way."""
        return self._machine()

    def deadline(self, life: timedelta) -> datetime:
        """
        When something born now dies: counted from the whole second, so that five virtual minutes are exactly
        five.
        """
        return self.now().replace(microsecond=0) + life

    def observe(self, date: datetime) -> None:
        """The bank has answered and said what time it is there."""
        if not self._follows:
            return
        if self._offset is None:
            self._last = None
        self._offset = date.astimezone(UTC) - self._machine()
