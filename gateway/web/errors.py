"""
What every failure looks like in HTTP. The only file of the gateway that knows statuses of failures.

`{"success": false, "error": "<a sentence for a person, French>", "code": "...", "details": {...}}` on every
route.
"""

from collections.abc import Mapping
from types import MappingProxyType

import orjson
from starlette.responses import Response

from gateway.errors import Code, GatewayError

STATUS: Mapping[Code, int] = MappingProxyType(
    {
        Code.MALFORMED_JSON: 400,
        Code.MALFORMED_FORM: 400,
        Code.HOST_FORBIDDEN: 400,
        Code.UNAUTHENTICATED: 401,
        Code.FORBIDDEN: 403,
        Code.ORIGIN_FORBIDDEN: 403,
        Code.NOT_FOUND: 404,
        Code.ROUTE_NOT_FOUND: 404,
        Code.ORDER_NOT_FOUND: 404,
        Code.INVOICE_NOT_FOUND: 404,
        Code.QUOTE_NOT_FOUND: 404,
        Code.CREDIT_NOTE_NOT_FOUND: 404,
        Code.TRANSACTION_NOT_FOUND: 404,
        Code.ATTACHMENT_NOT_FOUND: 404,
        Code.PDF_NOT_AVAILABLE: 404,
        Code.DEBUG_DISABLED: 404,
        Code.METHOD_NOT_ALLOWED: 405,
        Code.IDEMPOTENCY_KEY_IN_USE: 409,
        Code.CONFLICT: 409,
        Code.ORDER_ALREADY_INVOICED: 409,
        Code.QUOTE_ALREADY_EXISTS: 409,
        Code.ALREADY_FINALIZED: 409,
        Code.NOT_FINALIZED: 409,
        Code.DOCUMENT_CHANGED: 409,
        Code.WORLD_CHANGED: 409,
        Code.INVALID_STATUS: 409,
        Code.SYNC_RUNNING: 409,
        Code.CLEANUP_PLAN_CHANGED: 409,
        Code.ALREADY_ATTACHED: 409,
        Code.CONFIRMATION_GONE: 410,
        Code.LINK_EXPIRED: 410,
        Code.PAYLOAD_TOO_LARGE: 413,
        Code.UNSUPPORTED_MEDIA_TYPE: 415,
        Code.INVALID: 422,
        Code.INVALID_PARAMETER: 422,
        Code.IDEMPOTENCY_KEY_REUSED: 422,
        Code.AUTO_FINALIZE_FORBIDDEN: 422,
        Code.ORDER_NOT_INVOICEABLE: 422,
        Code.CUSTOMER_INCOMPLETE: 422,
        Code.CREDIT_EXCEEDS_INVOICE: 422,
        Code.TRANSACTION_UNFIT: 422,
        Code.TRANSACTION_ALREADY_MATCHED: 409,
        Code.CONFIRMATION_REQUIRED: 428,
        Code.RATE_LIMITED: 429,
        Code.INTERNAL: 500,
        Code.NOT_IMPLEMENTED_AT_QONTO: 501,
        Code.CREDIT_NOTE_CREATION_UNSUPPORTED: 501,
        Code.UPSTREAM_REFUSED: 502,
        Code.UPSTREAM_FAILED: 502,
        Code.UPSTREAM_FINALIZED_ON_CREATE: 502,
        Code.UPSTREAM_AUTH_FAILED: 502,
        Code.UPSTREAM_CONTRACT_BREACH: 502,
        Code.UPSTREAM_NOT_THE_MOCK: 502,
        Code.PDF_UNAVAILABLE: 502,
        Code.PDF_PENDING: 503,
        Code.UPSTREAM_UNREACHABLE: 503,
        Code.IDENTITY_UNAVAILABLE: 503,
        Code.DATABASE_UNAVAILABLE: 503,
        Code.MISCONFIGURED: 503,
        Code.UNHEALTHY: 503,
        Code.UPSTREAM_BUSY: 503,
        Code.OUTCOME_UNKNOWN: 504,
    }
)

# "Try again" without a when is half an answer: these two statuses always say it.
_RETRY_AFTER_S = MappingProxyType({429: "1", 503: "2"})


def failure(error: GatewayError) -> Response:
    status = STATUS[error.code]
    content = orjson.dumps(
        {
            "success": False,
            "error": error.message,
            "code": error.code.value,
            "details": dict(error.details),
            **error.beside,
        },
        option=orjson.OPT_UTC_Z,
    )
    response = Response(content, status, media_type="application/json")
    if status in _RETRY_AFTER_S:
        response.headers["Retry-After"] = _RETRY_AFTER_S[status]
    response.headers.update(error.headers)
    return response
