"""Faults: made, listed, taken away. `web/faults.py` carries them out."""

from typing import Any

from mock_qonto.control import problems
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.problems import Wrong
from mock_qonto.web.faults import EVERY_OPERATION, Fault, Kind, Rule

DELAYED = frozenset({Kind.LATENCY, Kind.SLOW_BODY})
TIMED = frozenset({Kind.TOO_MANY_REQUESTS, Kind.STATUS})
# What a kind needs to be told, and what would have no effect on it: silence about that would mislead.
TAKES = {"status": frozenset({Kind.STATUS}), "delay_ms": DELAYED, "retry_after_s": TIMED}
NEEDS = {"status": frozenset({Kind.STATUS}), "delay_ms": DELAYED}


def create_fault(call: ControlCall) -> ControlReply:
    body, kind = call.body, Kind(call.body["kind"])
    wrong = [*_wrong_operation(call, kind), *_wrong_options(body, kind)]
    if wrong:
        raise problems.not_valid(*wrong)
    fault = Fault(
        id=call.desk.faults.next_id(),
        operation=body["operation"],
        kind=kind,
        nth=body.get("nth", 1),
        count=body.get("count", 1),
        status=body.get("status", 500),
        delay_s=body.get("delay_ms", 0) / 1000,
        retry_after_s=body.get("retry_after_s", 1),
        memory=call.world.snapshot() if kind is Kind.STALE_READ else None,
    )
    return ControlReply(201, _shown(call.desk.faults.add(call.world.slug, fault)))


def list_faults(call: ControlCall) -> ControlReply:
    rules = call.desk.faults.of_world(call.world.slug)
    return ControlReply(200, {"faults": [_shown(rule) for rule in rules]})


def clear_faults(call: ControlCall) -> ControlReply:
    call.desk.faults.clear(call.world.slug)
    return ControlReply(204)


def _wrong_operation(call: ControlCall, kind: Kind) -> list[Wrong]:
    """A fault that could never be met would make a test green for nothing."""
    operation, world = call.body["operation"], call.world
    if operation != EVERY_OPERATION:
        edition = world.settings.edition
        state = world.settings.capabilities.get(operation, "present")
        if operation not in call.desk.served[edition] or state != "present":
            why = f"edition {edition} does not serve it" if state == "present" else f"it is {state} here"
            return [Wrong("/operation", f"{operation!r}: {why}; GET /capabilities lists what is present")]
    if kind is Kind.STALE_READ and (
        operation == EVERY_OPERATION
        or call.desk.contracts[world.settings.edition].operations[operation].method != "GET"
    ):
        return [Wrong("/operation", "a stale read needs one operation that reads: list_... or show_...")]
    return []


def _wrong_options(body: dict[str, Any], kind: Kind) -> list[Wrong]:
    wrong = [
        Wrong(f"/{option}", f"has no effect on kind {kind}; it belongs to {', '.join(sorted(kinds))}")
        for option, kinds in TAKES.items()
        if option in body and kind not in kinds
    ]
    wrong += [
        Wrong(f"/{option}", f"is needed for kind {kind}")
        for option, kinds in NEEDS.items()
        if option not in body and kind in kinds
    ]
    return wrong


def _shown(rule: Rule) -> dict[str, Any]:
    fault = rule.fault
    shown: dict[str, Any] = {
        "id": fault.id,
        "operation": fault.operation,
        "kind": fault.kind.value,
        "nth": fault.nth,
        "count": fault.count,
        "seen": rule.seen,
        "applied": rule.applied,
        "exhausted": rule.exhausted,
    }
    if fault.kind is Kind.STATUS:
        shown["status"] = fault.status
    if fault.kind in DELAYED:
        shown["delay_ms"] = round(fault.delay_s * 1000)
    if fault.kind in TIMED:
        shown["retry_after_s"] = fault.retry_after_s
    return shown
