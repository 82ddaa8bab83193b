"""
A client of ours as Qonto should know it, a client as Qonto knows it, and what differs. Pure.

Rule 1: `kind` never changes at Qonto, so a client of another kind is another client.
Rule 2: a value we do not have erases nothing over there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

NAME_MAX = 250
PERSON_NAME_MAX = 60
TEXT_MAX = 255


class ClientKind(StrEnum):
    COMPANY = "company"
    INDIVIDUAL = "individual"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    street_address: str
    zip_code: str
    city: str
    country_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDetails:
    """What we know. A company has a *name*, a person a first and a last one."""

    kind: ClientKind
    email: str
    billing_address: PostalAddress
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    vat_number: str | None = None
    tax_identification_number: str | None = None
    currency: str = "EUR"
    locale: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownClient:
    """What Qonto knows of one client, as far as we compare it."""

    id: str
    kind: str
    email: str | None
    name: str | None
    first_name: str | None
    last_name: str | None
    vat_number: str | None
    tax_identification_number: str | None
    currency: str | None
    locale: str | None
    billing_address: PostalAddress | None
    created_at: datetime | None = field(default=None, compare=False)
    updated_at: datetime | None = field(default=None, compare=False)

    @property
    def full_name(self) -> str:
        """Quirk: a person has no `name` at Qonto."""
        return self.name or " ".join(part for part in (self.first_name, self.last_name) if part)


def choose(candidates: Sequence[KnownClient], wanted: ClientDetails) -> KnownClient | None:
    """
    Who of the clients with this e-mail is ours: the namesake, else the one with the same tax number, else the
    only one that nothing sets apart. Two companies may share their accountant's e-mail; a different tax
    number tells them apart.
    """
    same_kind = [one for one in candidates if one.kind == wanted.kind and not _another_taxpayer(one, wanted)]
    if not same_kind:
        return None
    return min(same_kind, key=lambda one: (_named(one) != _named(wanted), not _same_taxpayer(one, wanted)))


def create_body(wanted: ClientDetails) -> dict[str, Any]:
    # Quirk: the reference client sent `type`; the documented name is `kind`, in every edition.
    return {"kind": wanted.kind.value, **_fields(wanted)}


def changes(known: KnownClient, wanted: ClientDetails) -> dict[str, Any]:
    """The body of the PATCH that would make Qonto know what we know; empty when it does."""
    asked = _fields(wanted)
    differing = {name: value for name, value in asked.items() if _differs(name, known, wanted)}
    if known.currency is not None:
        # Documents in the client's currency exist over there; changing it is a person's decision.
        differing.pop("currency", None)
    if known.locale is not None:
        differing.pop("locale", None)
    return differing


def _differs(name: str, known: KnownClient, wanted: ClientDetails) -> bool:
    theirs, ours = getattr(known, name), getattr(wanted, name)
    if name == "email":
        return _folded(theirs) != _folded(ours)
    return bool(theirs != ours)


def _fields(wanted: ClientDetails) -> dict[str, Any]:
    address = wanted.billing_address
    fields = {
        **_name_fields(wanted),
        "email": wanted.email,
        "currency": wanted.currency,
        "locale": wanted.locale,
        "billing_address": {
            "street_address": address.street_address[:TEXT_MAX],
            "zip_code": address.zip_code[:TEXT_MAX],
            "city": address.city[:TEXT_MAX],
            "country_code": address.country_code,
        },
        "vat_number": wanted.vat_number,
        "tax_identification_number": wanted.tax_identification_number,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _name_fields(wanted: ClientDetails) -> dict[str, str]:
    if wanted.kind is ClientKind.COMPANY:
        return {"name": (wanted.name or "")[:NAME_MAX]}
    return {
        "first_name": (wanted.first_name or "")[:PERSON_NAME_MAX],
        "last_name": (wanted.last_name or "")[:PERSON_NAME_MAX],
    }


def same_text(one: str | None, other: str | None) -> bool:
    """Whatever the case and the spaces."""
    return _folded(one) == _folded(other)


def _named(one: KnownClient | ClientDetails) -> str:
    return _folded(one.name or f"{one.first_name or ''} {one.last_name or ''}")


def _same_taxpayer(one: KnownClient, wanted: ClientDetails) -> bool:
    ours = wanted.tax_identification_number
    return ours is not None and _folded(one.tax_identification_number) == _folded(ours)


def _another_taxpayer(one: KnownClient, wanted: ClientDetails) -> bool:
    theirs, ours = one.tax_identification_number, wanted.tax_identification_number
    return theirs is not None and ours is not None and _folded(theirs) != _folded(ours)


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()
