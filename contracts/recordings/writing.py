"""
A HAR file that is whole after every exchange.

Each new entry is written over the closing brackets, together with new ones, in one call: whoever kills the
process loses the exchange that was under way and no other. One entry is one line, so that even a file whose
last line was torn (the power went) is read back up to there.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from contracts.recordings.disguise import Address, Body, Json
from contracts.recordings.pseudonyms import Safe

_OPENING = b'{"log":{"version":"1.2","creator":{"name":"qonto-offline","version":"1"},"entries":['
_CLOSING = b"\n]}}\n"
_NAMES_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One exchange as it may be kept. There is no field for any other text than `Safe`."""

    at: datetime
    took_ms: float
    method: Safe
    address: Address
    asked_headers: tuple[tuple[Safe, Safe], ...]
    asked: Body
    status: int
    """0: no answer came, and *trouble* is of what kind it was."""
    headers: tuple[tuple[Safe, Safe], ...] = ()
    answered: Body | None = None
    trouble: Safe | None = None


class HarFile:
    """Open for as long as entries may come."""

    def __init__(self, descriptor: int, path: Path) -> None:
        self.path = path
        self._descriptor = descriptor
        self._end = 0
        self._count = 0
        self._put(_OPENING)

    @classmethod
    def begin(cls, wished: Path) -> "HarFile":
        """A new file of that name, or the next free one like it: nothing is ever overwritten."""
        wished.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(_NAMES_MAX):
            path = free_name(wished)
            try:
                descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            except FileExistsError:
                continue
            return cls(descriptor, path)
        raise FileExistsError(f"{wished} and many more like it exist")

    def add(self, entry: Entry) -> None:
        comma = b"," if self._count else b""
        self._put(comma + b"\n" + orjson.dumps(_entry(entry)))
        self._count += 1

    def close(self) -> None:
        os.close(self._descriptor)

    def _put(self, more: bytes) -> None:
        written = os.pwrite(self._descriptor, more + _CLOSING, self._end)
        if written < len(more) + len(_CLOSING):
            os.ftruncate(self._descriptor, self._end)
            os.pwrite(self._descriptor, _CLOSING, self._end)
            raise OSError(f"{self.path}: no room for another exchange")
        self._end += len(more)


def free_name(wished: Path) -> Path:
    """`file.har`, or the first of `file-2.har`, `file-3.har`... that nobody has taken."""
    if not wished.exists():
        return wished
    numbered = (wished.with_stem(f"{wished.stem}-{number}") for number in range(2, _NAMES_MAX))
    return next((path for path in numbered if not path.exists()), wished)


def unwritable(wished: Path) -> str | None:
    """Why no recording can be begun there; None: it can."""
    folder = next(one for one in (wished.absolute().parents) if one.exists())
    if wished.is_dir():
        return f"{wished} is a folder"
    return None if folder.is_dir() and os.access(folder, os.W_OK) else f"{folder} cannot be written to"


# ---------------------------------------------------------------- as HAR says it
def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "startedDateTime": entry.at.isoformat(timespec="milliseconds"),
        "time": round(entry.took_ms, 3),
        "request": _request(entry),
        "response": _response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": round(entry.took_ms, 3), "receive": 0},
    }


def _request(entry: Entry) -> dict[str, Any]:
    address, asked = entry.address, entry.asked
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in address.query)
    request: dict[str, Any] = {
        "method": entry.method.text,
        "url": f"{address.origin.text}{address.path.text}" + (f"?{query}" if query else ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(entry.asked_headers),
        "queryString": _pairs(address.query),
        "headersSize": -1,
        "bodySize": asked.length,
    }
    if asked.kept:
        request["postData"] = {"mimeType": asked.media.text, "text": _text(asked.content)}
    elif asked.length:
        request["postData"] = {"mimeType": asked.media.text, "params": [], "comment": "not kept"}
    return request


def _response(entry: Entry) -> dict[str, Any]:
    answered = entry.answered or Body(Safe(""), 0)
    content: dict[str, Any] = {"size": answered.length, "mimeType": answered.media.text}
    if answered.kept:
        content["text"] = _text(answered.content)
    elif answered.length:
        content["comment"] = "not kept"
    location = next((value.text for name, value in entry.headers if name.text == "location"), "")
    response: dict[str, Any] = {
        "status": entry.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(entry.headers),
        "content": content,
        "redirectURL": location,
        "headersSize": -1,
        "bodySize": answered.length,
    }
    if entry.trouble is not None:
        response["comment"] = entry.trouble.text
    return response


def _pairs(pairs: tuple[tuple[Safe, Safe], ...]) -> list[dict[str, str]]:
    return [{"name": name.text, "value": value.text} for name, value in pairs]


def _text(content: Json) -> str:
    return orjson.dumps(_plain(content)).decode()


def _plain(content: Json) -> Any:
    if isinstance(content, Safe):
        return content.text
    if isinstance(content, list):
        return [_plain(one) for one in content]
    if isinstance(content, dict):
        return {name.text: _plain(below) for name, below in content.items()}
    return content


def _quoted(text: Safe) -> str:
    return quote(text.text, safe="[]:,")
