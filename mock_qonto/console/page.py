"""
One page about one world: its hour, what it holds, what was asked of it, what it would have sent.

It changes nothing but the clock, and that through the same calls that tests make. It needs no network: style
and script are in the page, and its own policy lets nothing else in.
"""

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from mock_qonto.control import problems
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.journal import body_shown
from mock_qonto.control.showing import plain, world_shown
from mock_qonto.kernel.journal import Exchange
from mock_qonto.kernel.records import Record, Table
from mock_qonto.kernel.world import World
from mock_qonto.resources.emails.model import Email
from mock_qonto.web.rendering import instant

if TYPE_CHECKING:
    from jinja2 import Environment

NEWEST = 10
TAIL = 25
COLUMNS = {
    "number": "number",
    "name": "name",
    "client": "client.details.name",
    "details": "details.name",
    "kind": "kind",
    "status": "status",
    "total": "bill.total.total_cents",
    "file": "file_name",
    "title": "title",
    "balance": "balance_cents",
    "amount": "amount_cents",
    "label": "label",
}
"""What is worth a column, and where a record that has it keeps it."""


def show_console(call: ControlCall) -> ControlReply:
    world = _world(call)
    style, script = _part("console.css"), _part("console.js")
    page = _pages().get_template("console.html")
    shown = page.render(
        world=world_shown(call.bank, world),
        worlds=list(call.bank.worlds),
        waiting=[(instant(due), type(what).__name__) for due, what in world.agenda.waiting()[:NEWEST]],
        tables=[_table(kind, table) for kind, table in world.tables.items()],
        exchanges=[_line(exchange) for exchange in _tail(call.bank.journal.of_world(world.slug))],
        emails=[plain(email) for email in world.all(Email)[-NEWEST:]],
        faults=call.desk.faults.of_world(world.slug),
        style=style,
        script=script,
    )
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
    return ControlReply(200, shown, "text/html", headers)


def _world(call: ControlCall) -> World:
    slug = call.query.get("world")
    if slug is None:
        return call.world
    world = call.bank.worlds.get(slug)
    if world is None:
        raise problems.world_unknown(slug, tuple(call.bank.worlds))
    call.bank.catch_up(world)
    return world


def _part(name: str) -> str:
    return _pages().get_template(name).render()


@cache
def _pages() -> "Environment":
    # Few runs ever show this page, and importing Jinja would be a twentieth of every start.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  - see above

    return Environment(
        loader=PackageLoader("mock_qonto.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _table(kind: type[Record], table: Table[Any]) -> dict[str, Any]:
    newest = [record for id in table.order()[: -NEWEST - 1 : -1] if (record := table.find(id)) is not None]
    columns = [
        name for name, path in COLUMNS.items() if any(_at(record, path) is not None for record in newest)
    ]
    return {
        "kind": kind.__name__,
        "count": len(table),
        "columns": columns,
        "rows": [
            {
                "id": record.id,
                "created_at": instant(record.created_at),
                "cells": [plain(_at(record, COLUMNS[name])) for name in columns],
            }
            for record in newest
        ],
    }


def _at(record: Record, path: str) -> Any:
    """What *path* leads to; None where a record has no such thing."""
    found: Any = record
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def _tail(exchanges: Iterable[Exchange]) -> list[Exchange]:
    return list(exchanges)[: -TAIL - 1 : -1]


def _line(exchange: Exchange) -> dict[str, Any]:
    return {
        "number": exchange.number,
        "at": "" if exchange.at is None else instant(exchange.at),
        "asked": f"{exchange.method} {exchange.target}",
        "operation": exchange.operation,
        "status": exchange.status,
        "verdict": exchange.verdict,
        "fault": exchange.fault,
        "body": plain(body_shown(exchange.request_body)),
        "events": [type(event).__name__ for event in exchange.events],
    }
