"""
Every refusal of the control plane: problem details (RFC 9457) that name the field and say what to do.

They are of a type no customer of the bank ever meets: what the mock cannot do is never told as if Qonto
had said it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.breach import Breach
from mock_qonto.errors import ATTRIBUTES, Refusal

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:mock-qonto:"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One field and what is wrong with it."""

    field: str
    message: str


class Problem(Exception):
    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str,
        *,
        fields: Sequence[Wrong] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {kind}: {detail}")
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.fields = tuple(fields)
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "type": f"{TYPE_PREFIX}{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.fields:
            shown["fields"] = [{"field": wrong.field, "message": wrong.message} for wrong in self.fields]
        return shown


# ---------------------------------------------------------------- where to
def host_forbidden(host: str) -> Problem:
    detail = (
        f"The Host header says {host!r}. The control plane answers to loopback names only, so that no web "
        "page can reach it under a name of its own. Call http://127.0.0.1 or http://localhost, or start the "
        "bank with --host and --allow-remote."
    )
    return Problem(403, "host-forbidden", "this host is not known here", detail)


def origin_forbidden(origin: str) -> Problem:
    detail = (
        f"The request comes from a page of {origin!r}. Only the control plane's own page may call it from a "
        "browser; from a program, send no Origin header."
    )
    return Problem(403, "origin-forbidden", "another site's page may not turn this", detail)


def route_unknown(path: str) -> Problem:
    detail = f"There is nothing at {path}. GET /openapi.json lists every call of the control plane."
    return Problem(404, "route-unknown", "no such call", detail)


def verb_unknown(method: str, path: str, allowed: Sequence[str]) -> Problem:
    verbs = ", ".join(allowed)
    detail = f"{path} does not know {method}. It knows {verbs}."
    return Problem(405, "verb-unknown", "no such verb here", detail, headers={"Allow": verbs})


def world_unknown(slug: str, known: Sequence[str]) -> Problem:
    shown = ", ".join(known[:10]) + (", ..." if len(known) > 10 else "")  # noqa: PLR2004  - a sentence, not a list
    detail = (
        f"No world is called {slug!r}. There are: {shown}. Open one with POST /worlds, or leave X-World out "
        "to mean the default world."
    )
    return Problem(404, "world-unknown", "no such world", detail, fields=[Wrong("X-World", "unknown world")])


def credential_refused() -> Problem:
    detail = (
        "The Authorization header opens no world. Send X-World with a world's slug instead: the control "
        "plane asks for no key."
    )
    return Problem(401, "credential-refused", "this credential opens nothing", detail)


# ---------------------------------------------------------------- how it was asked
def malformed_json(why: str) -> Problem:
    return Problem(400, "malformed-json", "the body is not JSON", f"The body cannot be read: {why}.")


def body_missing() -> Problem:
    return Problem(
        422, "body-missing", "a body is needed", "Send a JSON object; see GET /openapi.json for its fields."
    )


def body_too_large(limit_bytes: int) -> Problem:
    return Problem(
        413, "body-too-large", "the body is too large", f"The body may not exceed {limit_bytes} bytes."
    )


def invalid(breaches: Sequence[Breach]) -> Problem:
    return not_valid(*(Wrong(breach.pointer or "(body)", breach.message) for breach in breaches))


def not_valid(*fields: Wrong) -> Problem:
    first = fields[0]
    more = f" ({len(fields) - 1} more in fields)" if len(fields) > 1 else ""
    return Problem(
        422, "invalid", "understood, but not valid", f"{first.field}: {first.message}{more}", fields=fields
    )


def parameter_unknown(name: str, known: Sequence[str]) -> Problem:
    allowed = f"use one of {', '.join(sorted(known))}" if known else "this call takes none"
    return not_valid(Wrong(name, f"is no parameter of this call; {allowed}"))


# ---------------------------------------------------------------- what it was asked of
def clock_goes_back(now: str) -> Problem:
    return not_valid(
        Wrong(
            "/now",
            f"the clock never goes back; say {now} or later, restore a snapshot, or reset the world",
        )
    )


def clock_too_far(until: str) -> Problem:
    return not_valid(Wrong("/now", f"that is too far ahead; say {until} or earlier"))


def snapshot_unknown(name: str, known: Sequence[str]) -> Problem:
    there = f"There are: {', '.join(known)}." if known else "There is none yet."
    return Problem(
        404,
        "snapshot-unknown",
        "no such snapshot",
        f"This world has no snapshot called {name!r}. {there} Take one with POST /snapshots/{name}.",
    )


def slug_taken(slug: str) -> Problem:
    return Problem(
        409,
        "slug-taken",
        "there is a world of that name",
        f"A world is called {slug!r} already. Choose another slug, or DELETE /worlds/{slug} first.",
        fields=[Wrong("/slug", "taken")],
    )


def beginning_unknown(fixture: str) -> Problem:
    return Problem(
        409,
        "beginning-unknown",
        "nobody here knows how this world began",
        f"It was read back from its file, and what {fixture!r} put into it is not at hand. Start the bank "
        "with --from and the recording it began with.",
    )


def default_world_stays(slug: str) -> Problem:
    return Problem(
        409,
        "default-world-stays",
        "the default world cannot be deleted",
        f"{slug!r} is the world of whoever names no other. POST /reset makes it new.",
    )


def bank_account_missing() -> Problem:
    return Problem(
        409,
        "bank-account-missing",
        "this world has no bank account",
        "There is nothing money could arrive on. Open a world with another fixture, see POST /worlds.",
    )


def refused(refusal: Refusal) -> Problem:
    """What a person at Qonto's dashboard was refused, under the status the API gives it."""
    fields = []
    if refusal.pointer is not None:
        fields.append(Wrong(refusal.pointer.removeprefix(ATTRIBUTES), refusal.code))
    return Problem(
        refusal.status, "refused-by-the-bank", "the bank refuses this", refusal.detail, fields=fields
    )


def bug(name: str) -> Problem:
    return Problem(500, "internal-error", "the mock has a bug", f"{name}; the bank's log has the trace.")


def not_kept(why: str) -> Problem:
    detail = f"{why}. It has happened all the same, but the next start will not know of it."
    return Problem(500, "not-kept", "what happened could not be written to disk", detail)


def breach(why: str) -> Problem:
    return Problem(500, "contract-breach", "the control plane would have broken its own contract", why)
