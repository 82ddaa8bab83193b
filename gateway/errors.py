"""
Everything the gateway may refuse, in one closed vocabulary.

A failure is either expected (a `Code`, raised as a `GatewayError`) or a bug (an assertion). There is no third
kind. What a code means in HTTP is `web/errors.py`'s business alone.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    # the request itself
    MALFORMED_JSON = "MALFORMED_JSON"
    MALFORMED_FORM = "MALFORMED_FORM"
    INVALID = "INVALID"
    INVALID_PARAMETER = "INVALID_PARAMETER"
    AUTO_FINALIZE_FORBIDDEN = "AUTO_FINALIZE_FORBIDDEN"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    ROUTE_NOT_FOUND = "ROUTE_NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    IDEMPOTENCY_KEY_IN_USE = "IDEMPOTENCY_KEY_IN_USE"
    # who asks
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    ORIGIN_FORBIDDEN = "ORIGIN_FORBIDDEN"
    HOST_FORBIDDEN = "HOST_FORBIDDEN"
    RATE_LIMITED = "RATE_LIMITED"
    IDENTITY_UNAVAILABLE = "IDENTITY_UNAVAILABLE"
    # what is asked for
    NOT_FOUND = "NOT_FOUND"
    ORDER_NOT_FOUND = "ORDER_NOT_FOUND"
    INVOICE_NOT_FOUND = "INVOICE_NOT_FOUND"
    QUOTE_NOT_FOUND = "QUOTE_NOT_FOUND"
    CREDIT_NOTE_NOT_FOUND = "CREDIT_NOTE_NOT_FOUND"
    TRANSACTION_NOT_FOUND = "TRANSACTION_NOT_FOUND"
    ATTACHMENT_NOT_FOUND = "ATTACHMENT_NOT_FOUND"
    CONFLICT = "CONFLICT"
    ORDER_ALREADY_INVOICED = "ORDER_ALREADY_INVOICED"
    QUOTE_ALREADY_EXISTS = "QUOTE_ALREADY_EXISTS"
    ALREADY_FINALIZED = "ALREADY_FINALIZED"
    NOT_FINALIZED = "NOT_FINALIZED"
    DOCUMENT_CHANGED = "DOCUMENT_CHANGED"
    WORLD_CHANGED = "WORLD_CHANGED"
    INVALID_STATUS = "INVALID_STATUS"
    SYNC_RUNNING = "SYNC_RUNNING"
    ORDER_NOT_INVOICEABLE = "ORDER_NOT_INVOICEABLE"
    CUSTOMER_INCOMPLETE = "CUSTOMER_INCOMPLETE"
    CREDIT_EXCEEDS_INVOICE = "CREDIT_EXCEEDS_INVOICE"
    TRANSACTION_UNFIT = "TRANSACTION_UNFIT"
    TRANSACTION_ALREADY_MATCHED = "TRANSACTION_ALREADY_MATCHED"
    ALREADY_ATTACHED = "ALREADY_ATTACHED"
    CLEANUP_PLAN_CHANGED = "CLEANUP_PLAN_CHANGED"
    CONFIRMATION_REQUIRED = "CONFIRMATION_REQUIRED"
    CONFIRMATION_GONE = "CONFIRMATION_GONE"
    LINK_EXPIRED = "LINK_EXPIRED"
    # the PDF
    PDF_NOT_AVAILABLE = "PDF_NOT_AVAILABLE"
    PDF_PENDING = "PDF_PENDING"
    PDF_UNAVAILABLE = "PDF_UNAVAILABLE"
    # Qonto
    NOT_IMPLEMENTED_AT_QONTO = "NOT_IMPLEMENTED_AT_QONTO"
    CREDIT_NOTE_CREATION_UNSUPPORTED = "CREDIT_NOTE_CREATION_UNSUPPORTED"
    UPSTREAM_REFUSED = "UPSTREAM_REFUSED"
    UPSTREAM_FAILED = "UPSTREAM_FAILED"
    UPSTREAM_FINALIZED_ON_CREATE = "UPSTREAM_FINALIZED_ON_CREATE"
    UPSTREAM_AUTH_FAILED = "UPSTREAM_AUTH_FAILED"
    UPSTREAM_CONTRACT_BREACH = "UPSTREAM_CONTRACT_BREACH"
    UPSTREAM_NOT_THE_MOCK = "UPSTREAM_NOT_THE_MOCK"
    UPSTREAM_UNREACHABLE = "UPSTREAM_UNREACHABLE"
    UPSTREAM_BUSY = "UPSTREAM_BUSY"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    # us
    MISCONFIGURED = "MISCONFIGURED"
    UNHEALTHY = "UNHEALTHY"
    DEBUG_DISABLED = "DEBUG_DISABLED"
    DATABASE_UNAVAILABLE = "DATABASE_UNAVAILABLE"
    INTERNAL = "INTERNAL"


class GatewayError(Exception):
    """
    A failure with two audiences: *message* (French) leaves the building, *internal* does not.

    *details* go under `details`, *beside* stands next to `error` in the answer (428 carries its
    `confirmation` there), *headers* are added to the answer.
    """

    def __init__(
        self,
        code: Code,
        message: str,
        *,
        internal: str = "",
        details: Mapping[str, Any] | None = None,
        beside: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, message, internal)
        self.code = code
        self.message = message
        self.internal = internal
        self.details: Mapping[str, Any] = details or {}
        self.beside: Mapping[str, Any] = beside or {}
        self.headers: Mapping[str, str] = headers or {}

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" + (f" [{self.internal}]" if self.internal else "")


def invalid(field: str, message: str) -> GatewayError:
    """One field of the body that was understood and is not acceptable."""
    return GatewayError(
        Code.INVALID,
        f"Le champ « {field} » n'est pas valable : {message}",
        details={"fields": [{"field": field, "message": message}]},
    )
