"""What is said inside the bank: commands may be refused, events are facts."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A request to the one thing called *id*."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact about the one thing called *id*."""

    id: str
    at: datetime
