"""
The bank: worlds, and the one door through which anything in them changes.

Rule 1: requests, timers and the control plane become commands; `Bank.execute` runs a command and
everything it sets off to completion, all of it or none of it.
Rule 2: nothing in here waits, so nothing needs a lock and numbering is linearizable by construction.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from mock_qonto.errors import Refusal
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.journal import Change, Entry, Journal
from mock_qonto.kernel.machine import After, At, Machine
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import BASE_URL, Settings, World

Reaction = Callable[[World, Any], Iterable[Command]]


class Sink(Protocol):
    """Who wants to know what changed, before the caller is answered (the journal on disk)."""

    def write(self, happened: Entry | Change) -> None: ...


class Bank:
    def __init__(
        self,
        deciders: Iterable[Decider[Any]],
        reactions: Mapping[type[Event], Reaction],
        journal: Journal | None = None,
    ) -> None:
        self.journal = journal or Journal()
        self.worlds: dict[str, World] = {}
        self.sink: Sink | None = None
        self.base_url = BASE_URL
        """Where the signed links of new worlds lead."""
        self.deciders = tuple(deciders)
        self._reactions = reactions
        self._by_command = {command: d for d in self.deciders for command in d.commands}
        self._by_event = {event: d for d in self.deciders for event in d.events}
        self._moving = frozenset(event for d in self.deciders for event in _moving(d.machine))
        self._after = {event: after for d in self.deciders for event, after in d.after.items()}
        self._exchange = 0

    # ------------------------------------------------------------------ worlds
    def open_world(
        self, *, slug: str, settings: Settings, clock: ClockState, seed: str, fixture: str = "empty"
    ) -> World:
        """A new, empty world. Its records come from commands or from a fixture's."""
        indexes = {d.kind: d.indexes for d in self.deciders}
        world = World(slug=slug, settings=settings, indexes=indexes, clock=clock, seed=seed, fixture=fixture)
        world.base_url = self.base_url
        self.worlds[slug] = world
        return world

    def listen_at(self, base_url: str) -> None:
        """Signed links, of the worlds there are and of those to come, lead to *base_url*."""
        self.base_url = base_url
        for world in self.worlds.values():
            world.base_url = base_url

    @property
    def default_world(self) -> World:
        """The first world: that of whoever names no other."""
        return next(iter(self.worlds.values()))

    def changed(self, world: World, what: str) -> None:
        """Tell the journal on disk that *world* changed as a whole."""
        if self.sink is not None:
            self.sink.write(Change(world=world.slug, what=what))

    def during(self, exchange: int) -> None:
        """From here on events belong to *exchange* (0: to none)."""
        self._exchange = exchange

    # ------------------------------------------------------------------ the door
    def execute(self, world: World, command: Command) -> tuple[Event, ...]:
        """
        Carry out *command* now, with everything it sets off.

        Raises the decider's refusal, and then nothing has happened.
        """
        return self._run(world, command, world.clock.now, due=None)

    def catch_up(self, world: World) -> None:
        """Carry out every appointment whose hour has come, each at its own hour."""
        agenda = world.agenda
        if not agenda:
            return
        until = world.clock.now
        while (appointment := agenda.next_due(until)) is not None:
            due, command = appointment
            self._keep_appointment(world, command, due)

    def advance_to(self, world: World, until: datetime) -> None:
        """Let time walk to *until*: what is due on the way happens at the hour it is due."""
        while (appointment := world.agenda.next_due(until)) is not None:
            due, command = appointment
            if due > world.clock.now:
                world.clock.move_to(due)
            self._keep_appointment(world, command, due)
        world.clock.move_to(until)
        self.changed(world, "clock")

    def evolve(self, world: World, event: Event) -> None:
        """Apply a fact again: how a journal on disk is read back."""
        self._apply(world, self._by_event[type(event)], event)

    def schedule_what_follows(self, world: World, event: Event) -> None:
        """Make the appointments that *event* calls for (also when a journal is read back)."""
        timer = self._after.get(type(event))
        if timer is not None:
            self._appoint(world, event, timer)
        if type(event) not in self._moving:
            return
        decider = self._by_event[type(event)]
        machine, status_of = decider.machine, decider.status_of
        assert machine is not None
        assert status_of is not None
        record = world.find(decider.kind, event.id)
        if record is None:
            return
        after: After | None = machine.after.get(status_of(record))
        if after is not None:
            self._appoint(world, event, after)

    # ------------------------------------------------------------------ inside
    def _appoint(self, world: World, event: Event, after: After | At) -> None:
        switches = world.settings.switches
        due = after.hour(event) if isinstance(after, At) else event.at + after.wait(switches)
        if due is not None:
            world.agenda.add(due, after.command(event.id))

    def _keep_appointment(self, world: World, command: Command, due: datetime) -> None:
        try:
            self._run(world, command, due, due=due)
        except Refusal:
            # It may have become impossible meanwhile, and whoever happens to call now is not to blame.
            self._note(world, due, command, (), due)

    def _run(
        self, world: World, command: Command, now: datetime, *, due: datetime | None
    ) -> tuple[Event, ...]:
        todo = deque([command])
        happened: list[Event] = []
        undo: list[tuple[type[Record], str, Record | None, int]] = []
        try:
            while todo:
                current = todo.popleft()
                for event in self._by_command[type(current)].decide(world, current, now):
                    undo.append(self._apply(world, self._by_event[type(event)], event))
                    happened.append(event)
                    reaction = self._reactions.get(type(event))
                    if reaction is not None:
                        todo.extend(reaction(world, event))
        except BaseException:
            self._undo(world, undo)
            raise
        for event in happened:
            self.schedule_what_follows(world, event)
        events = tuple(happened)
        if events or due is not None:
            self._note(world, now, command, events, due)
        return events

    def _apply(
        self, world: World, decider: Decider[Any], event: Event
    ) -> tuple[type[Record], str, Record | None, int]:
        table = world.table(decider.kind)
        before = table.find(event.id)
        position = -1 if before is None else table.position(event.id)
        after = decider.evolve(before, event)
        if after is not None:
            table.put(after)
        elif before is not None:
            table.remove(event.id)
        return decider.kind, event.id, before, position

    def _undo(self, world: World, steps: list[tuple[type[Record], str, Record | None, int]]) -> None:
        for kind, id, before, position in reversed(steps):
            table = world.table(kind)
            if before is None:
                if table.find(id) is not None:
                    table.remove(id)
            elif table.find(id) is None:
                table.reinstate(before, position)
            else:
                table.put(before)

    def _note(
        self, world: World, now: datetime, command: Command, events: tuple[Event, ...], due: datetime | None
    ) -> None:
        entry = Entry(
            world=world.slug,
            at=now,
            command=type(command).__name__,
            events=events,
            ids=world.ids.count,
            due=due,
        )
        self.journal.note(self._exchange, entry)
        if self.sink is not None:
            self.sink.write(entry)


def _moving(machine: Machine[Any] | None) -> set[type[Event]]:
    """The events that may start a timer: the machine's own. Facts that leave the status alone start none."""
    if machine is None or not machine.after:
        return set()
    return {event for row in machine.edges.values() for event in row}
