"""One row of the route table, and who may use it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum

from starlette.requests import Request
from starlette.responses import Response

from gateway.errors import GatewayError

Endpoint = Callable[[Request], Awaitable[Response]]
FailurePage = Callable[[Request, GatewayError], Response]


class Access(Enum):
    """
    PUBLIC: anybody. READ: any known identity. WRITE: the same, and it changes something.
    LINK: any known identity; and whoever shows a signature, which the endpoint then checks.
    FINALIZE: a person only; service identities are refused (rule 3).
    """

    PUBLIC = "public"
    READ = "read"
    LINK = "link"
    WRITE = "write"
    FINALIZE = "finalize"


@dataclass(frozen=True, slots=True)
class Operation:
    """
    A row reads `Operation(id, method, path, endpoint, access)`; what makes something new says *creates* and
    takes an `Idempotency-Key`, and says *several* where two of the same may be wanted; pages that speak HTML
    bring their own *failure* page. What *checks_world* finds out by itself, before each of its own writes,
    that the bank is the one our rows belong to.
    """

    id: str
    method: str
    path: str
    endpoint: Endpoint
    access: Access
    failure: FailurePage | None = None
    creates: bool = field(default=False, kw_only=True)
    several: bool = field(default=False, kw_only=True)
    checks_world: bool = field(default=False, kw_only=True)

    @property
    def writes(self) -> bool:
        return self.method != "GET"
