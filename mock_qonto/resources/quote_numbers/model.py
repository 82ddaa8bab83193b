"""
Every number a quote has ever borne, by hand or from the sequence: an append-only register.

A quote has its number from the start and may still be removed or renumbered; its number stays here, and is
never given or taken again.
"""

from datetime import datetime

from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.resources.sequences.model import next_ordinal
from mock_qonto.values import value


@value
class QuoteNumber(Record):
    """The id is the number itself."""

    series: str | None
    """The automatic sequence it comes from; None: it was given by hand."""


@value
class UseQuoteNumber(Command):
    series: str | None


@value
class QuoteNumberUsed(Event):
    series: str | None


def next_in(world: World, series: str) -> str:
    """The next number of *series* that no quote has ever borne."""
    ordinal = next_ordinal(world, series, len(world.table(QuoteNumber).having("series", series)))
    while was_used(world, number := f"{series}-{ordinal:03d}"):
        ordinal += 1
    return number


def was_used(world: World, number: str) -> bool:
    return world.find(QuoteNumber, number) is not None


def decide(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
    match command:
        case UseQuoteNumber():
            assert not was_used(world, command.id), "who gives out a number asks first whether it was used"
            return (QuoteNumberUsed(id=command.id, at=now, series=command.series),)
    raise AssertionError(f"not a command to the register: {command}")


def evolve(before: QuoteNumber | None, event: Event) -> QuoteNumber:
    assert before is None
    assert isinstance(event, QuoteNumberUsed)
    return QuoteNumber(id=event.id, created_at=event.at, updated_at=event.at, series=event.series)


DECIDER = Decider(
    kind=QuoteNumber,
    commands=(UseQuoteNumber,),
    events=(QuoteNumberUsed,),
    decide=decide,
    evolve=evolve,
    indexes={"series": lambda number: number.series},
)
