"""Endpoints that read quotes, and the public view, for whoever holds its link."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.db import Database
from gateway.errors import Code, GatewayError
from gateway.qonto.client import Qonto
from gateway.resources.clerk import Clerk, clerk_of
from gateway.resources.pdf.rendering import render_pdf
from gateway.resources.promises.api import public_url_of
from gateway.resources.quote_views import service as quotes
from gateway.resources.quote_views.model import Links, Verdict, judge
from gateway.resources.quote_views.rendering import render_page, render_quote
from gateway.resources.quote_views.store import signing_key
from gateway.web import query, reply, service
from gateway.web.access import known_identity

_HOLDER: Final = "link-holder"


class QuoteListQuery(BaseModel):
    status: (
        Literal["draft", "finalized", "accepted", "declined", "converted", "canceled", "expired", "cancelled"]
        | None
    ) = None
    page: Annotated[int, Field(ge=1, le=1000000)] = 1
    per_page: Annotated[int, Field(ge=1, le=500)] = 100
    whole: bool = Field(default=False, alias="all")


class ServiceListQuery(BaseModel):
    page: Annotated[int, Field(ge=1, le=1000000)] = 1
    per_page: Annotated[int, Field(ge=1, le=500)] = 100
    whole: bool = Field(default=False, alias="all")


async def list_quotes(request: Request) -> Response:
    wanted = query(request, QuoteListQuery)
    listed = await quotes.list_quotes(
        clerk_of(request),
        status=wanted.status,
        page=wanted.page,
        per_page=wanted.per_page,
        whole=wanted.whole,
    )
    return reply(200, render_page(listed, await links_of(request)))


async def list_service_quotes(request: Request) -> Response:
    wanted = query(request, ServiceListQuery)
    listed = await quotes.list_service_quotes(
        clerk_of(request), page=wanted.page, per_page=wanted.per_page, whole=wanted.whole
    )
    return reply(200, render_page(listed, await links_of(request)))


async def show_quote(request: Request) -> Response:
    known = await quotes.show_quote(clerk_of(request), request.path_params["id"])
    return reply(200, {"quote": render_quote(known, await links_of(request))})


async def show_quote_pdf(request: Request) -> Response:
    return render_pdf(await quotes.show_quote_pdf(clerk_of(request), request.path_params["id"]))


async def show_quote_view(request: Request) -> Response:
    """The link is the credential; without one, whoever we know may look too."""
    if known_identity(request) is None:
        await _check_link(request)
    shown = await quotes.show_quote_pdf(_reader(request), request.path_params["id"])
    response = render_pdf(shown, cache="private, max-age=300")
    response.headers.update({"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"})
    return response


async def links_of(request: Request) -> Links:
    """What the links of one answer are made with: the key is read once."""
    now = service(request, Clock).now()
    return Links(
        secret=await signing_key(service(request, Database), now), base_url=public_url_of(request), now=now
    )


async def _check_link(request: Request) -> None:
    given = request.query_params
    links = await links_of(request)
    verdict = judge(
        links.secret,
        request.path_params["id"],
        given.get("expires", ""),
        given.get("signature", ""),
        now=links.now,
    )
    if verdict is Verdict.OVER:
        raise GatewayError(
            Code.LINK_EXPIRED,
            "Ce lien a expiré : l'offre n'est plus consultable ici. Demandez-en un nouveau à son expéditeur.",
        )
    if verdict is Verdict.FORGED:
        raise GatewayError(
            Code.FORBIDDEN,
            "Ce lien n'est pas valable : il a été modifié ou coupé. Reprenez-le en entier, ou demandez-en un "
            "autre à son expéditeur.",
        )


def _reader(request: Request) -> Clerk:
    if known_identity(request) is not None:
        return clerk_of(request)
    return Clerk(
        db=service(request, Database),
        qonto=service(request, Qonto),
        clock=service(request, Clock),
        user_id=_HOLDER,
    )
