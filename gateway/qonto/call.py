"""What is asked of Qonto, what came back, and who it was that answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from contracts.contract import ContractOperation
from gateway.errors import Code, GatewayError

QueryValue = str | int | bool | Sequence[str] | None
Query = Mapping[str, QueryValue]

IDEMPOTENCY_KEY = "X-Qonto-Idempotency-Key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way to Qonto."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One operation about to be asked, as a person would read it in a log: no secret in it."""

    operation: ContractOperation
    path: str
    query: Mapping[str, list[str]]
    json: Any = None
    files: Mapping[str, Upload] | None = None
    idempotency_key: str | None = None

    @property
    def repeatable(self) -> bool:
        """Only what can be said twice without being done twice is said again."""
        return self.operation.method == "GET" or self.idempotency_key is not None

    @property
    def target(self) -> str:
        return f"{self.path}?{urlencode(self.query, doseq=True)}" if self.query else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A success of Qonto's. *body* is None where there was none (204)."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes behind a signed URL, or the refusal to hand them out (403 once it has expired)."""

    status: int
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the bank's last answer said of itself (`X-Mock-Qonto`)."""

    version: str
    world_id: str
    edition: str
    absent: frozenset[str]
    unlimited: bool = False
    """It has no rate limits, so that there is nothing to keep under."""


def query_values(query: Query | None) -> dict[str, list[str]]:
    """Query parameters as the wire wants them: what is None is not sent, a sequence is a repeated key."""
    values: dict[str, list[str]] = {}
    for name, value in (query or {}).items():
        match value:
            case None:
                continue
            case bool():
                values[name] = ["true" if value else "false"]
            case str() | int():
                values[name] = [str(value)]
            case _:
                values[name] = [str(one) for one in value]
    return values


def path_of(operation: ContractOperation, parameters: Mapping[str, str]) -> str:
    """
    The operation's path with its parameters in place.

    An id comes from outside. An empty one, `.` or `..` would address another resource than the one that was
    meant (`/v2/client_invoices/` is the list), and no percent-encoding keeps URL libraries from walking up.
    """
    path = operation.path
    for name, value in parameters.items():
        if value in {"", ".", ".."}:
            raise GatewayError(
                Code.NOT_FOUND,
                "Cet identifiant ne désigne rien chez Qonto. Vérifiez-le, puis recommencez.",
                internal=f"{operation.id}: {name}={value!r}",
            )
        path = path.replace("{" + name + "}", quote(value, safe=""))
    assert "{" not in path, f"{operation.id}: a path parameter is missing in {path}"
    return path
