"""
Lifecycles as data.

Rule 1: a status changes only by following an edge of its machine.
Rule 2: every status has a row. A terminal status has an empty one, on purpose.
Rule 3: the statuses of a machine are exactly the enum the contract publishes.

Rules 2 and 3 are enforced for all machines at once by tests/mock_qonto/test_machines.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from mock_qonto.kernel.messages import Command, Event
from mock_qonto.values import value

S = TypeVar("S", bound=StrEnum)


@value
class After:
    """
    What time alone will do to a thing that has entered a status.

    *delay* names a switch of the world, in seconds, so that a test can hurry or hold it;
    *command* is asked of the thing when the hour has come, and may find nothing left to do.
    """

    delay: str
    command: Callable[[str], Command]

    def wait(self, switches: Mapping[str, float]) -> timedelta:
        return timedelta(seconds=switches[self.delay])


@value
class At:
    """An appointment whose hour an event itself names; None: it makes none."""

    hour: Callable[[Any], datetime | None]
    command: Callable[[str], Command]


@value
class Machine(Generic[S]):
    kind: str
    contract: str
    """The contract's schema whose `status` enum must equal ours."""
    edges: Mapping[S, Mapping[type[Event], S]]
    after: Mapping[S, After] = field(default_factory=dict)

    def allows(self, status: S, event: type[Event]) -> bool:
        return event in self.edges[status]

    def follow(self, status: S, event: type[Event]) -> S:
        """The status that *event* leads to; an edge that is not there is a bug of the decider."""
        return self.edges[status][event]
