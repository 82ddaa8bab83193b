"""Replies: every byte of them has been held against the contract, whole or piece by piece."""

from collections.abc import Mapping
from typing import Any, TypeVar

import orjson

from mock_qonto.kernel.records import Record
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.rendering import MockBreach, View

R = TypeVar("R", bound=Record)


def reply_body(call: Call, status: int, body: Mapping[str, Any]) -> Reply:
    """Any JSON body, validated whole against the operation's answer for *status*."""
    breaches = call.operation.response_errors(status, body)
    if breaches:
        raise MockBreach(f"{call.operation.id} {status}: {breaches[0]}")
    return Reply(status, orjson.dumps(body))


def reply_one(call: Call, view: View[R], record: R, *, created: bool = False) -> Reply:
    """`{"<one>": record}`; a create answers 200 or 201, as its edition's contract says."""
    status = call.operation.success_status if created else 200
    return Reply(status, call.renderer.one(call.world, call.contract, view, record))


def reply_empty(status: int = 204) -> Reply:
    return Reply(status, b"", None)
