"""
Where an automatic sequence of numbers stands when the world begins in the middle of it.

A world that knows all its documents needs none of these: how many bear a number of the sequence says how far
it is. One that was begun from a recording has not seen them all, and still may not give a number twice.
"""

from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.values import value


@value
class Sequence(Record):
    """The id is what the numbers begin with: `F-2026`."""

    last: int
    """The highest number that was given before the world began."""
    shown: int
    """How many documents of the world bore one then."""


def next_ordinal(world: World, series: str, borne: int) -> int:
    """The ordinal after those of the *borne* documents of *series*, and of those that nobody has seen."""
    sequences = world.tables.get(Sequence)
    begun = None if sequences is None else sequences.find(series)
    return borne + 1 if begun is None else begun.last + borne - begun.shown + 1
