"""A decider is all a resource with a life tells the engine about itself."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Generic, TypeVar

from mock_qonto.kernel.machine import After, At, Machine
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.values import value

R = TypeVar("R", bound=Record)


@value
class Decider(Generic[R]):
    """
    *decide* may refuse and changes nothing; *evolve* may not refuse and answers the record after the
    event, or None when the thing is gone. Both are pure: time comes in as an argument.
    """

    kind: type[R]
    commands: tuple[type[Command], ...]
    events: tuple[type[Event], ...]
    decide: Callable[[World, Any, datetime], tuple[Event, ...]]
    evolve: Callable[[R | None, Any], R | None]
    machine: Machine[Any] | None = None
    status_of: Callable[[R], Any] | None = None
    """The status of a record, for kinds that have a machine."""
    after: Mapping[type[Event], After | At] = field(default_factory=dict)
    """What time alone will do once something has happened, where no edge of a machine says it."""
    indexes: Mapping[str, Callable[[R], Hashable]] = field(default_factory=dict)
