"""
Rows -> kernel: the worlds as they were, from the log alone.

Every step is applied again, never decided again. Appointments are made as they were then, and crossed
off where the log says that their hour came.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import Agenda, Clock
from mock_qonto.kernel.messages import Event
from mock_qonto.kernel.records import Record, Table
from mock_qonto.kernel.world import Snapshot, World
from mock_qonto.state import refusing
from mock_qonto.state.codec import Codec
from mock_qonto.state.file import Row
from mock_qonto.state.rows import (
    DROPPED,
    ENDED,
    KINDS,
    RECORDS,
    SNAPSHOT,
    STEP,
    TURNED,
    WORLD,
    Contents,
    Dropped,
    Life,
    Records,
    Step,
    Taken,
    Turned,
)


class Reader:
    """Puts the worlds of a log into a bank that has none."""

    def __init__(self, bank: Bank, codec: Codec) -> None:
        self.records = 0
        """How many records have been read: what follows is numbered on from here."""
        self._bank = bank
        self._codec = codec
        self._log = Codec(KINDS)
        self._indexes = {decider.kind: decider.indexes for decider in bank.deciders}
        self._pool: list[Record] = []
        self._events: list[Event] = []
        self._on: Mapping[str, Callable[[str, Any], None]] = {
            STEP: self._step,
            RECORDS: self._add_records,
            WORLD: self._begin,
            TURNED: self._turn,
            SNAPSHOT: self._take_snapshot,
            DROPPED: self._drop_snapshot,
            ENDED: self._end,
        }

    def read(self, rows: Iterable[Row], path: Path) -> None:
        """Read the whole log; raises StateRefused for one that this version cannot make sense of."""
        what = "nothing"
        try:
            for slug, what, body in rows:
                parsed = orjson.loads(zlib.decompress(body) if what == RECORDS else body)
                handler = self._on.get(what)
                if handler is None:
                    self._events.append(self._codec.decode(what, parsed))
                else:
                    handler(slug, parsed)
        except (
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
            IndexError,
            AssertionError,
            zlib.error,
        ) as why:
            raise refusing.not_understood(path, f"{what}: {type(why).__name__} {why}") from why
        if self._events:
            raise refusing.damaged(path, "its last step has no end")
        self._pool.clear()

    # ------------------------------------------------------------------ steps
    def _step(self, slug: str, parsed: Any) -> None:
        step: Step = self._log.decode(Step.__name__, parsed)
        world, bank = self._bank.worlds[slug], self._bank
        events, self._events = self._events, []
        if step.due is not None:
            kept = world.agenda.next_due(step.due)
            if kept is None or type(kept[1]).__name__ != step.command:
                raise ValueError(f"nobody had an appointment for {step.command} at {step.due}")
        for event in events:
            bank.evolve(world, event)
        for event in events:
            bank.schedule_what_follows(world, event)
        world.ids.count = step.ids
        world.clock.not_before(step.at)

    # ------------------------------------------------------------------ worlds
    def _begin(self, slug: str, parsed: Any) -> None:
        life: Life = self._log.decode(Life.__name__, parsed)
        before = self._bank.worlds.get(slug)
        snapshot = self._snapshot_of(life.turned, life.contents)
        world = self._bank.open_world(
            slug=slug, settings=snapshot.settings, clock=snapshot.clock, seed=life.seed
        )
        world.restore(snapshot)
        world.nonce, world.signing_key, world.birth = life.nonce, life.signing_key, life.turned.birth
        world.clock.not_before(life.turned.at)
        if before is not None:
            world.snapshots = before.snapshots

    def _turn(self, slug: str, parsed: Any) -> None:
        turned: Turned = self._log.decode(Turned.__name__, parsed)
        world = self._bank.worlds[slug]
        world.settings, world.birth = turned.settings, turned.birth
        world.clock = Clock(turned.clock)
        world.clock.not_before(turned.at)
        world.ids.count = turned.ids

    def _end(self, slug: str, _: Any) -> None:
        del self._bank.worlds[slug]

    # ------------------------------------------------------------------ snapshots
    def _take_snapshot(self, slug: str, parsed: Any) -> None:
        taken: Taken = self._log.decode(Taken.__name__, parsed)
        snapshot = self._snapshot_of(taken, taken.contents)  # perhaps like the one it takes the place of
        snapshots = self._bank.worlds[slug].snapshots
        snapshots.pop(taken.name, None)  # the newest comes last, as where it was taken
        snapshots[taken.name] = snapshot

    def _drop_snapshot(self, slug: str, parsed: Any) -> None:
        dropped: Dropped = self._log.decode(Dropped.__name__, parsed)
        del self._bank.worlds[slug].snapshots[dropped.name]

    def _snapshot_of(self, kept: Turned | Taken, contents: Contents) -> Snapshot:
        agenda = Agenda()
        for appointment in contents.agenda:
            agenda.add(appointment.due, self._codec.decode(appointment.command, appointment.body))
        return Snapshot(
            settings=kept.settings,
            clock=kept.clock,
            ids=kept.ids,
            tables=self._tables(contents),
            agenda=agenda,
        )

    # ------------------------------------------------------------------ records
    def _add_records(self, _: str, parsed: Any) -> None:
        chunk: Records = self._log.decode(Records.__name__, parsed)
        self._pool.extend([self._codec.decode(chunk.kind, row) for row in chunk.rows])
        self.records = len(self._pool)

    def _tables(self, contents: Contents) -> Mapping[type[Record], Table[Any]]:
        if contents.like is not None:
            world = self._bank.worlds[contents.like[0]]
            tables = world.snapshots[contents.like[1]].tables if contents.like[1:] else world.tables
            return {kind: table.copy() for kind, table in tables.items()}
        kinds = {name: self._codec.kind(name) for name in contents.tables}
        return {kinds[name]: self._table(kinds[name], runs) for name, runs in contents.tables.items()}

    def _table(self, kind: type[Record], runs: tuple[tuple[int, int], ...]) -> Table[Any]:
        table: Table[Any] = Table(self._indexes.get(kind, {}))
        for first, count in runs:
            for record in self._pool[first : first + count]:
                table.put(record)
        return table


def summary(worlds: Mapping[str, World]) -> str:
    """How much there is, for the start-up line."""
    count = sum(len(table) for world in worlds.values() for table in world.tables.values())
    return f"{count} records" if len(worlds) == 1 else f"{len(worlds)} worlds, {count} records"
