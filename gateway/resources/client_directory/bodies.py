"""
The body of `create_client`, field by field as `gateway.yaml` has it (a test compares the two), and what it
means. Nothing is made up.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from gateway.errors import invalid
from gateway.resources.client_directory.service import NewClient
from gateway.resources.clients.model import ClientKind, PostalAddress
from gateway.resources.orders.model import country_code
from gateway.web.fields import Email, Strict, not_blank

_NAMES = 2
_WRITTEN = AfterValidator(not_blank)
PersonName = Annotated[str, Field(min_length=1, max_length=60), _WRITTEN]


class ClientAddress(Strict):
    street_address: Annotated[str, Field(min_length=1, max_length=250, alias="streetAddress"), _WRITTEN]
    city: Annotated[str, Field(min_length=1, max_length=50), _WRITTEN]
    zip_code: Annotated[str, Field(min_length=1, max_length=20, alias="zipCode"), _WRITTEN]
    country_code: Annotated[str, Field(min_length=2, max_length=30, alias="countryCode"), _WRITTEN]


class ClientCreate(Strict):
    type: Literal["company", "individual"]
    name: Annotated[str, Field(min_length=1, max_length=250), _WRITTEN] | None = None
    first_name: PersonName | None = Field(default=None, alias="firstName")
    last_name: PersonName | None = Field(default=None, alias="lastName")
    email: Email | None = None
    vat_number: Annotated[str, Field(min_length=2, max_length=20), _WRITTEN] | None = Field(
        default=None, alias="vatNumber"
    )
    address: ClientAddress | None = None


def new_client(body: ClientCreate) -> NewClient:
    kind = ClientKind(body.type)
    person = kind is ClientKind.INDIVIDUAL
    first_name, last_name = _person(body) if person else (None, None)
    return NewClient(
        kind=kind,
        name=None if person else _company(body),
        first_name=first_name,
        last_name=last_name,
        email=body.email,
        vat_number=body.vat_number,
        billing_address=None if body.address is None else _address(body.address),
    )


def _company(body: ClientCreate) -> str:
    for field, value in (("firstName", body.first_name), ("lastName", body.last_name)):
        if value is not None:
            raise invalid(field, "une société n'en a pas. Retirez-le, ou dites « type: individual ».")
    if body.name is None:
        raise invalid("name", "le nom de la société est obligatoire. Donnez-le.")
    return body.name.strip()


def _person(body: ClientCreate) -> tuple[str, str]:
    if body.first_name is not None and body.last_name is not None:
        return body.first_name.strip(), body.last_name.strip()
    if body.first_name is not None or body.last_name is not None:
        missing = "firstName" if body.first_name is None else "lastName"
        raise invalid(missing, "il faut le prénom et le nom. Donnez les deux.")
    names = (body.name or "").split(maxsplit=1)
    if len(names) < _NAMES:
        raise invalid("name", "il faut le prénom et le nom de la personne. Donnez les deux.")
    return _short(names[0]), _short(names[1])


def _short(name: str) -> str:
    if len(name) > 60:  # noqa: PLR2004  - as `firstName` and `lastName`
        raise invalid("name", "au plus 60 caractères pour le prénom et pour le nom. Raccourcissez-le.")
    return name


def _address(body: ClientAddress) -> PostalAddress:
    country = country_code(body.country_code)
    if country is None:
        raise invalid(
            "address.countryCode", "ce pays n'est pas connu. Donnez son code à deux lettres, comme « FR »."
        )
    return PostalAddress(
        street_address=body.street_address.strip(),
        zip_code=body.zip_code.strip(),
        city=body.city.strip(),
        country_code=country,
    )
