"""A bank of parcels and letters: the smallest one that has lives, time, reactions, refusals and removal."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

from mock_qonto.errors import Refusal
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.machine import After, Machine
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import Settings, World
from mock_qonto.values import value

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Status(StrEnum):
    PACKED = "packed"
    SENT = "sent"
    ARRIVED = "arrived"


@value
class Parcel(Record):
    status: Status
    weight_g: int
    number: str | None = None


@value
class Letter(Record):
    about: str


@value
class Pack(Command):
    weight_g: int = 1


@value
class Send(Command):
    pass


@value
class Arrive(Command):
    pass


@value
class Unpack(Command):
    pass


@value
class Write(Command):
    about: str


@value
class Packed(Event):
    weight_g: int


@value
class Sent(Event):
    number: str


@value
class Arrived(Event):
    pass


@value
class Unpacked(Event):
    pass


@value
class Written(Event):
    about: str


MACHINE = Machine(
    kind="parcel",
    contract="Parcel",
    edges={
        Status.PACKED: {Sent: Status.SENT},
        Status.SENT: {Arrived: Status.ARRIVED},
        Status.ARRIVED: {},
    },
    after={Status.SENT: After(delay="journey_s", command=lambda id: Arrive(id=id))},
)

HEAVY_G = 1000
"""No letter can be written about a parcel this heavy, so it cannot be sent."""


def decide_parcel(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
    parcel = world.find(Parcel, command.id)
    if isinstance(command, Pack):
        return (Packed(id=command.id, at=now, weight_g=command.weight_g),) if parcel is None else ()
    if parcel is None:
        raise Refusal(404, "not_found", "no such parcel")
    if isinstance(command, Unpack):
        return (Unpacked(id=command.id, at=now),)
    event = Sent if isinstance(command, Send) else Arrived
    if not MACHINE.allows(parcel.status, event):
        raise Refusal(409, "conflict", f"it is {parcel.status}")
    if event is Arrived:
        return (Arrived(id=command.id, at=now),)
    number = f"P-{1 + sum(other.number is not None for other in world.table(Parcel)):03d}"
    return (Sent(id=command.id, at=now, number=number),)


def evolve_parcel(before: Parcel | None, event: Event) -> Parcel | None:
    if isinstance(event, Packed):
        return Parcel(
            id=event.id,
            created_at=event.at,
            updated_at=event.at,
            status=Status.PACKED,
            weight_g=event.weight_g,
        )
    assert before is not None
    if isinstance(event, Unpacked):
        return None
    number = event.number if isinstance(event, Sent) else before.number
    status = MACHINE.follow(before.status, type(event))
    return replace(before, status=status, number=number, updated_at=event.at)


def decide_letter(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
    assert isinstance(command, Write)
    parcel = world.find(Parcel, command.about)
    if parcel is not None and parcel.weight_g >= HEAVY_G:
        raise Refusal(422, "too_heavy", "nobody writes about this one")
    return (Written(id=command.id, at=now, about=command.about),)


def evolve_letter(_: Letter | None, event: Event) -> Letter:
    assert isinstance(event, Written)
    return Letter(id=event.id, created_at=event.at, updated_at=event.at, about=event.about)


def announce(world: World, event: Sent) -> Iterable[Command]:
    return (Write(id=world.ids.derive("letter", event.id), about=event.id),)


PARCELS = Decider(
    kind=Parcel,
    commands=(Pack, Send, Arrive, Unpack),
    events=(Packed, Sent, Arrived, Unpacked),
    decide=decide_parcel,
    evolve=evolve_parcel,
    machine=MACHINE,
    status_of=lambda parcel: parcel.status,
    indexes={"status": lambda parcel: parcel.status, "number": lambda parcel: parcel.number},
)
LETTERS = Decider(
    kind=Letter, commands=(Write,), events=(Written,), decide=decide_letter, evolve=evolve_letter
)


def post_office(*, held: datetime | None = NINE, slug: str = "post") -> Bank:
    """A bank with one empty world, its clock held at nine o'clock."""
    bank = Bank((PARCELS, LETTERS), {Sent: announce})
    a_world(bank, held=held, slug=slug)
    return bank


def a_world(bank: Bank, *, held: datetime | None = NINE, slug: str = "post") -> World:
    settings = Settings(edition="guide", key_digest=None, switches={"journey_s": 3600})
    return bank.open_world(slug=slug, settings=settings, clock=ClockState(held=held), seed=slug)
