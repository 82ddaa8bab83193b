"""
What the rows of the log say. Every body is JSON.

An event's row is named after its class and belongs to the `step` row that closes it: one command with
all it set off. Whatever changes a world as a whole has a row of its own:

    records  immutable records, numbered on from the first of the log; worlds and snapshots refer to them
             (compressed: alike as they are, they shrink to a fifteenth)
    world    a world begins, or begins another life: all of it
    turned   its clock, settings or key were turned; its records are as they were
    snapshot a named snapshot of it was taken
    dropped  a named snapshot of it was dropped
    ended    it is gone
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.world import Birth, Settings
from mock_qonto.values import value

STEP = "step"
RECORDS = "records"
WORLD = "world"
TURNED = "turned"
SNAPSHOT = "snapshot"
DROPPED = "dropped"
ENDED = "ended"


@value
class Step:
    at: datetime
    ids: int
    command: str
    due: datetime | None


@value
class Appointment:
    due: datetime
    command: str
    body: Any


@value
class Contents:
    """
    The records of a world or snapshot.

    *like*: those of another, `(slug,)` or `(slug, snapshot)`, as they are at this place of the log. Else
    *tables*: by kind, the runs `(first, count)` of record numbers, in creation order.
    """

    agenda: tuple[Appointment, ...]
    like: tuple[str, ...] | None
    tables: Mapping[str, tuple[tuple[int, int], ...]]


@value
class Turned:
    """What of a world may change while its records do not."""

    birth: Birth
    settings: Settings
    clock: ClockState
    ids: int
    at: datetime


@value
class Life:
    """A world, whole."""

    seed: str
    nonce: str
    signing_key: str
    turned: Turned
    contents: Contents


@value
class Taken:
    """A named snapshot, whole."""

    name: str
    settings: Settings
    clock: ClockState
    ids: int
    contents: Contents


@value
class Records:
    kind: str
    rows: tuple[Any, ...]


@value
class Dropped:
    name: str


KINDS = (Step, Life, Turned, Taken, Records, Dropped)
