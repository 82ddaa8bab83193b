"""
HAR files, ours and anybody's, as exchanges with Qonto's API.

A file that was torn at its end is read up to there. What is not under /v2 (pages, links to files) is counted
and left aside.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

import contracts
from contracts.contract import Contract
from contracts.operation import JSON, ContractOperation
from contracts.recordings.writing import OPENING

API = "/v2/"
_EDITION = re.compile(r'edition="([^"]*)"')


class NotARecording(ValueError):
    """The file is no HAR; the message says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """
    One request and its answer. *asked* and *answered* are JSON, None where there was none that was kept;
    *kept* says whether the answer's body is there to be judged. *status* 0: no answer came. Names of headers
    are in lower case.
    """

    number: int
    at: datetime | None
    method: str
    path: str
    query: Mapping[str, list[str]]
    asked: Any
    asked_media: str
    asked_headers: Mapping[str, str]
    status: int
    headers: Mapping[str, str]
    media: str
    answered: Any
    kept: bool
    length: int

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004  - what HTTP calls a success

    @property
    def from_edge(self) -> bool:
        """A 404 that no service has seen: no request id, and no JSON."""
        return self.status == 404 and "x-request-id" not in self.headers and self.media != JSON  # noqa: PLR2004

    @property
    def bank_time(self) -> datetime | None:
        """The hour at the other end."""
        try:
            return parsedate_to_datetime(self.headers["date"])
        except (KeyError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Recording:
    """*aside*: how many entries are no calls of the API. *torn*: the end of the file is missing."""

    exchanges: tuple[Exchange, ...]
    aside: int = 0
    torn: bool = False
    ours: bool = False
    """Written by us, so that nothing personal is in it."""

    @property
    def edition(self) -> str | None:
        """The one the other end named; None: it named none, as Qonto does."""
        for exchange in self.exchanges:
            said = _EDITION.search(exchange.headers.get("x-mock-qonto", ""))
            if said is not None and said[1] in contracts.EDITIONS:
                return said[1]
        return None


@dataclass(frozen=True, slots=True)
class Routes:
    """The operations of a contract, found by method and path."""

    contract: Contract
    _by_length: dict[tuple[str, int], list[tuple[list[str], ContractOperation]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for operation in self.contract.operations.values():
            segments = operation.path.split("/")
            self._by_length.setdefault((operation.method, len(segments)), []).append((segments, operation))

    def operation(self, method: str, path: str) -> ContractOperation | None:
        segments = path.split("/")
        for wanted, operation in self._by_length.get((method, len(segments)), ()):
            if all(one == there or one.startswith("{") for one, there in zip(wanted, segments, strict=True)):
                return operation
        return None


def read(path: Path) -> Recording:
    """Raises NotARecording, also where there is no file to be read."""
    try:
        content = path.read_bytes()
    except OSError as why:
        raise NotARecording(f"{path} cannot be read: {why.strerror}") from None
    torn = False
    try:
        entries = orjson.loads(content)["log"]["entries"]
    except (KeyError, TypeError):
        raise NotARecording(f"{path} is no HAR file") from None
    except orjson.JSONDecodeError:
        entries, torn = list(_whole_lines(content)), True
        if not content.startswith(b'{"log":{'):
            raise NotARecording(f"{path} is no HAR file") from None
    try:
        api = [entry for entry in entries if urlsplit(entry["request"]["url"]).path.startswith(API)]
        exchanges = tuple(_exchange(number, entry) for number, entry in enumerate(api, start=1))
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise NotARecording(f"{path}: an entry is not as HAR 1.2 says ({type(wrong).__name__})") from None
    ours = content.startswith(OPENING)
    return Recording(exchanges, len(entries) - len(api), torn, ours)


def read_calls(path: Path) -> Recording:
    """As `read`, but a recording of nothing is none."""
    recording = read(path)
    if not recording.exchanges:
        raise NotARecording(f"{path} holds no call of Qonto's API (paths under {API})")
    return recording


def _whole_lines(content: bytes) -> Iterator[Any]:
    for line in content.split(b"\n")[1:]:
        try:
            entry = orjson.loads(line.rstrip(b","))
        except orjson.JSONDecodeError:
            continue
        if isinstance(entry, dict) and "request" in entry:
            yield entry


def _exchange(number: int, entry: Mapping[str, Any]) -> Exchange:
    request, response = entry["request"], entry["response"]
    url = urlsplit(request["url"])
    posted, content = request.get("postData") or {}, response.get("content") or {}
    answered, kept = _json(content)
    return Exchange(
        number=number,
        at=_instant(entry.get("startedDateTime")),
        method=request["method"].upper(),
        path=unquote(url.path),
        query=parse_qs(url.query, keep_blank_values=True),
        asked=_json(posted)[0],
        asked_media=_media(posted.get("mimeType", "")),
        asked_headers=_headers(request),
        status=max(0, int(response["status"])),
        headers=(headers := _headers(response)),
        media=_media(headers.get("content-type") or content.get("mimeType", "")),
        answered=answered,
        kept=kept,
        length=max(0, int(content.get("size", 0) or 0)),
    )


def _headers(message: Mapping[str, Any]) -> Mapping[str, str]:
    return {one["name"].lower(): one["value"] for one in message.get("headers", ())}


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _json(part: Mapping[str, Any]) -> tuple[Any, bool]:
    """A body, and whether it is there: one that was left out is not, none at all is."""
    text = part.get("text")
    if text is None:
        return None, not part.get("size", 0)
    if part.get("encoding") == "base64":
        try:
            text = base64.b64decode(text)
        except binascii.Error:
            return None, False
    if not text:
        return None, True
    try:
        return orjson.loads(text), True
    except orjson.JSONDecodeError:
        return None, False


def _instant(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
