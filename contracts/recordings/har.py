"""An exchange as it may be kept, and how HAR 1.2 says it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson

from contracts.recordings.disguise import Address, Body, Json
from contracts.recordings.pseudonyms import Safe

CREATOR = {"name": "qonto-offline", "version": "1"}


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


def as_har(entry: Entry) -> dict[str, Any]:
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
    return orjson.dumps(shown_value(content)).decode()


def shown_value(content: Json) -> Any:
    if isinstance(content, Safe):
        return content.text
    if isinstance(content, list):
        return [shown_value(one) for one in content]
    if isinstance(content, dict):
        return {name.text: shown_value(below) for name, below in content.items()}
    return content


def _quoted(text: Safe) -> str:
    return quote(text.text, safe="[]:,")
