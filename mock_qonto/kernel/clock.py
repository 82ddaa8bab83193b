"""
Time and chance: the only file of the bank that may ask the machine for either.

A clock is held by hand or follows the machine's, moved ahead by what a test has added.
Time walks, it does not jump: the agenda hands out each appointment at the hour it was due.
"""

import hashlib
import heapq
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import time_ns

from mock_qonto.kernel.messages import Command
from mock_qonto.values import value


def _milliseconds(instant: datetime) -> datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


@value
class ClockState:
    """What of a clock survives a restart. *held* is None while the clock follows the machine's."""

    held: datetime | None = None
    ahead: timedelta = timedelta()


class Clock:
    """One world's virtual time, in UTC, to the millisecond as Qonto writes it. It never goes back."""

    __slots__ = ("_floor", "_read_ms", "_state")

    def __init__(self, state: ClockState) -> None:
        self._state = state
        self._floor = datetime.min.replace(tzinfo=UTC)
        self._read_ms = -1

    @property
    def state(self) -> ClockState:
        return self._state

    @property
    def mode(self) -> str:
        return "real" if self._state.held is None else "manual"

    @property
    def now(self) -> datetime:
        if self._state.held is not None:
            return self._state.held
        read_ms = time_ns() // 1_000_000
        if read_ms != self._read_ms:
            # One call asks many times; within a millisecond the answer is the same.
            self._read_ms = read_ms
            self._floor = max(self._floor, _milliseconds(datetime.now(UTC) + self._state.ahead))
        return self._floor

    def hold(self, at: datetime | None = None) -> None:
        """Stop the clock, here or at a later instant."""
        self._state = replace(self._state, held=_milliseconds(at or self.now))

    def follow(self) -> None:
        """Let time run again, from where it stands."""
        now = self.now
        self._floor = now
        self._read_ms = -1
        self._state = ClockState(held=None, ahead=max(now - datetime.now(UTC), timedelta()))

    def not_before(self, instant: datetime) -> None:
        """Whatever the machine's clock says, it was already *instant* once: how a world is read back."""
        self._floor = max(self._floor, instant)
        self._read_ms = -1

    def move_to(self, instant: datetime) -> None:
        if self._state.held is None:
            self._state = replace(self._state, ahead=self._state.ahead + (instant - self.now))
            self._read_ms = -1
        else:
            self._state = replace(self._state, held=_milliseconds(instant))


class Agenda:
    """Commands waiting for their hour, earliest first, first come first served within an instant."""

    __slots__ = ("_heap", "_order")

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Command]] = []
        self._order = 0

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, due: datetime, command: Command) -> None:
        self._order += 1
        heapq.heappush(self._heap, (due, self._order, command))

    def next_due(self, until: datetime) -> tuple[datetime, Command] | None:
        """Take the next appointment not later than *until*, with the hour it was due."""
        if not self._heap or self._heap[0][0] > until:
            return None
        due, _, command = heapq.heappop(self._heap)
        return due, command

    def waiting(self) -> list[tuple[datetime, Command]]:
        return [(due, command) for due, _, command in sorted(self._heap, key=lambda entry: entry[:2])]

    def copy(self) -> "Agenda":
        twin = Agenda()
        twin._heap = self._heap.copy()
        twin._order = self._order
        return twin


class Ids:
    """UUID-shaped ids from a seed and a counter: a world asked the same things mints the same ids."""

    __slots__ = ("_keyed", "count")

    def __init__(self, seed: str, count: int = 0) -> None:
        key = hashlib.blake2b(seed.encode(), digest_size=32).digest()
        self._keyed = hashlib.blake2b(key=key, digest_size=16)
        self.count = count

    def mint(self) -> str:
        self.count += 1
        return self.derive("minted", str(self.count))

    def derive(self, *parts: str) -> str:
        """The id that belongs to *parts*, always the same in one world."""
        keyed = self._keyed.copy()
        keyed.update("\x00".join(parts).encode())
        digest = keyed.hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:]}"


def nonce() -> str:
    """A world's identity: the one thing that is not seeded, so that no two worlds are ever confused."""
    return secrets.token_hex(8)


def key() -> str:
    """A signing or API key nobody can guess."""
    return secrets.token_hex(16)
