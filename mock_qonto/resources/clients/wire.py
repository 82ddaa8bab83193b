"""Clients as JSON, both ways."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from mock_qonto import errors
from mock_qonto.kernel.world import World
from mock_qonto.resources.clients.model import Address, Client, Details, Kind, Phone
from mock_qonto.web.call import Call
from mock_qonto.web.rendering import instant

PLAIN = (
    "email",
    "currency",
    "locale",
    "vat_number",
    "tax_identification_number",
    "e_invoicing_address",
    "recipient_code",
)
FLAT = {
    "address": "street_address",
    "city": "city",
    "zip_code": "zip_code",
    "province_code": "province_code",
    "country_code": "country_code",
}


# ---------------------------------------------------------------- in
def read_new(call: Call) -> tuple[Kind, Details]:
    body = call.body
    kind = Kind(_kind(call, body))
    details = _changed(call, body, Details())
    if kind is Kind.COMPANY:
        return kind, replace(details, first_name=None, last_name=None)
    if details.first_name is None and details.last_name is None and details.name is not None:
        # The reference client names people by one name, under `type` (a quirk of the guide's edition).
        first, _, last = details.name.rpartition(" ")
        details = replace(details, first_name=first, last_name=last)
    return kind, replace(details, name=None)


def read_changes(call: Call, client: Client) -> Details:
    details = _changed(call, call.body, client.details)
    if client.kind is Kind.COMPANY:
        return replace(details, first_name=None, last_name=None)
    return replace(details, name=None)


def _kind(call: Call, body: Mapping[str, Any]) -> str:
    kind = body.get("kind")
    if kind is None and call.world.switch("reference_client_words"):
        kind = body.get("type")
    if kind is None:
        raise errors.invalid_format("/data/attributes/kind", "kind is missing")
    return str(kind)


def _changed(call: Call, body: Mapping[str, Any], before: Details) -> Details:
    given: dict[str, Any] = {name: body[name] for name in PLAIN if name in body}
    for name in ("name", "first_name", "last_name"):
        if name in body:
            given[name] = body[name]
    if "extra_emails" in body:
        given["extra_emails"] = tuple(body["extra_emails"] or ())
    if "phone" in body:
        phone = body["phone"]
        given["phone"] = phone and Phone(country_code=phone["country_code"], number=phone["number"])
    if "delivery_address" in body:
        given["delivery_address"] = _address(body["delivery_address"])
    if body.get("billing_address") is not None or "billing_address" in body:
        given["billing_address"] = _address(body["billing_address"])
    elif any(name in body for name in FLAT):
        # What qontoctl and the reference client send; every answer repeats the billing address this way.
        call.quirk("flat_address")
        flat = {field: body[name] for name, field in FLAT.items() if name in body}
        given["billing_address"] = replace(before.billing_address or Address(), **flat)
    return replace(before, **given)


def _address(given: Mapping[str, Any] | None) -> Address | None:
    if given is None:
        return None
    return Address(**{field: given.get(field) for field in FLAT.values()})


# ---------------------------------------------------------------- out
def shown(_: World, client: Client) -> dict[str, Any]:
    details = client.details
    return {
        "id": client.id,
        "kind": client.kind,
        **names(client.kind, details),
        "email": details.email,
        "extra_emails": details.extra_emails,
        "phone": None if details.phone is None else asdict(details.phone),
        "currency": details.currency,
        "locale": details.locale,
        "vat_number": details.vat_number,
        "tax_identification_number": details.tax_identification_number,
        "e_invoicing_address": details.e_invoicing_address,
        "e_invoicing_reachable": False,
        "recipient_code": details.recipient_code,
        **addresses(details),
        "created_at": instant(client.created_at),
        "updated_at": instant(client.updated_at),
    }


def names(kind: Kind, details: Details) -> dict[str, str]:
    # Quirk: people have no key `name` at all, companies neither of the other two.
    if kind is Kind.COMPANY:
        return {"name": details.name or ""}
    return {"first_name": details.first_name or "", "last_name": details.last_name or ""}


def addresses(details: Details) -> dict[str, Any]:
    """The two addresses, and the billing one once more, field by field."""
    billing = details.billing_address
    flat = billing or Address()
    return {
        "address": flat.street_address,
        "city": flat.city,
        "zip_code": flat.zip_code,
        "province_code": flat.province_code,
        "country_code": flat.country_code,
        "billing_address": None if billing is None else address(billing),
        "delivery_address": None if details.delivery_address is None else address(details.delivery_address),
    }


def address(given: Address) -> dict[str, str | None]:
    return {
        "street_address": given.street_address,
        "city": given.city,
        "zip_code": given.zip_code,
        "province_code": given.province_code,
        "country_code": given.country_code,
    }
