"""
Looking clients up, and making one known.

Qonto makes the same client as often as it is asked to. So it is looked for first, asked for once, and looked
for again when the answer got lost: only what is seen is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.qonto.client import Qonto
from gateway.qonto.errors import AmbiguousOutcome, UpstreamRefusal
from gateway.resources.clients import upstream
from gateway.resources.clients.model import ClientKind, KnownClient, PostalAddress, same_text


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClient:
    kind: ClientKind
    name: str | None
    first_name: str | None
    last_name: str | None
    email: str | None
    vat_number: str | None
    billing_address: PostalAddress | None

    @property
    def full_name(self) -> str:
        return self.name or f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    clients: tuple[KnownClient, ...]
    current_page: int
    per_page: int
    total_pages: int
    total_count: int


async def list_clients(
    qonto: Qonto, filters: Mapping[str, str], *, page: int, per_page: int, whole: bool
) -> Listed:
    if whole:
        clients = await upstream.list_all(qonto, filters)
        return Listed(
            clients=clients,
            current_page=1,
            per_page=max(len(clients), 1),
            total_pages=1,
            total_count=len(clients),
        )
    try:
        clients, shown = await upstream.list_page(qonto, number=page, per_page=per_page, filters=filters)
    except UpstreamRefusal as refusal:
        # Quirk: a page past the last one is no empty page at Qonto, it is refused.
        if page > 1 and refusal.code is Code.UPSTREAM_REFUSED:
            raise GatewayError(
                Code.INVALID_PARAMETER,
                f"Il n'y a pas de page {page} : demandez une page plus petite.",
                internal=refusal.internal,
                details={"fields": [{"field": "page", "message": "au-delà de la dernière page"}]},
            ) from refusal
        raise
    return Listed(
        clients=clients,
        current_page=shown.current_page,
        per_page=shown.per_page,
        total_pages=shown.total_pages,
        total_count=shown.total_count,
    )


async def create_client(qonto: Qonto, wanted: NewClient) -> tuple[KnownClient, bool]:
    """The client, and whether it was made just now."""
    known = await _find(qonto, wanted)
    if known is not None:
        return known, False
    try:
        return await upstream.create(qonto, _body(wanted)), True
    except AmbiguousOutcome as lost:
        if lost.code is not Code.OUTCOME_UNKNOWN:
            raise
        return await _look_again(qonto, wanted, lost), True


async def _look_again(qonto: Qonto, wanted: NewClient, lost: AmbiguousOutcome) -> KnownClient:
    try:
        made = await _find(qonto, wanted)
    except GatewayError as error:
        raise lost from error
    if made is None:
        # It may still arrive: asking again now could make two of them.
        raise lost
    return made


async def _find(qonto: Qonto, wanted: NewClient) -> KnownClient | None:
    """The namesake first, else the eldest."""
    found: list[KnownClient] = []
    if wanted.email is not None:
        listed = await upstream.list_all(qonto, _eldest_first("filter[email]", wanted.email))
        found = [one for one in listed if same_text(one.email, wanted.email)]
    if not _alike(found, wanted) and wanted.vat_number is not None:
        listed = await upstream.list_all(qonto, _eldest_first("filter[vat_number]", wanted.vat_number))
        found = [one for one in listed if same_text(one.vat_number, wanted.vat_number)]
    if wanted.email is None and wanted.vat_number is None:
        listed = await upstream.list_all(qonto, _eldest_first("filter[name]", wanted.full_name))
        found = [one for one in listed if one.email is None and one.vat_number is None]
        found = [one for one in found if same_text(one.full_name, wanted.full_name)]
    alike = _alike(found, wanted)
    return min(alike, key=lambda one: not same_text(one.full_name, wanted.full_name), default=None)


def _alike(found: list[KnownClient], wanted: NewClient) -> list[KnownClient]:
    """Of its type, and not another taxpayer who shares an e-mail with it."""
    return [
        one
        for one in found
        if one.kind == wanted.kind
        and (
            one.vat_number is None
            or wanted.vat_number is None
            or same_text(one.vat_number, wanted.vat_number)
        )
    ]


def _eldest_first(parameter: str, value: str) -> dict[str, str]:
    return {parameter: value, "sort_by": "created_at:asc"}


def _body(wanted: NewClient) -> dict[str, Any]:
    address = wanted.billing_address
    fields = {
        # Quirk: the reference client sent `type`; the documented name is `kind`, in every edition.
        "kind": wanted.kind.value,
        "name": wanted.name,
        "first_name": wanted.first_name,
        "last_name": wanted.last_name,
        "email": wanted.email,
        "vat_number": wanted.vat_number,
        # Without these two nobody can be invoiced; both are what every invoice of ours says.
        "currency": "EUR",
        "locale": "fr",
        "billing_address": None
        if address is None
        else {
            "street_address": address.street_address,
            "zip_code": address.zip_code,
            "city": address.city,
            "country_code": address.country_code,
        },
    }
    return {name: value for name, value in fields.items() if value is not None}
