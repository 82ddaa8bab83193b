"""`/api/qonto/clients`: look them up, make one known."""

from typing import Annotated, Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.qonto.client import Qonto
from gateway.resources.client_directory import service as clients
from gateway.resources.client_directory.bodies import ClientCreate, new_client
from gateway.resources.client_directory.service import Listed
from gateway.resources.clients.model import KnownClient
from gateway.web import query, read, reply, service

Text = Annotated[str, Field(min_length=1, max_length=250)]


class ListQuery(BaseModel):
    q: Text | None = None
    name: Text | None = None
    email: Annotated[str, Field(min_length=1, max_length=254)] | None = None
    vat_number: Annotated[str, Field(min_length=1, max_length=50)] | None = Field(
        default=None, alias="vatNumber"
    )
    page: Annotated[int, Field(ge=1, le=1000000)] = 1
    per_page: Annotated[int, Field(ge=1, le=100)] = 100
    whole: bool = Field(default=False, alias="all")

    def filters(self) -> dict[str, str]:
        asked = {
            "filter[name]": self.q or self.name,
            "filter[email]": self.email,
            "filter[vat_number]": self.vat_number,
        }
        return {name: value for name, value in asked.items() if value is not None}


async def list_clients(request: Request) -> Response:
    wanted = query(request, ListQuery)
    listed = await clients.list_clients(
        service(request, Qonto),
        wanted.filters(),
        page=wanted.page,
        per_page=wanted.per_page,
        whole=wanted.whole,
    )
    return reply(200, _page(listed))


async def create_client(request: Request) -> Response:
    asked = new_client(await read(request, ClientCreate))
    client, made = await clients.create_client(service(request, Qonto), asked)
    said = "ajouté chez Qonto." if made else "déjà connu de Qonto : rien n'a été changé."
    body = {"client": _client(client), "isNew": made, "message": f"Client {said}"}
    return reply(201 if made else 200, body)


def _page(listed: Listed) -> dict[str, Any]:
    page, pages = listed.current_page, listed.total_pages
    return {
        "clients": [_client(client) for client in listed.clients],
        "count": len(listed.clients),
        "meta": {
            "current_page": page,
            "next_page": page + 1 if page < pages else None,
            "prev_page": page - 1 if page > 1 else None,
            "total_pages": pages,
            "total_count": listed.total_count,
            "per_page": listed.per_page,
        },
    }


def _client(client: KnownClient) -> dict[str, Any]:
    address = client.billing_address
    return {
        "id": client.id,
        "kind": client.kind,
        "type": client.kind,
        "name": client.full_name,
        "first_name": client.first_name,
        "last_name": client.last_name,
        "email": client.email,
        "vat_number": client.vat_number,
        "tax_identification_number": client.tax_identification_number,
        "currency": client.currency,
        "locale": client.locale,
        "billing_address": None
        if address is None
        else {
            "street_address": address.street_address,
            "zip_code": address.zip_code,
            "city": address.city,
            "country_code": address.country_code,
        },
        "created_at": client.created_at,
        "updated_at": client.updated_at,
    }
