"""A refusal as a page: the same sentence, the same status, in HTML."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.errors import Code, GatewayError
from gateway.pages.rendering import page
from gateway.web.errors import failure

_TITLES: Final[Mapping[Code, str]] = MappingProxyType(
    {
        Code.NOT_FOUND: "Page introuvable",
        Code.CONFIRMATION_GONE: "Ce lien ne sert plus",
        Code.LINK_EXPIRED: "Ce lien a expiré",
        Code.FORBIDDEN: "Accès refusé",
        Code.QUOTE_NOT_FOUND: "Devis introuvable",
        Code.PDF_NOT_AVAILABLE: "Pas encore de PDF",
        Code.PDF_PENDING: "Le PDF arrive",
        Code.ALREADY_FINALIZED: "Document déjà finalisé",
        Code.DOCUMENT_CHANGED: "Le document a changé",
        Code.ORIGIN_FORBIDDEN: "Formulaire refusé",
        Code.UNAUTHENTICATED: "Connexion nécessaire",
        Code.OUTCOME_UNKNOWN: "Résultat inconnu",
        Code.UPSTREAM_UNREACHABLE: "Qonto ne répond pas",
    }
)


def failure_page(_request: Request, error: GatewayError, *, back: str | None = None) -> Response:
    """*back* leads to the page on which the person can still mend it."""
    fields = error.details.get("fields", ())
    return failed(error, "failure.html", fields=fields, message=error.message, back=back)


def public_failure_page(_request: Request, error: GatewayError) -> Response:
    """For whoever was given a link and has no business with the rest of us."""
    return failed(error, "unavailable.html", message=error.message)


def failed(error: GatewayError, template: str, **shown: Any) -> Response:
    """*template* with the status and the headers that the API would have answered."""
    told = failure(error)
    title = _TITLES.get(error.code, "Cela n'a pas abouti")
    response = page(told.status_code, template, title=title, code=error.code.value, **shown)
    for name in ("Retry-After", *error.headers):
        if name in told.headers:
            response.headers[name] = told.headers[name]
    return response
