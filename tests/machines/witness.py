"""The bank's own journal as the rule book reads it."""

from collections.abc import Mapping
from typing import Any

import orjson

from contracts.rules.journal import Exchange
from mock_qonto.kernel import journal


def as_witnessed(
    exchange: journal.Exchange,
    *,
    headers: Mapping[str, str] | None = None,
    asked_headers: Mapping[str, str] | None = None,
) -> Exchange:
    """*headers* where somebody has seen them: the journal keeps none."""
    return Exchange(
        at=exchange.at,
        operation=exchange.operation,
        method=exchange.method,
        target=exchange.target,
        status=exchange.status,
        asked=parsed(exchange.request_body),
        answered=parsed(exchange.response_body),
        headers=headers or {},
        asked_headers=asked_headers or {},
        length=exchange.response_length,
        fault=exchange.fault,
    )


def parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
