"""Where behaviours are tried: a gateway, or a bank, in a world for each where a control plane makes some."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from contracts.rules.journal import Journal
from contracts.suite.bank.customer import Customer
from contracts.suite.behaviour import Behaviour, Need
from contracts.suite.control import ControlPlane
from contracts.suite.dialect import Dialect
from contracts.suite.gateway.person import Person
from contracts.suite.line import Line, Told


class Actor(Protocol):
    """Whoever tries a behaviour and writes the journal."""

    @property
    def journal(self) -> Journal: ...


class Stage(Protocol):
    edition: str
    offers: frozenset[Need]
    """What behaviours may need and find here."""

    def actor(self, behaviour: Behaviour, told: list[Told]) -> AbstractContextManager[Actor]: ...


@dataclass(slots=True, kw_only=True)
class BankStage:
    """*authorization* opens the bank where there is no control plane to make worlds."""

    http: httpx.Client
    edition: str
    authorization: str
    control: httpx.Client | None = None
    fixture: str = "verone_demo"
    offers: frozenset[Need] = field(init=False)

    def __post_init__(self) -> None:
        self.offers = frozenset() if self.control is None else frozenset({Need.CONTROL})

    @contextmanager
    def actor(self, behaviour: Behaviour, told: list[Told]) -> Iterator[Customer]:  # noqa: ARG002
        if self.control is None:
            line = Line("bank", self.http, told, {"Authorization": self.authorization})
            yield Customer(line, self.edition)
            return
        plane = ControlPlane(Line("control", self.control, told))
        world = plane.open_world(edition=self.edition, fixture=self.fixture)
        line = Line("bank", self.http, told, {"Authorization": world.authorization})
        try:
            yield Customer(line, self.edition, plane.of(world.slug))
        finally:
            plane.end_world(world.slug)


@dataclass(slots=True, kw_only=True)
class GatewayStage:
    """
    One gateway, which knows one world: behaviours come one after the other and make what they need.

    *world* is the slug of the world behind it, None: the bank's default.
    """

    http: httpx.Client
    edition: str
    dialect: Dialect
    control: httpx.Client | None = None
    world: str | None = None
    offers: frozenset[Need] = field(init=False)

    def __post_init__(self) -> None:
        control = set() if self.control is None else {Need.CONTROL}
        self.offers = frozenset(control | ({Need.OUR_PROTOCOL} if self.dialect.protocol else set()))

    @contextmanager
    def actor(self, behaviour: Behaviour, told: list[Told]) -> Iterator[Person]:  # noqa: ARG002
        line = Line("gateway", self.http, told)
        if self.control is None:
            yield Person(line, self.dialect, self.edition)
            return
        plane = ControlPlane(Line("control", self.control, told), self.world)
        try:
            yield Person(line, self.dialect, self.edition, plane, journal_number=plane.last)
        finally:
            plane.clear_faults()

    @contextmanager
    def held(self) -> Iterator[None]:
        """For as long as behaviours are tried: the clock stands still, the bank has no limits."""
        if self.control is None:
            yield
            return
        plane = ControlPlane(Line("control", self.control), self.world)
        limits, mode = plane.lift_limits(), plane.hold()
        try:
            yield
        finally:
            plane.clear_faults()
            plane.release(mode)
            plane.limit(limits)
