"""
Immutable records, kept in creation order with the indexes a list needs.

Rule 1: a table never scans for what it can look up: by id, by creation order, by a declared index.
Rule 2: copying a table copies one dict and a few lists, never a record.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    id: str
    created_at: datetime
    updated_at: datetime


R = TypeVar("R", bound=Record)


class Table(Generic[R]):
    """All records of one kind in one world."""

    __slots__ = ("_buckets", "_indexes", "_next", "_order", "_rows")

    def __init__(self, indexes: Mapping[str, Callable[[R], Hashable]]) -> None:
        self._indexes = indexes
        self._rows: dict[str, tuple[int, R]] = {}
        self._order: list[str] = []
        self._buckets: dict[str, dict[Hashable, list[str]]] = {name: {} for name in indexes}
        self._next = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[R]:
        return (self._rows[id][1] for id in self._order)

    def find(self, id: str) -> R | None:
        row = self._rows.get(id)
        return None if row is None else row[1]

    def order(self) -> Sequence[str]:
        """The ids, oldest first. Not to be changed by the caller."""
        return self._order

    def having(self, index: str, value: Hashable) -> Sequence[str]:
        """The ids of the records whose *index* is *value*, oldest first. Not to be changed by the caller."""
        return self._buckets[index].get(value, ())

    def position(self, id: str) -> int:
        return self._rows[id][0]

    def created_before(self, ids: Sequence[str], instant: datetime) -> int:
        """How many of *ids* (in creation order) were created before *instant*."""
        return bisect_left(ids, instant, key=lambda id: self._rows[id][1].created_at)

    def created_until(self, ids: Sequence[str], instant: datetime) -> int:
        """How many of *ids* (in creation order) were created at *instant* or before."""
        return bisect_right(ids, instant, key=lambda id: self._rows[id][1].created_at)

    def put(self, record: R) -> None:
        row = self._rows.get(record.id)
        if row is None:
            position, self._next = self._next, self._next + 1
            self._order.append(record.id)
            self._rows[record.id] = (position, record)
            for name, key in self._indexes.items():
                self._buckets[name].setdefault(key(record), []).append(record.id)
            return
        position, before = row
        self._rows[record.id] = (position, record)
        for name, key in self._indexes.items():
            if (old := key(before)) != (new := key(record)):
                self._leave(name, old, record.id, position)
                self._enter(name, new, record.id, position)

    def remove(self, id: str) -> None:
        position, record = self._rows[id]
        for name, key in self._indexes.items():
            self._leave(name, key(record), id, position)
        del self._order[self._rank(self._order, position)]
        del self._rows[id]

    def reinstate(self, record: R, position: int) -> None:
        """Put back what a refused command had removed, where it was."""
        self._rows[record.id] = (position, record)
        self._order.insert(self._rank(self._order, position), record.id)
        for name, key in self._indexes.items():
            self._enter(name, key(record), record.id, position)

    def copy(self) -> "Table[R]":
        twin: Table[R] = Table(self._indexes)
        twin._rows = self._rows.copy()
        twin._order = self._order.copy()
        twin._buckets = {
            name: {value: ids.copy() for value, ids in buckets.items()}
            for name, buckets in self._buckets.items()
        }
        twin._next = self._next
        return twin

    def _rank(self, ids: list[str], position: int) -> int:
        rows = self._rows
        return bisect_left(ids, position, key=lambda id: rows[id][0])

    def _enter(self, name: str, value: Hashable, id: str, position: int) -> None:
        ids = self._buckets[name].setdefault(value, [])
        ids.insert(self._rank(ids, position), id)

    def _leave(self, name: str, value: Hashable, id: str, position: int) -> None:
        ids = self._buckets[name][value]
        at = self._rank(ids, position)
        assert ids[at] == id
        del ids[at]
        if not ids:
            del self._buckets[name][value]
