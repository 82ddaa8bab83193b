"""
Records -> validated bytes.

Records are immutable, so what was rendered and held against the contract once is kept as bytes for as
long as the record is the same object: lists join what single reads have already rendered.

What is kept is the whole answer to a single read, with a view of the record inside it for the lists: single
reads then send, and the journal keeps, the very bytes on the shelf.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

import orjson

from contracts.contract import Contract
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World

R = TypeVar("R", bound=Record)

Bytes = bytes | memoryview
_Kept = tuple[Record, bytes, memoryview]
"""A record, the answer that shows it alone, and the part of that answer that is the record."""

KEPT_MAX = 8192
SHELVES_MAX = 64


class MockBreach(Exception):
    """The bank itself would have broken the contract: our bug, never the client's."""


@dataclass(frozen=True)
class View(Generic[R]):
    """How records of one kind are shown: the contract's schema, the envelope keys, the rendering."""

    schema: str
    one: str
    many: str
    render: Callable[[World, R], dict[str, Any]]
    kept: bool = True
    """False where what is shown changes although the record does not: a link signed anew each time."""

    @cached_property
    def opening(self) -> bytes:
        return b'{"' + self.one.encode() + b'":'


def instant(at: datetime) -> str:
    """RFC 3339 with milliseconds and Z, as Qonto writes it."""
    return f"{at.isoformat(timespec='milliseconds')[:-6]}Z"


class Renderer:
    """
    Rendered and validated records, kept while the world shows them the same way.

    A shelf holds what one world shows of one kind in one version; what is on it is looked up by the
    record's id and good as long as the record is still the very same object.
    """

    __slots__ = ("_count", "_shelves")

    def __init__(self) -> None:
        self._shelves: dict[tuple[int, int, str], tuple[World, dict[str, _Kept]]] = {}
        self._count = 0

    def whole(self, world: World, contract: Contract, view: View[R], record: R) -> bytes:
        """`{"<one>": record}`."""
        if not view.kept:
            return _rendered(world, contract, view, record)
        shelf = self._shelf(world, view.schema)
        kept = shelf.get(record.id)
        if kept is None or kept[0] is not record:
            kept = self._keep(shelf, world, contract, view, record)
        return kept[1]

    def fragments(self, world: World, contract: Contract, view: View[R], records: Iterable[R]) -> list[Bytes]:
        """What each of *records* looks like. Those that are on the shelf cost one look-up."""
        if not view.kept:
            return [_inside(view, _rendered(world, contract, view, record)) for record in records]
        shelf = self._shelf(world, view.schema)
        found: list[Bytes] = []
        for record in records:
            kept = shelf.get(record.id)
            if kept is None or kept[0] is not record:
                kept = self._keep(shelf, world, contract, view, record)
            found.append(kept[2])
        return found

    def _keep(
        self, shelf: dict[str, _Kept], world: World, contract: Contract, view: View[R], record: R
    ) -> _Kept:
        whole = _rendered(world, contract, view, record)
        kept = shelf[record.id] = (record, whole, _inside(view, whole))
        self._count += 1
        return kept

    def _shelf(self, world: World, schema: str) -> dict[str, _Kept]:
        name = (id(world), world.version, schema)
        found = self._shelves.get(name)
        if found is None or found[0] is not world or self._count >= KEPT_MAX:
            if self._count >= KEPT_MAX or len(self._shelves) >= SHELVES_MAX:
                self._shelves.clear()
                self._count = 0
            found = self._shelves[name] = (world, {})
        return found[1]


def _rendered(world: World, contract: Contract, view: View[R], record: R) -> bytes:
    shown = view.render(world, record)
    breaches = contract.schema_errors(view.schema, shown)
    if breaches:
        raise MockBreach(f"{view.schema} {record.id}: {breaches[0]}")
    # orjson answers bytes that hold on to a buffer several times their size; joining copies what counts.
    return b"".join((view.opening, orjson.dumps(shown), b"}"))


def _inside(view: View[R], whole: bytes) -> memoryview:
    return memoryview(whole)[len(view.opening) : -1]
