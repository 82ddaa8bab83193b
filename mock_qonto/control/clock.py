"""Time: shown, held, let run again, moved on. It never goes back, and on the way everything due is done."""

from datetime import datetime, timedelta
from typing import Any

from mock_qonto.control import problems
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.instants import read_instant
from mock_qonto.kernel.world import World
from mock_qonto.web.rendering import instant

MANUAL = "manual"
FARTHEST = timedelta(days=3660)
"""Ten years at a time: what is due on the way is done one by one."""
WAITING_SHOWN = 20


def show_clock(call: ControlCall) -> ControlReply:
    return ControlReply(200, _shown(call.world))


def update_clock(call: ControlCall) -> ControlReply:
    world, until = call.world, call.body.get("now")
    now = world.clock.now
    target = now if until is None else read_instant("/now", until)
    if target < now:
        raise problems.clock_goes_back(instant(now))
    if call.body["mode"] == MANUAL:
        world.clock.hold()
        _walk(call, target)
    else:
        _walk(call, target)
        world.clock.follow()
        call.bank.catch_up(world)
        call.bank.changed(world, "clock")
    return ControlReply(200, _shown(world))


def advance_clock(call: ControlCall) -> ControlReply:
    wait = timedelta(milliseconds=round(call.body["seconds"] * 1000))
    _walk(call, call.world.clock.now + wait)
    return ControlReply(200, _shown(call.world))


def _walk(call: ControlCall, until: datetime) -> None:
    farthest = call.world.clock.now + FARTHEST
    if until > farthest:
        raise problems.clock_too_far(instant(farthest))
    call.bank.advance_to(call.world, until)


def _shown(world: World) -> dict[str, Any]:
    waiting = world.agenda.waiting()
    return {
        "mode": world.clock.mode,
        "now": instant(world.clock.now),
        "waiting": len(waiting),
        "appointments": [
            {"due": instant(due), "command": type(command).__name__, "id": command.id}
            for due, command in waiting[:WAITING_SHOWN]
        ],
    }
