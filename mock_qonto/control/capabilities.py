"""Which operations a world has, and which of them it shall have no longer, or not for this key."""

from typing import Any

from contracts import capabilities as in_doubt
from mock_qonto.control import problems
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.problems import Wrong

PRESENT = "present"
ABSENT = "absent-edge"


def list_capabilities(call: ControlCall) -> ControlReply:
    return ControlReply(200, _shown(call))


def update_capabilities(call: ControlCall) -> ControlReply:
    """Unnamed operations stay as they are; null, or what the edition says anyway, ends an override."""
    world, wrong = call.world, []
    natural = _natural(call)
    overrides = dict(world.settings.capabilities)
    for operation, state in call.body["capabilities"].items():
        if operation not in natural:
            wrong.append(Wrong(f"/capabilities/{operation}", "no edition has an operation of that name"))
        elif state is None or state == natural[operation]:
            overrides.pop(operation, None)
        elif natural[operation] == ABSENT:
            edition = world.settings.edition
            wrong.append(
                Wrong(
                    f"/capabilities/{operation}",
                    f"edition {edition} has no route for it, so it cannot be {state}; PUT /edition first",
                )
            )
        else:
            overrides[operation] = state
    if wrong:
        raise problems.not_valid(*wrong)
    world.change(capabilities=overrides)
    call.bank.changed(world, "capabilities")
    return ControlReply(200, _shown(call))


def _natural(call: ControlCall) -> dict[str, str]:
    """Every operation of any edition or in doubt, and what this world's edition says of it."""
    desk = call.desk
    served = desk.served[call.world.settings.edition]
    known = set(in_doubt.load()).union(*desk.served.values())
    return {operation: PRESENT if operation in served else ABSENT for operation in sorted(known)}


def _shown(call: ControlCall) -> dict[str, Any]:
    overrides = call.world.settings.capabilities
    return {
        "edition": call.world.settings.edition,
        "capabilities": {**_natural(call), **overrides},
        "overridden": sorted(overrides),
    }
