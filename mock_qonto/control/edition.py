"""Which dated state of Qonto's API a world speaks."""

from typing import Any

from mock_qonto import switches
from mock_qonto.control.desk import ControlCall, ControlReply


def show_edition(call: ControlCall) -> ControlReply:
    return ControlReply(200, _shown(call))


def update_edition(call: ControlCall) -> ControlReply:
    """Switches that were not turned by hand go with the edition."""
    world, edition = call.world, call.body["edition"]
    before = switches.defaults(world.settings.edition)
    turned = {name: value for name, value in world.settings.switches.items() if before.get(name) != value}
    world.change(edition=edition, switches=switches.defaults(edition) | turned)
    call.bank.changed(world, "edition")
    return ControlReply(200, _shown(call))


def _shown(call: ControlCall) -> dict[str, Any]:
    return {"edition": call.world.settings.edition, "editions": list(call.desk.contracts)}
