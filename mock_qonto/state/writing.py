"""
Kernel -> rows: what each change of the bank adds to the log.

Rule 1: a world's records change by events or under a new nonce. So a new nonce has the world written
anew, anything else only what was turned. Only a birth writes records by other means while it lasts.
Rule 2: what is already in the log is pointed at, not written again: a restore or a fork of a hundred
thousand documents is one row.
"""

import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import Agenda
from mock_qonto.kernel.journal import Change, Entry
from mock_qonto.kernel.records import Record, Table
from mock_qonto.kernel.world import Snapshot, World
from mock_qonto.state.codec import Codec
from mock_qonto.state.file import Row
from mock_qonto.state.rows import (
    DROPPED,
    ENDED,
    RECORDS,
    SNAPSHOT,
    STEP,
    TURNED,
    WORLD,
    Appointment,
    Contents,
    Dropped,
    Life,
    Records,
    Step,
    Taken,
    Turned,
)

CHUNK = 500
"""Records in one row."""
LEVEL = 1

BIRTHS = frozenset({"born", "reset"})

Tables = Mapping[type[Record], Table[Any]]


@dataclass(slots=True)
class Written:
    """What the log already knows of a world."""

    nonce: str
    turned: Turned
    snapshots: dict[str, Snapshot] = field(default_factory=dict)


