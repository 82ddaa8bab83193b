"""One customer's call as an endpoint sees it, and the reply it answers with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from contracts.contract import Contract, ContractOperation
from mock_qonto import errors
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.world import World
from mock_qonto.values import value
from mock_qonto.web.rendering import Renderer

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Reply(NamedTuple):
    """
    Bytes that have already been held against the contract (see `replying`).

    *media_type* None sends no content type: 204 has no body.
    """

    status: int
    body: bytes = b""
    media_type: str | None = "application/json"
    headers: Mapping[str, str] = NO_HEADERS


@value
class File:
    """One uploaded file of a multipart form."""

    field: str
    name: str
    content_type: str
    content: bytes


class Query:
    """Query parameters; `key`, `key[]` and a repeated key all say the same list."""

    __slots__ = ("values",)

    def __init__(self, query_string: bytes) -> None:
        self.values: dict[str, list[str]] = {}
        if query_string:
            for name, value in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True):
                self.values.setdefault(name.removesuffix("[]") or name, []).append(value)

    def one(self, name: str) -> str | None:
        """The last value of *name*; an empty one counts as absent."""
        values = self.values.get(name)
        return (values[-1] or None) if values else None

    def many(self, name: str) -> tuple[str, ...]:
        """All values of *name*, comma-separated ones taken apart."""
        return tuple(
            part.strip() for value in self.values.get(name, ()) for part in value.split(",") if part.strip()
        )

    def instant(self, name: str) -> datetime | None:
        """The RFC 3339 instant in *name*, or a refusal that names the parameter."""
        text = self.one(name)
        if text is None:
            return None
        try:
            instant = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError:
            raise errors.invalid_parameter(name, f"{text!r} is not an RFC 3339 date-time") from None
        if instant.tzinfo is None:
            raise errors.invalid_parameter(name, f"{text!r} has no time zone")
        return instant

    def day(self, name: str) -> date | None:
        """The date in *name*, or a refusal that names the parameter."""
        text = self.one(name)
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise errors.invalid_parameter(name, f"{text!r} is not a date") from None


@dataclass(slots=True)
class Call:
    """
    A request that is known to be the contract's, from a known world.

    *body* is the parsed JSON (None when there was none), *files* what a multipart form carried.
    """

    bank: Bank
    world: World
    renderer: Renderer
    contract: Contract
    operation: ContractOperation
    path: Mapping[str, str]
    query: Query
    body: Any = None
    files: tuple[File, ...] = ()
    headers: Mapping[bytes, bytes] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    quirks: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    @property
    def edition(self) -> str:
        return self.world.settings.edition

    def execute(self, command: Command) -> tuple[Event, ...]:
        """Through the one door; what it caused is journalled with this call."""
        events = self.bank.execute(self.world, command)
        self.events.extend(events)
        return events

    def quirk(self, name: str) -> None:
        """Journal that the caller relied on a named deviation from Qonto's documents."""
        self.quirks.append(name)


Endpoint = Callable[[Call], Reply]
