"""What happened in a world, in order: calls with what each caused, and what time or a test caused."""

from datetime import datetime
from typing import Any

import orjson

from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.instants import read_instant
from mock_qonto.control.showing import events_shown
from mock_qonto.kernel.journal import BODY_KEPT_BYTES, Entry, Exchange
from mock_qonto.web.rendering import instant


def list_journal(call: ControlCall) -> ControlReply:
    """Oldest first: the last *limit* of what matches, or the first *limit* after *since*."""
    journal, slug = call.bank.journal, call.world.slug
    after, since = _since(call.query.get("since"))
    matching = [
        exchange
        for exchange in journal.of_world(slug)
        if _matches(exchange, call) and _is_after(exchange, after, since)
    ]
    limit = call.query["limit"]
    shown = matching[:limit] if after is not None or since is not None else matching[-limit:]
    unprompted = [
        entry
        for number, entry in journal.entries
        if number == 0 and entry.world == slug and (since is None or entry.at >= since)
    ]
    return ControlReply(
        200,
        {
            "exchanges": [exchange_shown(exchange) for exchange in shown],
            "unprompted": [_entry_shown(entry) for entry in unprompted[-limit:]],
            "meta": {
                "matched": len(matching),
                "shown": len(shown),
                "last": journal.count,
                "dropped": journal.dropped,
            },
        },
    )


def clear_journal(call: ControlCall) -> ControlReply:
    call.bank.journal.clear(call.world.slug)
    return ControlReply(204)


def exchange_shown(exchange: Exchange) -> dict[str, Any]:
    return {
        "number": exchange.number,
        "at": None if exchange.at is None else instant(exchange.at),
        "method": exchange.method,
        "target": exchange.target,
        "operation": exchange.operation,
        "status": exchange.status,
        "verdict": exchange.verdict,
        "fault": exchange.fault,
        "request_id": exchange.request_id,
        "request": {"body": body_shown(exchange.request_body)},
        "response": {"body": body_shown(exchange.response_body), "length": exchange.response_length},
        "quirks": list(exchange.quirks),
        "unread": list(exchange.unread),
        "events": events_shown(exchange.events),
    }


def body_shown(body: bytes) -> Any:
    """JSON where it is JSON, else the text, else how long it is; null: none, or too long to be kept."""
    if not body:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"<{len(body)} bytes>"
    return f"{text} ..." if len(body) == BODY_KEPT_BYTES else text


def _entry_shown(entry: Entry) -> dict[str, Any]:
    return {
        "at": instant(entry.at),
        "cause": "control" if entry.due is None else "time",
        "command": entry.command,
        "events": events_shown(entry.events),
    }


def _matches(exchange: Exchange, call: ControlCall) -> bool:
    operation, status = call.query.get("operation"), call.query.get("status")
    if operation is not None and exchange.operation != operation:
        return False
    if status is None:
        return True
    family = status.endswith("xx")
    return exchange.status // 100 == int(status[0]) if family else exchange.status == int(status)


def _since(text: str | None) -> tuple[int | None, datetime | None]:
    """`since` is the number of an exchange that is known already, or an instant."""
    if text is None:
        return None, None
    if text.isdecimal():
        return int(text), None
    return None, read_instant("since", text)


def _is_after(exchange: Exchange, number: int | None, since: datetime | None) -> bool:
    if number is not None:
        return exchange.number > number
    return since is None or (exchange.at is not None and exchange.at >= since)
