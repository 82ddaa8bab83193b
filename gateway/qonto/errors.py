"""
Qonto's failures, and what they are to us. The only file that knows Qonto's statuses and codes.

Rule 1: a call that may have been applied is never reported as one that was not. What was sent without a
        usable answer, and cannot be said twice, is an `AmbiguousOutcome`: look before deciding.
Rule 2: every sentence says what to do next; Qonto's own `errors[]` go along under `details.qonto`.
"""

from collections.abc import Mapping
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.qonto.call import Call

RETRY_AFTER_S = 5
"""What we suggest when Qonto is down and has not said anything itself."""


class Trouble(Enum):
    UNREACHED = auto()  # no connection: surely nothing was sent
    UNANSWERED = auto()  # sent, then silence: timeout, dropped connection
    GARBLED = auto()  # an answer that is not one: HTML, truncated JSON
    REFUSED = auto()  # 3xx and 4xx
    BROKE = auto()  # 5xx
    BREACH = auto()  # a success that breaks the contract (mock mode)
    FOREIGN = auto()  # an answer that is not the mock's (mock mode)


class Failure(Exception):
    """One exchange with Qonto gone wrong, in Qonto's terms. Never leaves this package."""

    def __init__(
        self,
        trouble: Trouble,
        internal: str,
        *,
        status: int = 0,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        oauth: bool = False,
    ) -> None:
        super().__init__(trouble, internal)
        self.oauth = oauth
        self.trouble = trouble
        self.internal = internal
        self.status = status
        self.headers: Mapping[str, str] = headers or {}
        self.body = body

    @property
    def retry_after_s(self) -> int | None:
        value = self.headers.get("retry-after", "")
        return int(value) if value.isascii() and value.isdigit() else None

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Qonto's `errors[]`. Quirk: some families answer a bare `{code, detail}`."""
        if not isinstance(self.body, dict):
            return []
        listed = self.body.get("errors")
        found = listed if isinstance(listed, list) else [self.body] if "code" in self.body else []
        return [error for error in found if isinstance(error, dict)]


class UpstreamRefusal(GatewayError):
    """Qonto understood and said no: surely nothing was applied. Services decide on *upstream_codes*."""

    def __init__(self, failure: Failure, code: Code, message: str, *, details: Mapping[str, Any]) -> None:
        super().__init__(code, message, internal=failure.internal, details=details)
        self.upstream_status = failure.status
        self.upstream_codes = frozenset(str(error.get("code")) for error in failure.errors)


class AmbiguousOutcome(GatewayError):
    """It may have been done. The only honest next step is to look."""


def translated(failure: Failure, call: Call) -> GatewayError:  # noqa: PLR0911  - one return per trouble
    """Their failure -> our Code. Total over `Trouble`."""
    match failure.trouble:
        case Trouble.UNREACHED:
            return _unreachable(failure, call)
        case Trouble.REFUSED if failure.status == HTTPStatus.TOO_MANY_REQUESTS:
            return _too_many(failure, call)
        case Trouble.REFUSED:
            return _refusal(failure, call)
        case Trouble.BREACH:
            return _breach(failure, call)
        case Trouble.FOREIGN:
            return _not_the_mock(failure, call)
        case Trouble.UNANSWERED | Trouble.GARBLED | Trouble.BROKE if not call.repeatable:
            return _ambiguous(failure, call)
        case Trouble.UNANSWERED:
            return _unreachable(failure, call)
        case Trouble.GARBLED | Trouble.BROKE:
            return _failed(failure, call)


_UNKNOWN_KEY = (
    "Qonto refuse nos identifiants : la clé API est erronée ou révoquée. Régénérez-la sur le tableau de bord "
    "Qonto, puis mettez à jour QONTO_ORGANIZATION_ID et QONTO_API_KEY."
)
_UNKNOWN_BEARER = (
    "Qonto refuse notre jeton OAuth : il a expiré, ou l'autorisation a été retirée. Redonnez l'autorisation "
    "à l'application, puis mettez à jour QONTO_REFRESH_TOKEN (ou QONTO_ACCESS_TOKEN)."
)
NOT_IMPLEMENTED = "L'API de Qonto ne propose pas cette opération. Faites-la depuis le tableau de bord Qonto."


def _details(failure: Failure, call: Call) -> dict[str, Any]:
    details: dict[str, Any] = {"operation": call.operation.id}
    if failure.status:
        details["qontoStatus"] = failure.status
    if failure.errors:
        details["qonto"] = failure.errors
    return details


def _unreachable(failure: Failure, call: Call) -> GatewayError:
    return GatewayError(
        Code.UPSTREAM_UNREACHABLE,
        "Qonto ne répond pas : rien n'a été modifié. Vérifiez le réseau et QONTO_API_BASE_URL, puis "
        "réessayez.",
        internal=failure.internal,
        details=_details(failure, call)
        | {"cause": "unreachable" if failure.trouble is Trouble.UNREACHED else "timeout"},
        headers={"Retry-After": str(RETRY_AFTER_S)},
    )


