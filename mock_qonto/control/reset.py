"""Beginning again: the fixture's records, the hour and settings of the birth, a new nonce; no more."""

from mock_qonto.control import problems
from mock_qonto.control.birth import begin_again
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.showing import world_shown


def reset_world(call: ControlCall) -> ControlReply:
    desk, world = call.desk, call.world
    if world.newborn is None and world.birth.fixture not in desk.fixtures:
        raise problems.beginning_unknown(world.birth.fixture)
    desk.burial.receive(world.snapshot())
    begin_again(desk.bank, desk.fixtures, world)
    desk.faults.clear(world.slug)
    desk.bank.journal.clear(world.slug)
    return ControlReply(200, world_shown(desk.bank, world))
