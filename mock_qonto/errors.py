"""
Every refusal of the bank: status, code, detail, one constructor each.

The codes and their statuses are those of Qonto's error pages and of observed answers; where neither
says anything the constructor's comment says that the choice is ours.
"""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A request the bank understood and turned down. `web/refusing.py` makes it an answer."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        pointer: str | None = None,
        parameter: str | None = None,
        meta: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.pointer = pointer
        self.parameter = parameter
        self.meta = meta
        self.headers = headers


class Unrouted(Exception):
    """No such route: the edge answers in plain text, without a request id, before the API is reached."""


# ---------------------------------------------------------------- who are you
def authorization_missing() -> Refusal:
    return Refusal(400, "bad_request", "Authorization field missing")


def authorization_invalid() -> Refusal:
    return Refusal(401, "authorization_token_invalid", "authorization token invalid")


def oauth_required() -> Refusal:
    # Quirk: a key on an OAuth-only operation is 401, not 403.
    return Refusal(401, "unauthorized", "OAuth2 authentication is required here")


def forbidden() -> Refusal:
    return Refusal(403, "forbidden", "You do not have sufficient permissions to perform this action")


# ---------------------------------------------------------------- how it was asked
def malformed_json(why: str) -> Refusal:
    return Refusal(400, "malformed_json", f"the body is not valid JSON: {why}")


def body_missing() -> Refusal:
    # Quirk: an empty body on an endpoint that needs one is the parser's own word.
    return Refusal(422, "invalid_body", "EOF")


def media_type_unsupported(wanted: str) -> Refusal:
    return Refusal(415, "unsupported_media_type", f"the body must be {wanted}")


def body_too_large(limit_bytes: int) -> Refusal:
    return Refusal(413, "payload_too_large", f"the body may not exceed {limit_bytes} bytes")


def invalid_format(pointer: str, why: str) -> Refusal:
    return Refusal(422, "invalid_format", why, pointer=pointer)


def invalid_parameter(name: str, why: str) -> Refusal:
    return Refusal(422, "invalid_format", why, parameter=name)


def page_out_of_range(page: int, pages: int) -> Refusal:
    return Refusal(422, "invalid", f"page {page} is past the last one ({pages})", parameter="page")


def too_many_requests(retry_after_s: int) -> Refusal:
    return Refusal(
        429, "too_many_requests", "Too Many Requests", headers={"Retry-After": str(max(1, retry_after_s))}
    )


# ---------------------------------------------------------------- what it was asked of
def not_found(what: str, id: str) -> Refusal:
    return Refusal(404, "not_found", f"{what} {id} was not found")


def verb_not_found() -> Refusal:
    # Quirk: a verb that a path does not have is 404 in the API's own JSON, never 405.
    return Refusal(404, "not_found", "not found")


# ---------------------------------------------------------------- invoices
def iban_empty() -> Refusal:
    return Refusal(422, "invalid_iban", "IBAN is empty", pointer="/data/attributes/payment_methods/iban")
