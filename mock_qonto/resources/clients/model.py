"""
Whom the organization invoices.

Rule 1: nothing about a client is unique but its id; created twice, there are two.
Rule 2: its kind never changes.
Rule 3: an invoice keeps its own copy of the client; changing or deleting the client changes no invoice.
"""

import unicodedata
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from mock_qonto import errors
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.values import value


class Kind(StrEnum):
    COMPANY = "company"
    INDIVIDUAL = "individual"
    FREELANCER = "freelancer"


@value
class Address:
    street_address: str | None = None
    city: str | None = None
    zip_code: str | None = None
    province_code: str | None = None
    country_code: str | None = None


@value
class Phone:
    country_code: str
    number: str


@value
class Details:
    """All that may be said of a client and taken back later. A company has a name, a person two."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    extra_emails: tuple[str, ...] = ()
    phone: Phone | None = None
    currency: str | None = None
    locale: str | None = None
    vat_number: str | None = None
    tax_identification_number: str | None = None
    e_invoicing_address: str | None = None
    recipient_code: str | None = None
    billing_address: Address | None = None
    delivery_address: Address | None = None


@value
class Client(Record):
    kind: Kind
    details: Details
    sought_name: str
    """What `filter[name]` looks into and `sort_by=name` sorts by."""


@value
class CreateClient(Command):
    kind: Kind
    details: Details


@value
class UpdateClient(Command):
    details: Details


@value
class DeleteClient(Command):
    pass


@value
class ClientCreated(Event):
    kind: Kind
    details: Details


@value
class ClientUpdated(Event):
    details: Details


@value
class ClientDeleted(Event):
    pass


def decide(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
    match command:
        case CreateClient():
            return (ClientCreated(id=command.id, at=now, kind=command.kind, details=command.details),)
        case UpdateClient():
            _existing(world, command.id)
            return (ClientUpdated(id=command.id, at=now, details=command.details),)
        case DeleteClient():
            _existing(world, command.id)
            return (ClientDeleted(id=command.id, at=now),)
    raise AssertionError(f"not a client's command: {command}")


def evolve(before: Client | None, event: Event) -> Client | None:
    if isinstance(event, ClientCreated):
        assert before is None
        return Client(
            id=event.id,
            created_at=event.at,
            updated_at=event.at,
            kind=event.kind,
            details=event.details,
            sought_name=folded(full_name(event.details)),
        )
    assert before is not None
    match event:
        case ClientUpdated():
            name = folded(full_name(event.details))
            return replace(before, details=event.details, sought_name=name, updated_at=event.at)
        case ClientDeleted():
            return None
    raise AssertionError(f"not a client's event: {event}")


def full_name(details: Details) -> str:
    """A company's name, or a person's first and last one."""
    if details.name is not None:
        return details.name
    return " ".join(part for part in (details.first_name, details.last_name) if part)


def folded(text: str) -> str:
    """Without accents and case: "Évelyne" and "EVELYNE" are found alike."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def exact(text: str | None) -> str | None:
    """What the exact filters compare: whatever the case."""
    return None if text is None else text.casefold()


def _existing(world: World, id: str) -> Client:
    client = world.find(Client, id)
    if client is None:
        raise errors.not_found("client", id)
    return client


DECIDER = Decider(
    kind=Client,
    commands=(CreateClient, UpdateClient, DeleteClient),
    events=(ClientCreated, ClientUpdated, ClientDeleted),
    decide=decide,
    evolve=evolve,
    indexes={
        "email": lambda client: exact(client.details.email),
        "vat_number": lambda client: exact(client.details.vat_number),
        "tax_identification_number": lambda client: exact(client.details.tax_identification_number),
    },
)
