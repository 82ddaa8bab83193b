"""What liars do to an answer."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from tests.suite.static_mock import JSON

_TOO_MUCH = {
    **dict.fromkeys(("name", "first_name", "last_name", "email", "pdf_url", "colour"), "x"),
    "labels": [],
    "attachments": [],
    "vat_details": {},
}


def json_of(answer: httpx.Response) -> dict[str, Any] | None:
    if not answer.headers.get("content-type", "").startswith(JSON):
        return None
    body = answer.json()
    return body if isinstance(body, dict) else None


def with_body(answer: httpx.Response, body: Any) -> httpx.Response:
    """The answer with another body."""
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return httpx.Response(answer.status_code, headers=headers, content=json.dumps(body).encode())


def _everywhere(body: Any, change: Callable[[str, Any], Any]) -> Any:
    """*change* of every plain value, with the name it has."""
    if isinstance(body, list):
        return [_everywhere(one, change) for one in body]
    if not isinstance(body, dict):
        return body
    return {
        name: _everywhere(value, change) if isinstance(value, dict | list) else change(name, value)
        for name, value in body.items()
    }


def mumbled(body: Any) -> Any:
    def changed(name: str, value: Any) -> Any:
        if name == "id" or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return value + 1
        return f"{value}~" if isinstance(value, str) else value

    return _everywhere(body, changed)


def turned(body: Any) -> Any:
    return _everywhere(body, lambda _, value: not value if isinstance(value, bool) else value)


def padded(body: Any) -> Any:
    if isinstance(body, list):
        return [padded(one) for one in body]
    if not isinstance(body, dict):
        return body
    return _TOO_MUCH | {name: padded(value) for name, value in body.items()}


def renumbered(body: Any) -> Any:
    def changed(name: str, value: Any) -> Any:
        if value is not None and name in {"number", "invoice_number", "trace_id"}:
            return "F-2026-001"
        return value

    return _everywhere(body, changed)
