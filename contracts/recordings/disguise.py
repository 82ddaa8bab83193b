"""
Messages in disguise: what may stay stays, everything else is a pseudonym; text leaves here as `Safe` only.

Bodies that are not JSON leave their kind and length behind and nothing else. Links lose their host, whatever
in their path is not a word of the API's, and all of their query: a signature is a credential.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson

import contracts
from contracts.recordings import staying
from contracts.recordings.pseudonyms import Pseudonyms, Safe

Json: TypeAlias = "bool | int | float | Safe | list[Json] | dict[Safe, Json] | None"

JSON = "application/json"
DEPTH_MAX = 60
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_HOSTS = frozenset(
    {"127.0.0.1", "localhost", "::1", "thirdparty.qonto.com", "thirdparty-sandbox.staging.qonto.co"}
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PRESENT = Safe("(present)")
_REMOVED = Safe("removed")
_DATE = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")
_SECONDS = re.compile(r"[0-9]{1,6}")
_EDITION = re.compile(r'edition="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Body:
    """*content* is None where there is none to be kept: no body, or one that is not JSON."""

    media: Safe
    length: int
    content: Json = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """*origin* is scheme and host; *query* a list of names and values, in their order."""

    origin: Safe
    path: Safe
    query: tuple[tuple[Safe, Safe], ...] = ()


class Disguise:
    """One recording's."""

    __slots__ = ("_pseudonyms",)

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms

    # ------------------------------------------------------------------ bodies
    def body(self, content: bytes | None, content_type: str) -> Body:
        media = self.media(content_type)
        if not content:
            return Body(media, 0)
        if media.text == JSON:
            try:
                return Body(media, len(content), self.json(orjson.loads(content)), kept=True)
            except orjson.JSONDecodeError:
                pass
        return Body(media, len(content))

    def json(self, value: Any, name: str = "", inside: str = "", depth: int = 0) -> Json:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return value if staying.number_stays(name) else self._pseudonyms.number(value)
        if isinstance(value, str):
            return self.text(value, name, inside)
        if depth > DEPTH_MAX:
            return None
        if isinstance(value, list):
            return [self.json(one, name, inside, depth + 1) for one in value]
        return {
            self._field(key): self.json(below, key, name or inside, depth + 1) for key, below in value.items()
        }

    def text(self, text: str, name: str, inside: str = "") -> Safe:
        """The value of a field."""
        if not text or staying.stays(name, text, inside=inside):
            return Safe(text)
        if _LINK.fullmatch(text):
            return self.link(text)
        return self._pseudonyms.of(text, name)

    def _field(self, name: str) -> Safe:
        return Safe(name) if staying.name_stays(name) else self._pseudonyms.of(name)

    # ------------------------------------------------------------------ addresses
    def address(self, url: str) -> Address:
        """Where a request went: an operation of the API, or a link to a file."""
        parts = urlsplit(url)
        if not parts.path.startswith("/v2/"):
            link = urlsplit(self.link(url).text)
            query: tuple[tuple[Safe, Safe], ...] = ((_REMOVED, _REMOVED),) if link.query else ()
            return Address(Safe(f"{link.scheme}://{link.netloc}"), Safe(link.path), query)
        origin = self._origin(url)
        path = "/".join(self._segment(unquote(one), ids=True) for one in parts.path.split("/"))
        query = tuple(
            self._parameter(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
        )
        return Address(origin, Safe(path), query)

    def link(self, url: str) -> Safe:
        """An address in an answer: nobody can follow it any more."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return self._pseudonyms.of(url)
        path = "/".join(self._segment(unquote(one), ids=False) for one in parts.path.split("/"))
        query = "?removed=removed" if parts.query else ""
        return Safe(f"https://{self._host(host)}{path}{query}")

    def _origin(self, url: str) -> Safe:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host not in _HOSTS:
            return Safe(f"https://{self._host(host)}")
        port = f":{parts.port}" if parts.port else ""
        shown = f"[{host}]" if ":" in host else host
        return Safe(f"{'http' if parts.scheme == 'http' else 'https'}://{shown}{port}")

    def _host(self, host: str) -> str:
        made = self._pseudonyms.of(f"somebody@{host or 'nowhere'}").text
        return made.partition("@")[2]

    def _segment(self, segment: str, *, ids: bool) -> str:
        if not segment or segment in staying.path_words() or segment in staying.PATH_WORDS:
            return segment
        if ids and staying.ID.fullmatch(segment):
            return segment
        made = self._pseudonyms.of(segment).text
        return "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in made)

    def _parameter(self, name: str, value: str) -> tuple[Safe, Safe]:
        if name not in staying.query_names():
            return self._pseudonyms.of(name), self._pseudonyms.of(value)
        return Safe(name), self.text(value, staying.bare(name))

    # ------------------------------------------------------------------ headers
    def media(self, content_type: str) -> Safe:
        kind = content_type.partition(";")[0].strip().lower()
        return Safe(kind if not kind or staying.MEDIA.fullmatch(kind) else "application/octet-stream")

    def asked_headers(self, headers: Mapping[str, str]) -> tuple[tuple[Safe, Safe], ...]:
        lower = {name.lower(): value for name, value in headers.items()}
        kept = [(Safe(name), self.media(lower[name])) for name in ("accept", "content-type") if name in lower]
        if key := lower.get("x-qonto-idempotency-key"):
            kept.append((Safe("x-qonto-idempotency-key"), self._pseudonyms.of(key)))
        return tuple(kept)

    def answered_headers(self, headers: Mapping[str, str]) -> tuple[tuple[Safe, Safe], ...]:
        lower = {name.lower(): value for name, value in headers.items()}
        found: dict[str, Safe | None] = {
            "content-type": self.media(lower["content-type"]) if "content-type" in lower else None,
            "date": _if(_DATE, lower.get("date")),
            "retry-after": _if(_SECONDS, lower.get("retry-after")),
            "allow": _allowed(lower.get("allow")),
            "location": self.link(lower["location"]) if "location" in lower else None,
            "x-mock-qonto": _identity(lower.get("x-mock-qonto")),
            **{name: _PRESENT for name in ("x-request-id", "x-tyk-trace-id", "cf-ray") if name in lower},
        }
        return tuple((Safe(name), value) for name, value in found.items() if value is not None)


def _if(shape: re.Pattern[str], text: str | None) -> Safe | None:
    return Safe(text) if text is not None and shape.fullmatch(text) else None


def _allowed(text: str | None) -> Safe | None:
    methods: Sequence[str] = [one.strip().upper() for one in (text or "").split(",")]
    known = [one for one in methods if one in _METHODS]
    return Safe(", ".join(known)) if known else None


def _identity(text: str | None) -> Safe | None:
    """That it was the mock, and in which edition."""
    if text is None:
        return None
    edition = _EDITION.search(text)
    known = edition is not None and edition[1] in contracts.EDITIONS
    return Safe(f'mock; edition="{edition[1]}"' if known and edition is not None else "mock")
