"""A spine with two or three operations behind it: the web toolkit without any resource."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.db.idempotency import KeyBook
from gateway.web import Access, Operation, identity, query, read, read_optional, reply
from gateway.web.access import Authenticate, local_person
from gateway.web.origins import Origins
from gateway.web.rate import InboundRate
from gateway.web.spine import BeforeWrite, Doorway, Spine

HOME = "http://127.0.0.1:8080"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=20)
    quantity: int = Field(ge=1)


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    note: str | None = None
    lines: list[Line] = []


class Page(BaseModel):
    page: int = Field(default=1, ge=1, le=1000)
    status: list[str] = []


async def create_thing(request: Request) -> Response:
    return reply(201, {"thing": (await read(request, Body)).model_dump()})


async def update_thing(request: Request) -> Response:
    return reply(200, {"thing": (await read_optional(request, Body)).model_dump()})


async def list_things(request: Request) -> Response:
    return reply(200, query(request, Page).model_dump())


async def show_thing(request: Request) -> Response:
    return reply(200, {"id": request.path_params["id"]})


async def finalize_thing(request: Request) -> Response:
    """Reads no body at all, on purpose."""
    return reply(200, {"by": identity(request).user_id})


async def break_thing(_: Request) -> Response:
    raise ZeroDivisionError("the secret of the kitchen")


OPERATIONS = (
    Operation("list_things", "GET", "/things", list_things, Access.READ),
    Operation("create_thing", "POST", "/things", create_thing, Access.WRITE),
    Operation("show_thing", "GET", "/things/{id}", show_thing, Access.READ),
    Operation("update_thing", "PATCH", "/things/{id}", update_thing, Access.WRITE),
    Operation("finalize_thing", "POST", "/things/{id}/finalize", finalize_thing, Access.FINALIZE),
    Operation("break_thing", "POST", "/broken", break_thing, Access.PUBLIC),
)


async def nothing(_: Request, __: Operation) -> None:
    """What runs before a write where no world matters."""


@asynccontextmanager
async def doorstep(
    *,
    operations: Sequence[Operation] = OPERATIONS,
    authenticate: Authenticate = local_person,
    hosts: frozenset[str] = LOOPBACK,
    origins: frozenset[str] = frozenset(),
    rate: InboundRate | None = None,
    before_write: BeforeWrite = nothing,
    keys: KeyBook | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    doorway = Doorway(
        origins=Origins(allowed_hosts=hosts, allowed_origins=origins),
        authenticate=authenticate,
        rate=rate,
        before_write=before_write,
        keys=keys,
    )
    transport = httpx.ASGITransport(Spine(operations, {}, doorway))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        yield client