class Writer:
    def __init__(self, bank: Bank, codec: Codec) -> None:
        self._bank = bank
        self._codec = codec
        self._written: dict[str, Written] = {}
        self._records = 0
        """How many records the log holds: the number of the next one."""

    def resume(self, records: int) -> None:
        """Go on after a log that has just been read: it knows every world as it is."""
        self._records = records
        self._written = {
            world.slug: Written(world.nonce, _turned(world), dict(world.snapshots))
            for world in self._bank.worlds.values()
        }

    def rows(self, happened: Entry | Change) -> list[Row]:
        if isinstance(happened, Change):
            return list(self._changed(happened.world, anew=happened.what in BIRTHS))
        return self._entry(happened)

    def everything(self) -> Iterator[Row]:
        """A log that says of every world and snapshot what it is now, and nothing of how it came to be."""
        self._records = 0
        self._written = {}
        numbers: dict[int, int] = {}
        for world in self._bank.worlds.values():
            yield from self._life(world, numbers)
            for name, snapshot in world.snapshots.items():
                yield from self._snapshot(world, name, snapshot, numbers)

    # ------------------------------------------------------------------ steps
    def _entry(self, entry: Entry) -> list[Row]:
        world = self._bank.worlds[entry.world]
        written = self._written.get(entry.world)
        if written is None or written.nonce != world.nonce:
            # Nobody has announced this life of the world; as it is now it holds what has just happened.
            return list(self._changed(entry.world, anew=True))
        encode = self._codec.encode
        rows = [(entry.world, type(event).__name__, encode(event)) for event in entry.events]
        step = Step(at=entry.at, ids=entry.ids, command=entry.command, due=entry.due)
        rows.append((entry.world, STEP, encode(step)))
        return rows

    # ------------------------------------------------------------------ worlds
    def _changed(self, slug: str, *, anew: bool) -> Iterator[Row]:
        world = self._bank.worlds.get(slug)
        if world is None:
            if self._written.pop(slug, None) is not None:
                yield slug, ENDED, b"{}"
            return
        written = self._written.get(slug)
        if written is None:
            yield from self._life(world, {})
            yield from self._snapshots(world)
        elif anew or written.nonce != world.nonce:
            # A snapshot of the life that ends here may be what the new one is like: first things first.
            yield from self._snapshots(world)
            yield from self._life(world, {})
        else:
            yield from self._turns(world, written)
            yield from self._snapshots(world)

    def _life(self, world: World, numbers: dict[int, int]) -> Iterator[Row]:
        contents = yield from self._contents(world.tables, world.agenda, numbers)
        turned = _turned(world)
        life = Life(
            seed=world.seed,
            nonce=world.nonce,
            signing_key=world.signing_key,
            turned=turned,
            contents=contents,
        )
        before = self._written.get(world.slug)
        snapshots = before.snapshots if before is not None else {}
        self._written[world.slug] = Written(world.nonce, turned, snapshots)
        yield world.slug, WORLD, self._codec.encode(life)

    def _turns(self, world: World, written: Written) -> Iterator[Row]:
        turned = _turned(world)
        before = written.turned
        # The hour moves by itself and the ids with every step: neither is news.
        if turned != replace(before, ids=turned.ids, at=turned.at):
            written.turned = turned
            yield world.slug, TURNED, self._codec.encode(turned)

    def _snapshots(self, world: World) -> Iterator[Row]:
        known = self._written[world.slug].snapshots
        for name in known.keys() - world.snapshots.keys():
            del known[name]
            yield world.slug, DROPPED, self._codec.encode(Dropped(name=name))
        for name, snapshot in world.snapshots.items():
            if known.get(name) is not snapshot:
                yield from self._snapshot(world, name, snapshot, {})

    def _snapshot(
        self, world: World, name: str, snapshot: Snapshot, numbers: dict[int, int]
    ) -> Iterator[Row]:
        contents = yield from self._contents(snapshot.tables, snapshot.agenda, numbers)
        self._written[world.slug].snapshots[name] = snapshot
        taken = Taken(
            name=name, settings=snapshot.settings, clock=snapshot.clock, ids=snapshot.ids, contents=contents
        )
        yield world.slug, SNAPSHOT, self._codec.encode(taken)

    # ------------------------------------------------------------------ records
    def _contents(
        self, tables: Tables, agenda: Agenda, numbers: dict[int, int]
    ) -> Generator[Row, None, Contents]:
        like = self._twin(tables)
        runs: dict[str, tuple[tuple[int, int], ...]] = {}
        if like is None:
            for kind, table in tables.items():
                yield from self._new_records(kind.__name__, table, numbers)
                runs[kind.__name__] = _runs(numbers[id(record)] for record in table)
        appointments = tuple(
            Appointment(due=due, command=type(command).__name__, body=command)
            for due, command in agenda.waiting()
        )
        return Contents(agenda=appointments, like=like, tables=runs)

    def _new_records(self, kind: str, table: Table[Any], numbers: dict[int, int]) -> Iterator[Row]:
        """The rows for what *numbers* (by identity) does not know yet."""
        if not self._codec.knows(kind):
            raise TypeError(f"{kind} is in no registry: it could not be read back")
        new = [record for record in table if id(record) not in numbers]
        for start in range(0, len(new), CHUNK):
            chunk = tuple(new[start : start + CHUNK])
            for record in chunk:
                numbers[id(record)] = self._records
                self._records += 1
            yield "", RECORDS, zlib.compress(self._codec.encode(Records(kind=kind, rows=chunk)), LEVEL)

    def _twin(self, tables: Tables) -> tuple[str, ...] | None:
        """Whose records, at this place of the log, are the very same."""
        for slug, written in self._written.items():
            for name, snapshot in written.snapshots.items():
                if _same(tables, snapshot.tables):
                    return slug, name
            world = self._bank.worlds.get(slug)
            if world is not None and written.nonce == world.nonce and _same(tables, world.tables):
                return (slug,)
        return None


def _turned(world: World) -> Turned:
    return Turned(
        birth=world.birth,
        settings=world.settings,
        clock=world.clock.state,
        ids=world.ids.count,
        at=world.clock.now,
    )


def _same(one: Tables, other: Tables) -> bool:
    kinds = one.keys() | other.keys()
    return any(one.values()) and all(_twins(one.get(kind), other.get(kind)) for kind in kinds)


def _twins(one: Table[Any] | None, other: Table[Any] | None) -> bool:
    if one is None or other is None:
        return not one and not other
    return one.is_twin(other)


def _runs(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == sum(runs[-1]):
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return tuple(runs)
