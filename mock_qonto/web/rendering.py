"""
Records -> validated bytes.

Records are immutable, so what was rendered and held against the contract once is kept as bytes for as
long as the record is the same object: lists join what single reads have already rendered.

What is kept is the whole answer to a single read, and for the lists a view of the record inside it: single
reads then send, and the journal keeps, the very bytes on the shelf.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

import orjson

from contracts.contract import Contract
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World

R = TypeVar("R", bound=Record)

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
    # orjson writes an instant in a fifth of the time of `isoformat`, but no fraction where it is zero.
    text = orjson.dumps(at).decode()
    return f"{text[1:24]}Z" if at.microsecond else f"{text[1:20]}.000Z"


class Renderer:
    """
    Rendered and validated records, kept while the world shows them the same way.

    A shelf holds what one world shows of one kind in one version; what is on it is looked up by the
    record's id and good as long as the record is still the very same object.
    """

    __slots__ = ("_count", "_last_page", "_shelves")

    def __init__(self) -> None:
        self._shelves: dict[tuple[int, int, str], _Shelf] = {}
        self._count = 0
        self._last_page: tuple[_Shelf, Sequence[Record], Mapping[str, Any], bytes] | None = None

    def one(self, world: World, contract: Contract, view: View[R], record: R) -> bytes:
        """`{"<one>": record}`."""
        if not view.kept:
            return _rendered(world, contract, view, record)
        return self._whole(self._shelf(world, view.schema), contract, view, record)

    def page(
        self, world: World, contract: Contract, view: View[R], records: list[R], meta: Mapping[str, Any]
    ) -> bytes:
        """`{"<many>": [...], "meta": {...}}`. The last one is kept: who waits for a change asks again."""
        if not view.kept:
            rows = [_inside(view, _rendered(world, contract, view, record)) for record in records]
            return _joined(view, rows, meta)
        shelf = self._shelf(world, view.schema)
        last = self._last_page
        if last is None or last[0] is not shelf or last[1] != records or last[2] != meta:
            rows = [self._row(shelf, contract, view, record) for record in records]
            last = self._last_page = (shelf, records, meta, _joined(view, rows, meta))
        return last[3]

    def _row(self, shelf: "_Shelf", contract: Contract, view: View[R], record: R) -> memoryview:
        whole = self._whole(shelf, contract, view, record)
        row = shelf.rows.get(record.id)
        if row is None or row.obj is not whole:
            row = shelf.rows[record.id] = _inside(view, whole)
        return row

    def _whole(self, shelf: "_Shelf", contract: Contract, view: View[R], record: R) -> bytes:
        kept = shelf.wholes.get(record.id)
        if kept is None or kept[0] is not record:
            kept = shelf.wholes[record.id] = (record, _rendered(shelf.world, contract, view, record))
            self._count += 1
        return kept[1]

    def _shelf(self, world: World, schema: str) -> "_Shelf":
        name = (id(world), world.version, schema)
        found = self._shelves.get(name)
        if found is None or found.world is not world or self._count >= KEPT_MAX:
            if self._count >= KEPT_MAX or len(self._shelves) >= SHELVES_MAX:
                self._shelves.clear()
                self._count = 0
            found = self._shelves[name] = _Shelf(world)
        return found


class _Shelf:
    __slots__ = ("rows", "wholes", "world")

    def __init__(self, world: World) -> None:
        self.world = world
        self.wholes: dict[str, tuple[Record, bytes]] = {}
        """Records, and the answer that shows each alone."""
        self.rows: dict[str, memoryview] = {}
        """The part of such an answer that is the record: a list is joined from these."""


def _rendered(world: World, contract: Contract, view: View[R], record: R) -> bytes:
    shown = view.render(world, record)
    breaches = contract.schema_errors(view.schema, shown)
    if breaches:
        raise MockBreach(f"{view.schema} {record.id}: {breaches[0]}")
    # orjson answers bytes that hold on to a buffer several times their size; joining copies what counts.
    return b"".join((view.opening, orjson.dumps(shown), b"}"))


def _inside(view: View[R], whole: bytes) -> memoryview:
    return memoryview(whole)[len(view.opening) : -1]


def _joined(view: View[R], rows: list[memoryview], meta: Mapping[str, Any]) -> bytes:
    opening, closing = b'{"' + view.many.encode() + b'":[', b'],"meta":' + orjson.dumps(meta) + b"}"
    if not rows:
        return opening + closing
    # Put where they belong before everything is joined: a long list is copied once.
    first, last = b"".join((opening, rows[0])), b"".join((rows[-1], closing))
    if len(rows) == 1:
        return b"".join((opening, rows[0], closing))
    return b",".join((first, *rows[1:-1], last))
