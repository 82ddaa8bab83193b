"""
Parts and unions of long lists of ids, without copying them.

A list page shows the first or last few of perhaps a hundred thousand: what it does not show costs nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Any, overload


class _Lazy(Sequence[str]):
    """A sequence that knows its length and how to show a part of itself."""

    __slots__ = ()

    def part(self, start: int, stop: int) -> list[str]:
        raise AssertionError((start, stop))

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, int):
            return self.part(*slice(at, at + 1 or None).indices(len(self))[:2])[0]
        start, stop, step = at.indices(len(self))
        assert step == 1
        return self.part(start, max(start, stop))

    def __iter__(self) -> Iterator[str]:
        return iter(self.part(0, len(self)))


class Stretch(_Lazy):
    """From *start* to *stop* of a list."""

    __slots__ = ("_ids", "_start", "_stop")

    def __init__(self, ids: Sequence[str], start: int, stop: int) -> None:
        self._ids = ids
        self._start = start
        self._stop = max(start, stop)

    def __len__(self) -> int:
        return self._stop - self._start

    def part(self, start: int, stop: int) -> list[str]:
        return list(self._ids[self._start + start : min(self._start + stop, self._stop)])


class Union(_Lazy):
    """Several lists without a common member as one, in the order that *position* gives."""

    __slots__ = ("_lists", "_position")

    def __init__(self, lists: Sequence[Sequence[str]], position: Callable[[str], Any]) -> None:
        self._lists = lists
        self._position = position

    def __len__(self) -> int:
        return sum(len(ids) for ids in self._lists)

    def part(self, start: int, stop: int) -> list[str]:
        """Walked to from the nearer end."""
        total = len(self)
        if start <= total - stop:
            merged = merge(*(ids[:stop] for ids in self._lists), key=self._position)
            return list(islice(merged, start, stop))
        wanted = total - start
        ends = (ids[max(0, len(ids) - wanted) :][::-1] for ids in self._lists)
        backwards = merge(*ends, key=self._position, reverse=True)
        return list(islice(backwards, total - stop, wanted))[::-1]
