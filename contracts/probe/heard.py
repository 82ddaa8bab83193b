"""An answer as the probe keeps it: what tells one kind of server from another, and nothing personal."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{3,}", re.IGNORECASE)
_KEPT_HEADERS = ("allow", "content-type", "retry-after", "server", "x-mock-qonto", "x-mock-qonto-problem")
_PRESENT_HEADERS = ("x-request-id", "x-tyk-trace-id", "cf-ray")
DETAIL_LENGTH_MAX = 200
ID = "<id>"
"""Stands for every id and longer number in a detail."""


@dataclass(frozen=True, slots=True)
class Face:
    """What answers of one kind have in common, however often they are given."""

    status: int
    media: str
    routed: bool
    """It bears the request id of a service behind the edge."""
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """
    *status* 0: there was no answer, and *trouble* says why. *code* and *detail* are of the first error in
    Qonto's envelope, ids replaced; of any other body nothing is kept but its kind and length.
    """

    status: int
    media: str = ""
    headers: Mapping[str, str]
    code: str = ""
    detail: str = ""
    length: int = 0
    location_host: str = ""
    trouble: str = ""

    @property
    def face(self) -> Face:
        return Face(self.status, self.media, "x-request-id" in self.headers, self.code, self.detail)

    @property
    def is_page(self) -> bool:
        return self.media == "text/html"

    @property
    def from_edge(self) -> bool:
        """A 404 that no service has seen: plain text, and no request id."""
        return self.status == 404 and not self.face.routed and self.media != "application/json"  # noqa: PLR2004


def heard(
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    *,
    location_host: str = "",
    secrets: Sequence[str] = (),
) -> Heard:
    """An answer without what only its receiver should know: a server may say back what it was told."""
    lower = {name.lower(): _masked(value, secrets) for name, value in headers.items()}
    media = lower.get("content-type", "").partition(";")[0].strip().lower()
    is_error = media == "application/json" and status >= 400  # noqa: PLR2004
    code, detail = _error(content, secrets) if is_error else ("", "")
    return Heard(
        status=status,
        media=media,
        headers={name: lower[name] for name in _KEPT_HEADERS if name in lower}
        | {name: "(present)" for name in _PRESENT_HEADERS if name in lower},
        code=code,
        detail=detail,
        length=len(content),
        location_host=_masked(location_host, secrets),
    )


def lost(trouble: str) -> Heard:
    return Heard(status=0, headers={}, trouble=trouble)


def as_evidence(heard: Heard) -> dict[str, Any]:
    kept: dict[str, Any] = {"status": heard.status, "media": heard.media, "headers": dict(heard.headers)}
    if heard.code or heard.detail:
        kept["error"] = {"code": heard.code, "detail": heard.detail}
    if heard.location_host:
        kept["redirect_to"] = heard.location_host
    if heard.trouble:
        kept["trouble"] = heard.trouble
    return {**kept, "length": heard.length}


def from_evidence(kept: Mapping[str, Any]) -> Heard:
    error = kept.get("error", {})
    return Heard(
        status=kept["status"],
        media=kept["media"],
        headers=kept["headers"],
        code=error.get("code", ""),
        detail=error.get("detail", ""),
        length=kept["length"],
        location_host=kept.get("redirect_to", ""),
        trouble=kept.get("trouble", ""),
    )


def _error(content: bytes, secrets: Sequence[str]) -> tuple[str, str]:
    try:
        body = json.loads(content)
    except ValueError:
        return "", ""
    errors = body.get("errors") if isinstance(body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else body
    if not isinstance(first, dict):
        return "", ""
    code = _masked(str(first.get("code", "")), secrets)
    detail = _masked(str(first.get("detail", first.get("message", ""))), secrets)
    return code[:DETAIL_LENGTH_MAX], _ID.sub(ID, detail)[:DETAIL_LENGTH_MAX]


def _masked(text: str, secrets: Sequence[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
