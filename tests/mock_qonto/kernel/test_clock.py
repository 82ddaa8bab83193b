"""Time never goes back; chance is seeded."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mock_qonto.kernel.clock import Agenda, Clock, ClockState, Ids
from tests.mock_qonto.kernel.toys import NINE, Arrive

DUES = st.lists(st.integers(min_value=0, max_value=5), max_size=20)


def test_a_held_clock_stands_still() -> None:
    clock = Clock(ClockState(held=NINE))

    assert clock.mode == "manual"
    assert clock.now == clock.now == NINE


def test_a_clock_that_is_let_go_runs_on_from_where_it_stood() -> None:
    future = datetime.now(UTC) + timedelta(days=400)
    clock = Clock(ClockState(held=future))

    clock.follow()

    assert clock.mode == "real"
    assert future - timedelta(milliseconds=1) <= clock.now <= future + timedelta(minutes=1)


@given(
    st.lists(st.sampled_from(["hold", "follow", "move", "look"]), max_size=20),
    st.lists(st.integers(min_value=0, max_value=10**6), min_size=20, max_size=20),
)
def test_no_clock_ever_goes_back(acts: list[str], seconds: list[int]) -> None:
    clock = Clock(ClockState())
    before = clock.now

    for act, step_s in zip(acts, seconds, strict=False):
        match act:
            case "hold":
                clock.hold()
            case "follow":
                clock.follow()
            case "move":
                clock.move_to(clock.now + timedelta(seconds=step_s))
        assert clock.now >= before
        before = clock.now


def test_a_real_clock_starts_no_earlier_than_it_has_been_seen() -> None:
    seen = datetime.now(UTC) + timedelta(hours=1)
    clock = Clock(ClockState())

    clock.not_before(seen)

    assert clock.now == seen


def test_instants_are_whole_milliseconds() -> None:
    clock = Clock(ClockState())

    assert clock.now.microsecond % 1000 == 0


@given(DUES)
def test_the_agenda_hands_out_by_hour_and_then_first_come_first_served(dues: list[int]) -> None:
    agenda = Agenda()
    for number, due in enumerate(dues):
        agenda.add(NINE + timedelta(hours=due), Arrive(id=str(number)))
    waiting = agenda.waiting()

    taken = []
    while (appointment := agenda.next_due(NINE + timedelta(hours=9))) is not None:
        taken.append(appointment)

    assert taken == waiting
    assert [command.id for _, command in taken] == [
        str(number) for number, _ in sorted(enumerate(dues), key=lambda pair: pair[1])
    ]


def test_the_agenda_keeps_what_is_not_due_yet() -> None:
    agenda = Agenda()
    agenda.add(NINE, Arrive(id="a"))

    assert agenda.next_due(NINE - timedelta(milliseconds=1)) is None
    assert agenda.next_due(NINE) == (NINE, Arrive(id="a"))


def test_the_same_seed_mints_the_same_ids_and_another_seed_others() -> None:
    one, same, other = Ids("verone"), Ids("verone"), Ids("else")

    minted = [one.mint() for _ in range(100)]

    assert minted == [same.mint() for _ in range(100)]
    assert len(set(minted)) == 100
    assert not set(minted) & {other.mint() for _ in range(100)}


def test_a_counter_that_is_taken_up_again_mints_what_would_have_come_next() -> None:
    one = Ids("verone")
    one.mint()

    assert Ids("verone", one.count).mint() == one.mint()


def test_a_derived_id_does_not_depend_on_what_was_minted() -> None:
    one, other = Ids("verone"), Ids("verone")
    one.mint()

    assert one.derive("pdf", "x") == other.derive("pdf", "x") != one.derive("pdfx", "")
