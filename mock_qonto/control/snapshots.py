"""Worlds as values: kept under a name, gone back to."""

from mock_qonto.control import problems
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.showing import world_shown
from mock_qonto.kernel.world import Snapshot


def list_snapshots(call: ControlCall) -> ControlReply:
    kept = [_shown(name, snapshot) for name, snapshot in call.world.snapshots.items()]
    return ControlReply(200, {"snapshots": kept})


def create_snapshot(call: ControlCall) -> ControlReply:
    """A name that is taken already means the newer one from here on."""
    world, name = call.world, call.path["name"]
    before = world.snapshots.pop(name, None)
    snapshot = world.snapshots[name] = world.snapshot()
    if before is not None:
        call.desk.burial.receive(before)
    call.bank.changed(world, "snapshot")
    return ControlReply(201, _shown(name, snapshot))


def restore_snapshot(call: ControlCall) -> ControlReply:
    world, name = call.world, call.path["name"]
    snapshot = world.snapshots.get(name)
    if snapshot is None:
        raise problems.snapshot_unknown(name, tuple(world.snapshots))
    call.desk.burial.receive(world.snapshot())
    world.restore(snapshot)
    call.bank.changed(world, "restored")
    return ControlReply(200, world_shown(call.bank, world))


def _shown(name: str, snapshot: Snapshot) -> dict[str, object]:
    return {
        "name": name,
        "edition": snapshot.settings.edition,
        "records": sum(len(table) for table in snapshot.tables.values()),
    }
