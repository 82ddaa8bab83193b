"""
What happened, in order: HTTP exchanges, and the events each of them (or the passing of time, or a
control action) caused.

The journal in memory is a ring: *dropped* says how many exchanges are no longer in it.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from mock_qonto.kernel.messages import Event
from mock_qonto.values import value

BODY_KEPT_BYTES = 16 * 1024
"""Longer bodies are journalled by their length alone: a hundred long lists must not fill the memory."""


@value
class Entry:
    """One command carried out, with all it set off: a journal on disk keeps all of it or nothing."""

    world: str
    at: datetime
    command: str
    events: tuple[Event, ...]
    ids: int
    """The world's id counter afterwards."""
    due: datetime | None = None
    """The hour of the appointment this was, when it was time that asked."""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One HTTP call of a customer and what became of it."""

    number: int
    at: datetime | None
    world: str | None
    method: str
    target: str
    operation: str | None
    status: int = 0
    verdict: str = "accepted"
    """accepted, deviant (a named quirk or unread fields were used), refused, unrouted, breach or faulted."""
    request_id: str = ""
    request_body: bytes = b""
    response_body: bytes = b""
    response_length: int = 0
    quirks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """Pointers of body fields and names of query parameters that nobody read."""
    fault: str | None = None
    events: tuple[Event, ...] = ()


@dataclass(slots=True)
class Journal:
    """The ring of exchanges, and the events that no exchange caused (time, control actions)."""

    capacity: int = 20_000
    dropped: int = 0
    count: int = 0
    exchanges: deque[Exchange] = field(default_factory=deque)
    entries: deque[tuple[int, Entry]] = field(default_factory=deque)
    """Every entry with the number of the exchange during which it happened (0: none)."""

    def open(self) -> int:
        """The number of the exchange that begins now."""
        self.count += 1
        return self.count

    def close(self, exchange: Exchange) -> None:
        if len(self.exchanges) >= self.capacity:
            self.exchanges.popleft()
            self.dropped += 1
        self.exchanges.append(exchange)

    def note(self, number: int, entry: Entry) -> None:
        if len(self.entries) >= self.capacity:
            self.entries.popleft()
        self.entries.append((number, entry))

    def of_world(self, slug: str) -> Iterator[Exchange]:
        return (exchange for exchange in self.exchanges if exchange.world == slug)

    def clear(self, slug: str) -> None:
        kept = [exchange for exchange in self.exchanges if exchange.world != slug]
        self.exchanges = deque(kept)
        self.entries = deque(pair for pair in self.entries if pair[1].world != slug)


@value
class Change:
    """
    A world changed as a whole (born, reset, restored, forked, ended, its clock or settings turned):
    a journal on disk writes it down anew.
    """

    world: str
    what: str


class NotKept(Exception):
    """What happened could not be written to disk: nobody may be told that it did."""
