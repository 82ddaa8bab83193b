"""A behaviour: something that can be tried, and must go the same way on every implementation."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

EVERY_EDITION = ("guide", "2026-11")


class Need(Enum):
    """What a behaviour cannot be tried without; the value is what a report says when it is missing."""

    CONTROL = "needs --control: it holds the clock, the journal or the dashboard"
    OUR_PROTOCOL = "about our own protocol, which the dialect does not speak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """
    *play* is told by an actor: the bank's customer, or the person at a gateway. Its name is the behaviour's
    id, the first line of its docstring says what must be.

    *rules*: whose behaviour it is; a failure that names no rule is the first one's. *reads*: it changes
    nothing, so that it may be tried anywhere. *stateful*: nobody can show it who forgets.
    """

    play: Callable[[Any], None]
    rules: tuple[str, ...]
    needs: frozenset[Need] = frozenset()
    editions: tuple[str, ...] = EVERY_EDITION
    reads: bool = False
    stateful: bool = True

    @property
    def id(self) -> str:
        return self.play.__name__

    @property
    def says(self) -> str:
        return (self.play.__doc__ or self.id).strip().splitlines()[0]
