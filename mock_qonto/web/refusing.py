"""Refusal -> response: the only file that knows how the bank's errors look on the wire."""

from typing import Any

import orjson

from mock_qonto.errors import Refusal
from mock_qonto.web.call import Reply

PROBLEM = "application/problem+json"


def refused(refusal: Refusal, trace_id: str) -> Reply:
    """Qonto's envelope: `{"errors": [{code, detail, source?, trace_id}]}`."""
    error: dict[str, Any] = {"code": refusal.code, "detail": refusal.detail, "trace_id": trace_id}
    if refusal.states_status:
        error["status"] = str(refusal.status)
    source = {
        name: value
        for name, value in (("pointer", refusal.pointer), ("parameter", refusal.parameter))
        if value is not None
    }
    if source:
        error["source"] = source
    if refusal.meta is not None:
        error["meta"] = dict(refusal.meta)
    headers = dict(refusal.headers or {})
    return Reply(refusal.status, orjson.dumps({"errors": [error]}), headers=headers)


def unrouted(trace_id: str) -> Reply:
    # Quirk: the edge in front of the API answers text, with a trace id of its own and no request id.
    return Reply(404, b"404 page not found", "text/plain; charset=utf-8", {"x-tyk-trace-id": trace_id})


def breach(why: str, trace_id: str) -> Reply:
    """The mock is wrong, not the client: said so in a way no client can take for the bank's."""
    problem = {
        "type": "urn:mock-qonto:contract-breach",
        "title": "the mock would have broken its own contract",
        "detail": why,
        "trace_id": trace_id,
    }
    return Reply(500, orjson.dumps(problem), PROBLEM, {"X-Mock-Qonto-Problem": "contract-breach"})


def broken(why: str, trace_id: str) -> Reply:
    problem = {
        "type": "urn:mock-qonto:internal-error",
        "title": "the mock has a bug",
        "detail": why,
        "trace_id": trace_id,
    }
    return Reply(500, orjson.dumps(problem), PROBLEM, {"X-Mock-Qonto-Problem": "internal-error"})


def not_kept(why: str, trace_id: str) -> Reply:
    """It happened, but a restart would forget it: the client must not believe it."""
    problem = {
        "type": "urn:mock-qonto:state-not-kept",
        "title": "the mock could not write its state file",
        "detail": why,
        "trace_id": trace_id,
    }
    return Reply(500, orjson.dumps(problem), PROBLEM, {"X-Mock-Qonto-Problem": "state-not-kept"})
