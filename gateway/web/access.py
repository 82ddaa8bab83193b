"""
Who is asking, and whether they may.

`GATEWAY_AUTH=off`: a person at their own machine, named by `X-User-Id`. `jwt`: whoever the token says
(`web/tokens.py`).
Rule 3 of the house begins here: an identity that is no person never reaches a finalize endpoint.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from starlette.datastructures import Headers
from starlette.requests import Request

from gateway.errors import Code, GatewayError
from gateway.web.operation import Access

SIGNATURE = "signature"
"""A link that carries one names nobody: the endpoint then lets no one in whose link is not ours."""
_IDENTITY = "gateway.identity"
_USER_ID_LENGTH_MAX = 200


class Role(StrEnum):
    USER = "user"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    user_id: str
    role: Role = Role.USER


Authenticate = Callable[[Headers], Awaitable[Identity]]


def identity(request: Request) -> Identity:
    found = known_identity(request)
    assert found is not None, "a PUBLIC operation knows no identity"
    return found


def known_identity(request: Request) -> Identity | None:
    found: Identity | None = request.scope.get(_IDENTITY)
    return found


async def admit(request: Request, access: Access, authenticate: Authenticate) -> None:
    """Put a name to the request, or turn it away."""
    if access is Access.PUBLIC or (access is Access.LINK and SIGNATURE in request.query_params):
        return
    who = await authenticate(request.headers)
    if access is Access.FINALIZE and who.role is Role.SERVICE:
        raise GatewayError(
            Code.FORBIDDEN,
            "Seule une personne peut finaliser un document : connectez-vous avec un compte d'utilisateur.",
        )
    request.scope[_IDENTITY] = who


async def local_person(headers: Headers) -> Identity:
    """`GATEWAY_AUTH=off`."""
    named = headers.get("x-user-id", "").strip() or "local-user"
    return Identity(user_id=user_id_of(named))


def user_id_of(named: str) -> str:
    """A name that can be kept in an audit log for ever: printable, not endless."""
    if not named.strip() or len(named) > _USER_ID_LENGTH_MAX or not named.isprintable():
        raise GatewayError(
            Code.UNAUTHENTICATED,
            f"L'identifiant d'utilisateur doit être lisible et tenir en {_USER_ID_LENGTH_MAX} caractères.",
        )
    return named
