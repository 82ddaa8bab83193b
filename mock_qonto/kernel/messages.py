"""What is said inside the bank: commands may be refused, events are facts."""

from datetime import datetime

from mock_qonto.values import value


@value
class Command:
    """A request to the one thing called *id*."""

    id: str


@value
class Event:
    """A fact about the one thing called *id*."""

    id: str
    at: datetime
