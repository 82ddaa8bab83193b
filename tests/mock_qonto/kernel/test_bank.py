"""The one door: all of it or none of it, and time that walks."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_qonto.errors import Refusal
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.journal import Change, Entry
from mock_qonto.kernel.machine import After
from mock_qonto.kernel.messages import Command
from mock_qonto.kernel.world import World
from tests.mock_qonto.kernel.toys import (
    HEAVY_G,
    LETTERS,
    NINE,
    PARCELS,
    Arrive,
    Arrived,
    Letter,
    Pack,
    Packed,
    Parcel,
    Send,
    Sent,
    Status,
    Unpack,
    Write,
    Written,
    a_world,
    post_office,
)

HOUR = timedelta(hours=1)

NAMES = st.sampled_from(["a", "b", "c", "d"])
COMMANDS = st.one_of(
    st.builds(Pack, id=NAMES, weight_g=st.sampled_from([1, HEAVY_G])),
    st.builds(Send, id=NAMES),
    st.builds(Arrive, id=NAMES),
    st.builds(Unpack, id=NAMES),
)


class Notes:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.taken: list[Entry | Change] = []

    def write(self, happened: Entry | Change) -> None:
        self.taken.append(happened)


def contents(world: World) -> dict[str, Any]:
    """All one can ask a world about its records and appointments."""
    parcels = world.table(Parcel)
    return {
        "parcels": world.all(Parcel),
        "letters": world.all(Letter),
        "by status": {status: list(parcels.having("status", status)) for status in Status},
        "numbers": [list(parcels.having("number", one.number)) for one in parcels],
        "agenda": world.agenda.waiting(),
    }


def test_a_command_happens_with_everything_it_sets_off() -> None:
    bank = post_office()
    world = bank.default_world
    bank.execute(world, Pack(id="a"))

    events = bank.execute(world, Send(id="a"))

    (letter,) = world.all(Letter)
    assert [type(event) for event in events] == [Sent, Written]
    assert letter.about == "a"


def test_a_refusal_further_down_undoes_what_came_before_it() -> None:
    bank = post_office()
    world = bank.default_world
    bank.execute(world, Pack(id="a", weight_g=HEAVY_G))
    before = contents(world)

    with pytest.raises(Refusal, match="nobody writes"):
        bank.execute(world, Send(id="a"))

    assert contents(world) == before


@given(st.lists(COMMANDS, max_size=30))
def test_a_refused_command_leaves_no_trace_whatever_came_before(commands: list[Command]) -> None:
    bank = post_office()
    bank.sink = notes = Notes()
    world = bank.default_world

    for command in commands:
        before, told = contents(world), len(notes.taken)
        try:
            bank.execute(world, command)
        except Refusal:
            assert contents(world) == before
            assert len(notes.taken) == told


def test_what_is_due_at_ten_happens_at_ten_even_when_noon_was_asked_for() -> None:
    bank = post_office()
    world = bank.default_world
    bank.execute(world, Pack(id="a"))
    bank.execute(world, Send(id="a"))

    bank.advance_to(world, NINE + 3 * HOUR)

    (parcel,) = world.all(Parcel)
    assert parcel.status is Status.ARRIVED
    assert parcel.updated_at == NINE + HOUR
    assert world.clock.now == NINE + 3 * HOUR


def test_a_fact_that_is_no_edge_of_a_machine_may_start_a_timer_too() -> None:
    timer = After(delay="journey_s", command=lambda id: Pack(id=id))
    bank = Bank((PARCELS, replace(LETTERS, after={Written: timer})), {})
    world = a_world(bank)
    bank.execute(world, Write(id="a", about="nothing"))

    bank.advance_to(world, NINE + 2 * HOUR)

    (parcel,) = world.all(Parcel)
    assert (parcel.id, parcel.created_at) == ("a", NINE + HOUR)


def test_nothing_happens_before_its_hour() -> None:
    bank = post_office()
    world = bank.default_world
    bank.execute(world, Pack(id="a"))
    bank.execute(world, Send(id="a"))

    bank.advance_to(world, NINE + HOUR - timedelta(milliseconds=1))

    (parcel,) = world.all(Parcel)
    assert parcel.status is Status.SENT


@given(st.lists(st.integers(min_value=0, max_value=5000), min_size=1, max_size=12))
def test_many_steps_of_time_and_one_come_to_the_same(steps_s: list[int]) -> None:
    walked, leapt = post_office(), post_office()
    for bank in (walked, leapt):
        for name in "abc":
            bank.execute(bank.default_world, Pack(id=name))
            bank.execute(bank.default_world, Send(id=name))

    for step_s in steps_s:
        walked.advance_to(walked.default_world, walked.default_world.clock.now + timedelta(seconds=step_s))
    leapt.advance_to(leapt.default_world, NINE + timedelta(seconds=sum(steps_s)))

    assert contents(walked.default_world) == contents(leapt.default_world)


def test_an_appointment_that_has_become_impossible_troubles_nobody() -> None:
    bank = post_office()
    world = bank.default_world
    bank.execute(world, Pack(id="a"))
    bank.execute(world, Send(id="a"))
    bank.execute(world, Unpack(id="a"))

    bank.advance_to(world, NINE + 2 * HOUR)

    assert world.all(Parcel) == []
    assert len(world.agenda) == 0


def test_who_calls_late_finds_done_what_was_due_meanwhile() -> None:
    bank = post_office()
    world = bank.default_world
    bank.execute(world, Pack(id="a"))
    bank.execute(world, Send(id="a"))
    world.clock.hold(NINE + 2 * HOUR)

    bank.catch_up(world)

    (parcel,) = world.all(Parcel)
    assert parcel.updated_at == NINE + HOUR


def test_the_journal_says_which_call_caused_what_and_when_time_did() -> None:
    bank = post_office()
    world = bank.default_world
    bank.during(7)
    bank.execute(world, Pack(id="a"))
    bank.execute(world, Send(id="a"))
    bank.during(0)
    bank.advance_to(world, NINE + HOUR)

    told = [(number, entry.command, entry.due) for number, entry in bank.journal.entries]

    assert told == [(7, "Pack", None), (7, "Send", None), (0, "Arrive", NINE + HOUR)]


def test_the_sink_hears_of_every_step_once() -> None:
    bank = post_office()
    bank.sink = notes = Notes()
    world = bank.default_world

    bank.execute(world, Pack(id="a"))
    bank.execute(world, Pack(id="a"))
    bank.execute(world, Send(id="a"))
    bank.advance_to(world, NINE + HOUR)

    heard = [
        tuple(type(event) for event in note.events) if isinstance(note, Entry) else note.what
        for note in notes.taken
    ]
    assert heard == [(Packed,), (Sent, Written), (Arrived,), "clock"]


def test_signed_links_of_every_world_lead_to_where_the_bank_listens() -> None:
    bank = post_office()

    bank.listen_at("http://127.0.0.1:9999")
    later = bank.open_world(
        slug="later", settings=bank.default_world.settings, clock=bank.default_world.clock.state, seed="x"
    )

    assert {bank.default_world.base_url, later.base_url} == {"http://127.0.0.1:9999"}


def test_the_first_world_is_the_default_one() -> None:
    bank: Bank = post_office(slug="first")
    bank.open_world(
        slug="second", settings=bank.default_world.settings, clock=bank.default_world.clock.state, seed="x"
    )

    assert bank.default_world.slug == "first"
