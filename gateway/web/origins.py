"""
From where a browser may call us: the Host we answer to, and the pages that may write.

A gateway on the loopback can be reached by every page the developer visits. A write whose `Origin` is neither
our own nor allowed is therefore refused, empty bodies included; a read without permission is answered without
CORS headers, which is how a browser is told to keep it from the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from gateway.errors import Code, GatewayError

_NOTHING: Mapping[str, str] = MappingProxyType({})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_EXPOSED = "Retry-After, Content-Disposition, X-PDF-Source, X-PDF-Reason, Idempotency-Replayed"
_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
_ASKABLE = "Authorization, Content-Type, X-User-Id, Idempotency-Key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    allowed_hosts: frozenset[str]
    allowed_origins: frozenset[str]

    def check(self, request: Request) -> Response | None:
        """Refuse what comes from elsewhere; answer a preflight; None means: go on."""
        host = request.headers.get("host", "")
        if "*" not in self.allowed_hosts and _name_of(host) not in self.allowed_hosts:
            raise GatewayError(
                Code.HOST_FORBIDDEN,
                "Ce nom d'hôte n'est pas servi ici : utilisez l'adresse de la passerelle "
                "ou ajoutez-le à GATEWAY_ALLOWED_HOSTS.",
            )
        origin = request.headers.get("origin")
        if origin is None or _is_ours(origin, host):
            return None
        if origin in self.allowed_origins:
            return self._preflight(request)
        if request.method not in _SAFE or "access-control-request-method" in request.headers:
            raise GatewayError(
                Code.ORIGIN_FORBIDDEN,
                "Cette page n'a pas le droit d'appeler la passerelle : "
                "ajoutez son origine à GATEWAY_ALLOWED_ORIGINS.",
            )
        return None

    def headers_for(self, headers: Headers) -> Mapping[str, str]:
        if not self.allowed_origins:
            return _NOTHING
        origin = headers.get("origin")
        if origin not in self.allowed_origins:
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": _EXPOSED,
        }

    def _preflight(self, request: Request) -> Response | None:
        if request.method != "OPTIONS" or "access-control-request-method" not in request.headers:
            return None
        return Response(
            status_code=204,
            headers={
                "Access-Control-Allow-Methods": _METHODS,
                "Access-Control-Allow-Headers": _ASKABLE,
                "Access-Control-Max-Age": "600",
            },
        )


def _name_of(host: str) -> str:
    """`127.0.0.1:8080` -> `127.0.0.1`; `[::1]:8080` -> `::1`."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()


def _is_ours(origin: str, host: str) -> bool:
    # The scheme may differ behind a proxy that ends TLS; the host and its port may not.
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
