"""What every `finalize` endpoint reads, a token or a trusted dialog's word, and the desk it is brought to."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from gateway.confirmation import Mint
from gateway.resources.clerk import Clerk
from gateway.resources.promises.desk import Desk, Through
from gateway.settings import Settings
from gateway.web import read_optional, service

_NEIGHBOURS = frozenset({"same-origin", "same-site"})


class Confirm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    confirmationToken: Annotated[str, Field(min_length=1, max_length=200)] | None = None  # noqa: N815  - the wire's


async def read_answer(request: Request) -> tuple[str | None, Through]:
    """The token, where there is one, and how the person's yes reaches us."""
    token = (await read_optional(request, Confirm)).confirmationToken
    return token, through_of(request, token)


def through_of(request: Request, token: str | None) -> Through:
    return Through.DIALOG if token is None and _dialog_trusted(request) else Through.API


def desk_of(request: Request, clerk: Clerk) -> Desk:
    return Desk(clerk=clerk, mint=service(request, Mint), base_url=public_url_of(request))


def public_url_of(request: Request) -> str:
    """Links lead to where the caller reaches us, unless GATEWAY_PUBLIC_URL says where people do."""
    return service(request, Settings).gateway_public_url or str(request.base_url).rstrip("/")


def _dialog_trusted(request: Request) -> bool:
    """
    GATEWAY_CONFIRMATION=dialog: the front end has asked the person itself and posts an empty body.

    Believed only of a browser that says on which page this happened: one of an allowed origin, or of ours.
    """
    settings = service(request, Settings)
    if settings.gateway_confirmation != "dialog" or request.headers.get("sec-fetch-site") not in _NEIGHBOURS:
        return False
    origin = request.headers.get("origin", "").lower()
    own = urlsplit(origin).netloc == request.headers.get("host", "").lower()
    return bool(origin) and (own or origin in settings.gateway_allowed_origins)
