"""How invoices get their number: in sequence by the bank, or by hand. One record per world at most."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.values import value

THE_ONE = "settings"


class NumberingMode(StrEnum):
    AUTOMATIC = "automatic"
    MANUAL = "manual"


@value
class InvoicingSettings(Record):
    numbering_mode: NumberingMode


@value
class UpdateSettings(Command):
    numbering_mode: NumberingMode


@value
class SettingsUpdated(Event):
    numbering_mode: NumberingMode


def decide(_: World, command: Command, now: datetime) -> tuple[Event, ...]:
    match command:
        case UpdateSettings():
            return (SettingsUpdated(id=command.id, at=now, numbering_mode=command.numbering_mode),)
    raise AssertionError(f"not a command to the settings: {command}")


def evolve(before: InvoicingSettings | None, event: Event) -> InvoicingSettings:
    assert isinstance(event, SettingsUpdated)
    if before is None:
        return InvoicingSettings(
            id=event.id, created_at=event.at, updated_at=event.at, numbering_mode=event.numbering_mode
        )
    return replace(before, numbering_mode=event.numbering_mode, updated_at=event.at)


def numbering_mode(world: World) -> NumberingMode:
    """Automatic until somebody says otherwise (documented default)."""
    settings = world.find(InvoicingSettings, THE_ONE)
    return NumberingMode.AUTOMATIC if settings is None else settings.numbering_mode


DECIDER = Decider(
    kind=InvoicingSettings,
    commands=(UpdateSettings,),
    events=(SettingsUpdated,),
    decide=decide,
    evolve=evolve,
)
