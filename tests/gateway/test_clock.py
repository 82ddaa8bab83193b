"""Time is the machine's until the bank has spoken, then the bank's."""

from datetime import UTC, datetime, timedelta

from gateway.clock import Clock

NOON = datetime(2026, 2, 19, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


class Machine:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 8, 30, 0, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_before_the_first_answer_it_is_the_machines() -> None:
    machine = Machine()

    assert Clock(follows_bank=True, machine=machine).now() == machine.now


def test_after_an_answer_it_is_the_banks_even_in_an_earlier_year() -> None:
    clock = Clock(follows_bank=True, machine=Machine())
    clock.now()

    clock.observe(NOON)

    assert clock.now() == NOON


def test_thirty_minutes_at_the_bank_are_thirty_minutes_here() -> None:
    clock = Clock(follows_bank=True, machine=Machine())
    clock.observe(NOON)
    clock.now()

    clock.observe(NOON + 30 * MINUTE)

    assert clock.now() == NOON + 30 * MINUTE


def test_between_two_answers_it_goes_on_with_the_machines() -> None:
    machine = Machine()
    clock = Clock(follows_bank=True, machine=machine)
    clock.observe(NOON)

    machine.now += 5 * SECOND

    assert clock.now() == NOON + 5 * SECOND


def test_it_never_runs_backwards_and_no_two_instants_are_equal() -> None:
    clock = Clock(follows_bank=True, machine=Machine())
    clock.observe(NOON)
    instants = [clock.now(), clock.now()]

    clock.observe(NOON - MINUTE)
    instants.append(clock.now())

    assert instants == sorted(set(instants))


def test_a_deadline_is_counted_from_the_whole_second() -> None:
    clock = Clock(follows_bank=True, machine=Machine())
    clock.observe(NOON)
    for _ in range(3):
        clock.now()

    assert clock.deadline(5 * MINUTE) == NOON + 5 * MINUTE


def test_in_live_mode_qontos_date_means_nothing() -> None:
    machine = Machine()
    clock = Clock(follows_bank=False, machine=machine)

    clock.observe(NOON)

    assert clock.now() == machine.now
