"""
Find or create at Qonto.

Qonto knows nothing of uniqueness: a client created twice is there twice, and the second invoice goes to a
stranger. So it is looked for by e-mail first, and looked for again when the answer to its creation got lost.
"""

from collections.abc import Mapping
from typing import Any

from gateway.errors import Code
from gateway.qonto import reading
from gateway.qonto.call import Query
from gateway.qonto.client import Qonto
from gateway.qonto.errors import AmbiguousOutcome
from gateway.qonto.pages import Page, every, page
from gateway.resources.clients.model import (
    ClientDetails,
    ClientKind,
    KnownClient,
    PostalAddress,
    changes,
    choose,
    create_body,
)

_PER_PAGE = 100


async def find_or_create(qonto: Qonto, wanted: ClientDetails) -> KnownClient:
    """The client at Qonto that is *wanted*, brought up to date where something differs."""
    known = await find(qonto, wanted)
    if known is None:
        return await _create(qonto, wanted)
    body = changes(known, wanted)
    if not body:
        return known
    answer = await qonto.call("update_client", id=known.id, json=body)
    return _client(answer.body["client"])


async def find(qonto: Qonto, wanted: ClientDetails) -> KnownClient | None:
    """By e-mail, exact whatever the case; else a company of exactly that name which has no e-mail yet."""
    by_email = [
        one
        for one in await _listed(qonto, "filter[email]", wanted.email)
        if (one.email or "").casefold() == wanted.email.casefold()
    ]
    known = choose(by_email, wanted)
    if known is not None or wanted.kind is not ClientKind.COMPANY or not wanted.name:
        return known
    by_name = [
        one
        for one in await _listed(qonto, "filter[name]", wanted.name)
        if one.email is None and (one.name or "").casefold() == wanted.name.casefold()
    ]
    return choose(by_name, wanted)


async def list_page(
    qonto: Qonto, *, number: int, per_page: int, filters: Mapping[str, str]
) -> tuple[tuple[KnownClient, ...], Page]:
    shown = await page(qonto, "list_clients", "clients", number=number, per_page=per_page, **filters)
    return tuple(_client(wire) for wire in shown.rows), shown


async def list_all(qonto: Qonto, filters: Mapping[str, str]) -> tuple[KnownClient, ...]:
    """Of all pages; those with the same name or day in Qonto's order."""
    asked: dict[str, Any] = dict(filters)
    return tuple([_client(wire) async for wire in every(qonto, "list_clients", "clients", **asked)])


async def create(qonto: Qonto, body: Mapping[str, Any]) -> KnownClient:
    """Once. Whoever asks looks first, and again when the answer gets lost."""
    answer = await qonto.call("create_client", json=dict(body))
    return _client(answer.body["client"])


async def _listed(qonto: Qonto, parameter: str, value: str) -> list[KnownClient]:
    query: Query = {parameter: value, "per_page": _PER_PAGE, "sort_by": "created_at:asc"}
    answer = await qonto.call("list_clients", query=query)
    return [_client(wire) for wire in reading.things(answer.body, "clients")]


async def _create(qonto: Qonto, wanted: ClientDetails) -> KnownClient:
    try:
        return await _created(qonto, wanted)
    except AmbiguousOutcome as lost:
        if lost.code is not Code.OUTCOME_UNKNOWN:
            raise
    # It may be there. Saying it again without looking would make two of them.
    return await find(qonto, wanted) or await _created(qonto, wanted)


async def _created(qonto: Qonto, wanted: ClientDetails) -> KnownClient:
    return await create(qonto, create_body(wanted))


def _client(wire: dict[str, Any]) -> KnownClient:
    return KnownClient(
        id=str(wire["id"]),
        kind=reading.text(wire, "kind", "type") or "",
        email=reading.text(wire, "email"),
        name=reading.text(wire, "name"),
        first_name=reading.text(wire, "first_name"),
        last_name=reading.text(wire, "last_name"),
        vat_number=reading.text(wire, "vat_number"),
        tax_identification_number=reading.text(wire, "tax_identification_number"),
        currency=reading.text(wire, "currency"),
        locale=reading.text(wire, "locale"),
        billing_address=_address(reading.inner(wire, "billing_address")),
        created_at=reading.instant(wire, "created_at"),
        updated_at=reading.instant(wire, "updated_at"),
    )


def _address(wire: dict[str, Any]) -> PostalAddress | None:
    if not wire:
        return None
    return PostalAddress(
        street_address=reading.text(wire, "street_address") or "",
        zip_code=reading.text(wire, "zip_code") or "",
        city=reading.text(wire, "city") or "",
        country_code=reading.text(wire, "country_code") or "",
    )