def _too_many(failure: Failure, call: Call) -> GatewayError:
    wait_s = failure.retry_after_s or RETRY_AFTER_S
    return GatewayError(
        Code.RATE_LIMITED,
        f"Qonto reçoit trop de demandes de notre part : rien n'a été modifié. Réessayez dans {wait_s} s.",
        internal=failure.internal,
        details=_details(failure, call),
        headers={"Retry-After": str(wait_s)},
    )


def _ambiguous(failure: Failure, call: Call) -> GatewayError:
    return AmbiguousOutcome(
        Code.OUTCOME_UNKNOWN,
        "Qonto n'a pas confirmé l'opération : elle a pu être effectuée. Ne la répétez pas à l'aveugle : "
        "rechargez le document pour voir où il en est.",
        internal=failure.internal,
        details=_details(failure, call),
    )


def _breach(failure: Failure, call: Call) -> GatewayError:
    kind = GatewayError if call.repeatable else AmbiguousOutcome
    return kind(
        Code.UPSTREAM_CONTRACT_BREACH,
        f"La réponse de Qonto à « {call.operation.id} » ne respecte pas son contrat. "
        "Signalez-le à l'équipe technique avec le détail ci-joint.",
        internal=failure.internal,
        details=_details(failure, call) | {"breach": failure.internal},
    )


def _not_the_mock(failure: Failure, call: Call) -> GatewayError:
    kind = GatewayError if call.repeatable else AmbiguousOutcome
    return kind(
        Code.UPSTREAM_NOT_THE_MOCK,
        "Le serveur indiqué par QONTO_API_BASE_URL n'est pas la banque factice : la passerelle refuse d'y "
        "travailler en "
        "mode mock. Démarrez mock-qonto à cette adresse, ou passez QONTO_MODE=live pour travailler avec "
        "Qonto.",
        internal=failure.internal,
        details=_details(failure, call) | {"cause": "not_the_mock"},
    )


def _failed(failure: Failure, call: Call) -> GatewayError:
    if failure.status == HTTPStatus.SERVICE_UNAVAILABLE:
        wait_s = failure.retry_after_s or RETRY_AFTER_S
        return GatewayError(
            Code.UPSTREAM_BUSY,
            f"Qonto est momentanément indisponible. Réessayez dans {wait_s} s.",
            internal=failure.internal,
            details=_details(failure, call),
            headers={"Retry-After": str(wait_s)},
        )
    return GatewayError(
        Code.UPSTREAM_FAILED,
        "Qonto a répondu par une erreur de son côté. Réessayez dans quelques minutes ; si cela dure, "
        "consultez l'état du service de Qonto.",
        internal=failure.internal,
        details=_details(failure, call),
    )


def _refusal(failure: Failure, call: Call) -> GatewayError:
    code, message = _refused_as(failure)
    return UpstreamRefusal(failure, code, message, details=_details(failure, call))


def _refused_as(failure: Failure) -> tuple[Code, str]:  # noqa: PLR0911  - one return per refusal
    match failure.status:
        case status if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            return Code.UPSTREAM_REFUSED, (
                "Qonto renvoie vers une autre adresse, où nos identifiants n'iront pas. "
                "Vérifiez QONTO_API_BASE_URL."
            )
        case HTTPStatus.UNAUTHORIZED:
            return Code.UPSTREAM_AUTH_FAILED, _UNKNOWN_BEARER if failure.oauth else _UNKNOWN_KEY
        # Quirk: a call without credentials is 400 at Qonto, not 401.
        case HTTPStatus.BAD_REQUEST if "authorization" in _said(failure).lower():
            return Code.UPSTREAM_AUTH_FAILED, _UNKNOWN_KEY
        case HTTPStatus.FORBIDDEN:
            return Code.UPSTREAM_AUTH_FAILED, (
                "Qonto refuse cette opération à nos identifiants. Vérifiez les permissions de la clé API."
            )
        case HTTPStatus.NOT_FOUND if _unrouted(failure):
            return Code.NOT_IMPLEMENTED_AT_QONTO, NOT_IMPLEMENTED
        case HTTPStatus.NOT_FOUND:
            return Code.NOT_FOUND, (
                "Qonto ne connaît pas cet élément. Vérifiez l'identifiant, ou rechargez la liste."
            )
    said = _said(failure)
    reason = f" : {said}" if said else ""
    return Code.UPSTREAM_REFUSED, (
        f"Qonto a refusé la demande ({failure.status}){reason}. "
        "Rien n'a été modifié ; corrigez les données, puis réessayez."
    )


def _said(failure: Failure) -> str:
    """Qonto's reasons in one line."""
    return " ; ".join(str(error.get("detail") or error.get("code")) for error in failure.errors).rstrip(".")


def _unrouted(failure: Failure) -> bool:
    # Quirk: a path without a route never gets past Qonto's edge, which answers in plain text and without
    # `x-request-id`.
    return "x-request-id" not in failure.headers and not failure.errors
