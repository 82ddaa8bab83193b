"""
Records -> validated bytes.

Records are immutable, so what was rendered and held against the contract once is kept as bytes for as
long as the record is the same object: lists join what single reads have already rendered.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class View(Generic[R]):
    """How records of one kind are shown: the contract's schema, the envelope keys, the rendering."""

    schema: str
    one: str
    many: str
    render: Callable[[World, R], dict[str, Any]]
    kept: bool = True
    """False where what is shown changes although the record does not: a link signed anew each time."""


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
        self._shelves: dict[tuple[int, int, str], tuple[World, dict[str, tuple[Record, bytes]]]] = {}
        self._count = 0

    def fragment(self, world: World, contract: Contract, view: View[R], record: R) -> bytes:
        kept = self._shelf(world, view.schema).get(record.id) if view.kept else None
        if kept is not None and kept[0] is record:
            return kept[1]
        (fragment,) = self.fragments(world, contract, view, (record,))
        return fragment

    def fragments(self, world: World, contract: Contract, view: View[R], records: Iterable[R]) -> list[bytes]:
        """What each of *records* looks like. Those that are on the shelf cost one look-up."""
        if not view.kept:
            return [_rendered(world, contract, view, record) for record in records]
        shelf = self._shelf(world, view.schema)
        found: list[bytes] = []
        for record in records:
            kept = shelf.get(record.id)
            if kept is None or kept[0] is not record:
                kept = shelf[record.id] = (record, _rendered(world, contract, view, record))
                self._count += 1
            found.append(kept[1])
        return found

    def _shelf(self, world: World, schema: str) -> dict[str, tuple[Record, bytes]]:
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
    return orjson.dumps(shown)
