"""The table of bad input, continued: addresses that lead nowhere, and callers who are nobody."""

from collections.abc import Mapping

from tests.gateway.bad_input.cases import Case, asks
from tests.gateway.bad_input.scene import INVOICES, bearer

_DRAFT = f"{INVOICES}/<draft>"
_NOWHERE = (404, "ROUTE_NOT_FOUND")
_METHOD = (405, "METHOD_NOT_ALLOWED")
ROUTES = (
    asks("a route nobody knows", "/api/qonto/factures", *_NOWHERE),
    asks("a trailing slash", f"{INVOICES}/", *_NOWHERE),
    asks("two slashes", "/api/qonto//invoices", *_NOWHERE),
    asks("a route of the bank", "/v2/client_invoices", *_NOWHERE),
    asks("the bank's control", "/faults", *_NOWHERE, method="POST"),
    asks("a step outside", "/api/qonto/../../etc/passwd", *_NOWHERE),
    asks("PUT on the list", INVOICES, *_METHOD, method="PUT"),
    asks("DELETE on the list", INVOICES, *_METHOD, method="DELETE"),
    asks("DELETE on a document", _DRAFT, *_METHOD, method="DELETE"),
    asks("GET of a deed", f"{_DRAFT}/finalize", *_METHOD),
    asks("POST of health", "/api/qonto/health", *_METHOD, method="POST"),
    asks("TRACE", INVOICES, *_METHOD, method="TRACE"),
    asks("a verb nobody knows", INVOICES, *_METHOD, method="FACTURER"),
    asks("another host", INVOICES, 400, "HOST_FORBIDDEN", Host="evil.example"),
    asks(
        "another origin",
        f"{_DRAFT}/validate-to-draft",
        403,
        "ORIGIN_FORBIDDEN",
        method="POST",
        Origin="https://evil.example",
    ),
    asks("no origin of ours", f"{_DRAFT}/finalize", 403, "ORIGIN_FORBIDDEN", method="POST", Origin="null"),
    asks("a user without end", INVOICES, 401, "UNAUTHENTICATED", X_User_Id="x" * 201),
)


# ------------------------------------------------------------------ GATEWAY_AUTH=jwt
def _token(name: str, headers: Mapping[str, str]) -> Case:
    return Case(
        name=f"token: {name}",
        method="POST",
        path=f"{_DRAFT}/finalize",
        status=401,
        code="UNAUTHENTICATED",
        headers=headers,
    )


def _unsigned() -> Mapping[str, str]:
    return bearer(secret="", algorithm="none")


def _service(verb: str, role: str) -> Case:
    return Case(
        name=f"{role}: {verb}",
        method="POST",
        path=f"{_DRAFT}/{verb}",
        status=403,
        code="FORBIDDEN",
        headers=bearer(role=role),
    )


TOKENS = (
    _token("none", {}),
    _token("the local user's header", {"X-User-Id": "claire"}),
    _token("another scheme", {"Authorization": "Basic bWFyaWU6c2VjcmV0"}),
    _token("an empty one", {"Authorization": "Bearer "}),
    _token("garbage", {"Authorization": "Bearer abc.def.ghi"}),
    _token("expired", bearer(exp=1_700_000_000)),
    _token("without an end", bearer(exp=None)),
    _token("without a subject", bearer(sub=None)),
    _token("of a subject without end", bearer(sub="x" * 201)),
    _token("for another audience", bearer(aud="elsewhere")),
    _token("for no audience", bearer(aud=None)),
    _token("not signed", _unsigned()),
    _token("signed by another", bearer(secret="another-secret-of-thirty-two-bytes")),
    _token("of another algorithm", bearer(algorithm="HS512", secret="a" * 64)),
    _token("not valid yet", bearer(nbf=4_000_000_000)),
    _token("with two roles", bearer(role=["user", "service"])),
    *(
        _service(verb, role)
        for verb in ("finalize", "finalize-workflow")
        for role in ("service", "SERVICE_ROLE")
    ),
    asks("token: none to read", INVOICES, 401, "UNAUTHENTICATED"),
    asks("token: none to create", INVOICES, 401, "UNAUTHENTICATED", method="POST"),
    asks("token: none for a file", f"{_DRAFT}/pdf", 401, "UNAUTHENTICATED"),
)
