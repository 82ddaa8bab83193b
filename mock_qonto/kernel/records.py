"""
Immutable records, kept in creation order with the indexes a list needs.

Rule 1: a table never scans for what it can look up: by id, by creation order, by a declared index, whose
ids stand in the order of creation or in one it declares (`Arranged`).
Rule 2: a copy costs nothing until one of the twins is written to; then that one copies what it changes,
never a record.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from mock_qonto.values import value


@value
class Record:
    id: str
    created_at: datetime
    updated_at: datetime


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Arranged(Generic[R]):
    """An index whose ids stand in the order of *by*, those alike in it in the order of creation."""

    value: Callable[[R], Hashable]
    by: Callable[[R], Any]

    def __call__(self, record: R) -> Hashable:
        return self.value(record)


class Table(Generic[R]):
    """All records of one kind in one world."""

    __slots__ = ("_buckets", "_by", "_indexes", "_next", "_order", "_own_buckets", "_rows", "_shared")

    def __init__(self, indexes: Mapping[str, Callable[[R], Hashable]]) -> None:
        self._indexes = indexes
        self._by = {name: index.by for name, index in indexes.items() if isinstance(index, Arranged)}
        self._rows: dict[str, tuple[int, R]] = {}
        self._order: list[str] = []
        self._buckets: dict[str, dict[Hashable, list[str]]] = {name: {} for name in indexes}
        self._next = 0
        self._shared = False
        """Whether a twin may still be looking at our rows: then they must not be changed in place."""
        self._own_buckets: dict[str, set[Hashable]] | None = None
        """Index values whose list of ids is ours alone. None: all of them."""

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[R]:
        return (self._rows[id][1] for id in self._order)

    def find(self, id: str) -> R | None:
        row = self._rows.get(id)
        return None if row is None else row[1]

    def at(self, ids: Iterable[str]) -> list[R]:
        """The records of those *ids*, in that order; all of them must be there."""
        rows = self._rows
        return [rows[id][1] for id in ids]

    def order(self) -> Sequence[str]:
        """The ids, oldest first. Not to be changed by the caller."""
        return self._order

    def having(self, index: str, value: Hashable) -> Sequence[str]:
        """The ids of the records whose *index* is *value*, in its order. Not to be changed by the caller."""
        return self._buckets[index].get(value, ())

    def position(self, id: str) -> int:
        return self._rows[id][0]

    def created_before(self, ids: Sequence[str], instant: datetime) -> int:
        """How many of *ids* (in creation order) were created before *instant*."""
        return bisect_left(ids, instant, key=lambda id: self._rows[id][1].created_at)

    def created_until(self, ids: Sequence[str], instant: datetime) -> int:
        """How many of *ids* (in creation order) were created at *instant* or before."""
        return bisect_right(ids, instant, key=lambda id: self._rows[id][1].created_at)

    def place(self, index: str, id: str) -> tuple[Any, int]:
        """What ids are sorted by in the arranged *index*."""
        position, record = self._rows[id]
        return self._by[index](record), position

    def below(self, index: str, ids: Sequence[str], bound: Any) -> int:
        """How many of *ids* (in the order of the arranged *index*) stand below *bound*."""
        rows, by = self._rows, self._by[index]
        return bisect_left(ids, bound, key=lambda id: by(rows[id][1]))

    def up_to(self, index: str, ids: Sequence[str], bound: Any) -> int:
        """How many of *ids* (in the order of the arranged *index*) stand at *bound* or below."""
        rows, by = self._rows, self._by[index]
        return bisect_right(ids, bound, key=lambda id: by(rows[id][1]))

    def put(self, record: R) -> None:
        if self._shared:
            self._part()
        row = self._rows.get(record.id)
        if row is None:
            position, self._next = self._next, self._next + 1
            self._order.append(record.id)
            self._rows[record.id] = (position, record)
            for name, key in self._indexes.items():
                if name in self._by:
                    self._enter(name, key(record), record.id)
                else:
                    self._bucket(name, key(record)).append(record.id)
            return
        position, before = row
        moved = []
        for name, key in self._indexes.items():
            by = self._by.get(name)
            if (old := key(before)) != (new := key(record)) or (by and by(before) != by(record)):
                self._leave(name, old, record.id)  # found where the record until now put it
                moved.append((name, new))
        self._rows[record.id] = (position, record)
        for name, new in moved:
            self._enter(name, new, record.id)

    def remove(self, id: str) -> None:
        if self._shared:
            self._part()
        position, record = self._rows[id]
        for name, key in self._indexes.items():
            self._leave(name, key(record), id)
        del self._order[self._rank(self._order, position)]
        del self._rows[id]

    def reinstate(self, record: R, position: int) -> None:
        """Put back what a refused command had removed, where it was."""
        if self._shared:
            self._part()
        self._order.insert(self._rank(self._order, position), record.id)
        self._rows[record.id] = (position, record)
        for name, key in self._indexes.items():
            self._enter(name, key(record), record.id)

    def copy(self) -> "Table[R]":
        twin: Table[R] = Table(self._indexes)
        twin._rows, twin._order, twin._buckets = self._rows, self._order, self._buckets
        twin._next = self._next
        twin._shared = self._shared = True
        return twin

    def is_twin(self, other: "Table[R]") -> bool:
        """Whether one is a copy of the other and neither has been written to since."""
        return self._rows is other._rows or not (self or other)  # noqa: SLF001  - a twin is one of us

    def _part(self) -> None:
        """Stop sharing: from here on the rows are ours, the lists of ids one by one as they change."""
        self._rows = self._rows.copy()
        self._order = self._order.copy()
        self._buckets = {name: buckets.copy() for name, buckets in self._buckets.items()}
        self._own_buckets = {name: set() for name in self._indexes}
        self._shared = False

    def _bucket(self, name: str, value: Hashable) -> list[str]:
        """The ids under *value*, ours to change."""
        buckets, own = self._buckets[name], self._own_buckets
        ids = buckets.get(value)
        if ids is None:
            ids = buckets[value] = []
        elif own is None or value in own[name]:
            return ids
        else:
            ids = buckets[value] = ids.copy()
        if own is not None:
            own[name].add(value)
        return ids

    def _rank(self, ids: list[str], position: int) -> int:
        rows = self._rows
        return bisect_left(ids, position, key=lambda id: rows[id][0])

    def _rank_in(self, name: str, ids: list[str], id: str) -> int:
        if name not in self._by:
            return self._rank(ids, self._rows[id][0])
        return bisect_left(ids, self.place(name, id), key=lambda other: self.place(name, other))

    def _enter(self, name: str, value: Hashable, id: str) -> None:
        ids = self._bucket(name, value)
        ids.insert(self._rank_in(name, ids, id), id)

    def _leave(self, name: str, value: Hashable, id: str) -> None:
        ids = self._bucket(name, value)
        at = self._rank_in(name, ids, id)
        assert ids[at] == id
        del ids[at]
        if not ids:
            del self._buckets[name][value]
