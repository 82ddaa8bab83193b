"""
Was it asked, how often, in which order: expectations held against the journal.

A call matches an expectation when it has the operation, the status if one is given, and a body that holds
at least what is expected (objects may hold more; lists are compared whole, element by element). A call that
does not match has a distance between 0 and 1: the share of what was expected that it does not meet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from mock_qonto.control import problems
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.problems import Wrong
from mock_qonto.kernel.journal import Exchange

NEAR_MISSES = 3
MATCHED_SHOWN = 100
NOTHING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """Something expected of a call and not found; *where* is operation, status or a body's pointer."""

    where: str
    expected: Any
    found: Any


@dataclass(frozen=True, slots=True)
class Compared:
    exchange: Exchange
    compared: int
    differences: tuple[Difference, ...]

    @property
    def distance(self) -> float:
        return round(len(self.differences) / self.compared, 3)


def verify_journal(call: ControlCall) -> ControlReply:
    expectations = call.body["expectations"]
    _check_operations(call, expectations)
    exchanges = list(call.bank.journal.of_world(call.world.slug))
    compared = [[_compare(expected, exchange) for exchange in exchanges] for expected in expectations]
    results = [_result(expected, rows) for expected, rows in zip(expectations, compared, strict=True)]
    order = _order(compared) if call.body.get("in_order", False) else None
    verified = all(result["verified"] for result in results) and (order is None or order["verified"])
    return ControlReply(
        200,
        {
            "verified": verified,
            "expectations": results,
            "order": order,
            "exchanges": len(exchanges),
            "dropped": call.bank.journal.dropped,
        },
    )


def _check_operations(call: ControlCall, expectations: Sequence[Mapping[str, Any]]) -> None:
    """A name nobody serves was surely never called: a check of it would be green for nothing."""
    known = frozenset[str]().union(*call.desk.served.values())
    wrong = [
        Wrong(f"/expectations/{index}/operation", f"no edition has an operation {expected['operation']!r}")
        for index, expected in enumerate(expectations)
        if expected["operation"] not in known
    ]
    wrong += [
        Wrong(f"/expectations/{index}/count", "min is greater than max")
        for index, expected in enumerate(expectations)
        if (bounds := expected.get("count", {})).get("min", 0) > bounds.get("max", float("inf"))
    ]
    if wrong:
        raise problems.not_valid(*wrong)


# ---------------------------------------------------------------- one call and one expectation
def _compare(expected: Mapping[str, Any], exchange: Exchange) -> Compared:
    compared, differences = 1, list[Difference]()
    if exchange.operation != expected["operation"]:
        differences.append(Difference("operation", expected["operation"], exchange.operation))
    if "status" in expected:
        compared += 1
        if not _status_matches(expected["status"], exchange.status):
            differences.append(Difference("status", expected["status"], exchange.status))
    if "body" in expected:
        rows = list(_leaves(expected["body"], _body(exchange), ""))
        compared += len(rows)
        differences += [row for row in rows if not _equal(row.expected, row.found)]
    return Compared(exchange, compared, tuple(differences))


def _status_matches(expected: int | str, status: int) -> bool:
    return status // 100 == int(expected[0]) if isinstance(expected, str) else status == expected


def _body(exchange: Exchange) -> Any:
    try:
        return orjson.loads(exchange.request_body)
    except orjson.JSONDecodeError:
        return NOTHING


def _leaves(expected: Any, found: Any, where: str) -> Iterator[Difference]:
    """Everything *expected* says, beside what was found in its place."""
    if isinstance(expected, dict) and expected:
        inside = found if isinstance(found, dict) else {}
        for name, below in expected.items():
            yield from _leaves(below, inside.get(name, NOTHING), f"{where}/{name}")
    elif isinstance(expected, list) and expected and isinstance(found, list) and len(found) == len(expected):
        for index, (below, there) in enumerate(zip(expected, found, strict=True)):
            yield from _leaves(below, there, f"{where}/{index}")
    else:
        yield Difference(where or "/", expected, found)


def _equal(expected: Any, found: Any) -> bool:
    if expected == {}:
        # An object that must be there and may hold anything.
        return isinstance(found, dict)
    # JSON tells true from 1; Python does not.
    return isinstance(expected, bool) == isinstance(found, bool) and bool(expected == found)


# ---------------------------------------------------------------- what comes of it
def _result(expected: Mapping[str, Any], rows: Sequence[Compared]) -> dict[str, Any]:
    matched = [row.exchange.number for row in rows if not row.differences]
    bounds = expected.get("count", {"min": 1})
    too_few = len(matched) < bounds.get("exact", bounds.get("min", 0))
    return {
        "operation": expected["operation"],
        "verified": not too_few and len(matched) <= bounds.get("exact", bounds.get("max", len(matched))),
        "count": len(matched),
        "expected_count": bounds,
        "matched": matched[:MATCHED_SHOWN],
        "near_misses": [_near_miss(row) for row in _nearest(rows)] if too_few else [],
    }


def _nearest(rows: Sequence[Compared]) -> list[Compared]:
    """The calls that came closest, the latest of equals first; who met nothing at all did not come near."""
    missed = [row for row in rows if row.differences and row.distance < 1]
    return sorted(missed, key=lambda row: (row.distance, -row.exchange.number))[:NEAR_MISSES]


def _near_miss(row: Compared) -> dict[str, Any]:
    exchange = row.exchange
    return {
        "number": exchange.number,
        "operation": exchange.operation,
        "method": exchange.method,
        "target": exchange.target,
        "status": exchange.status,
        "distance": row.distance,
        "differences": [
            {
                "where": difference.where,
                "expected": difference.expected,
                "found": None if difference.found is NOTHING else difference.found,
                "missing": difference.found is NOTHING,
            }
            for difference in row.differences
        ],
    }


def _order(compared: Sequence[Sequence[Compared]]) -> dict[str, Any]:
    """Whether a call for each expectation can be picked so that each comes after the one before."""
    last, picked = 0, list[int | None]()
    for rows in compared:
        after = [row.exchange.number for row in rows if not row.differences and row.exchange.number > last]
        if not after:
            return {"verified": False, "picked": picked, "broken_at": len(picked)}
        last = after[0]
        picked.append(last)
    return {"verified": True, "picked": picked, "broken_at": None}
