"""
Records -> validated bytes.

Records are immutable, so what was rendered and held against the contract once is kept as bytes for as
long as the record is the same object: lists join what single reads have already rendered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson

from contracts.contract import Contract
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World

R = TypeVar("R", bound=Record)

KEPT_MAX = 8192


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
    """Rendered and validated records, kept by identity while the world shows them the same way."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int, str], tuple[Record, World, bytes]] = {}

    def fragment(self, world: World, contract: Contract, view: View[R], record: R) -> bytes:
        name = (id(record), world.version, view.schema)
        kept = self._kept.get(name) if view.kept else None
        if kept is not None and kept[0] is record and kept[1] is world:
            return kept[2]
        shown = view.render(world, record)
        breaches = contract.schema_errors(view.schema, shown)
        if breaches:
            raise MockBreach(f"{view.schema} {record.id}: {breaches[0]}")
        fragment = orjson.dumps(shown)
        if not view.kept:
            return fragment
        if len(self._kept) >= KEPT_MAX:
            self._kept.clear()
        self._kept[name] = (record, world, fragment)
        return fragment
