"""The outbox: every e-mail the bank would have sent. Nothing leaves; a test reads it on the control plane."""

from datetime import datetime

from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.values import value


@value
class Email(Record):
    recipients: tuple[str, ...]
    title: str
    body: str
    about: str
    """The id of the document it speaks of."""
    attachment_id: str | None


@value
class PostEmail(Command):
    recipients: tuple[str, ...]
    title: str
    body: str
    about: str
    attachment_id: str | None


@value
class EmailPosted(Event):
    recipients: tuple[str, ...]
    title: str
    body: str
    about: str
    attachment_id: str | None


def decide(_: World, command: Command, now: datetime) -> tuple[Event, ...]:
    match command:
        case PostEmail():
            return (
                EmailPosted(
                    id=command.id,
                    at=now,
                    recipients=command.recipients,
                    title=command.title,
                    body=command.body,
                    about=command.about,
                    attachment_id=command.attachment_id,
                ),
            )
    raise AssertionError(f"not a command to the outbox: {command}")


def evolve(before: Email | None, event: Event) -> Email:
    assert before is None
    assert isinstance(event, EmailPosted)
    return Email(
        id=event.id,
        created_at=event.at,
        updated_at=event.at,
        recipients=event.recipients,
        title=event.title,
        body=event.body,
        about=event.about,
        attachment_id=event.attachment_id,
    )


DECIDER = Decider(kind=Email, commands=(PostEmail,), events=(EmailPosted,), decide=decide, evolve=evolve)
