"""A decider is all a resource with a life tells the engine about itself."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from mock_qonto.kernel.machine import Machine
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
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
    indexes: Mapping[str, Callable[[R], Hashable]] = field(default_factory=dict)
