"""A world's switches and whether its rate limits are on."""

from typing import Any

from mock_qonto import switches
from mock_qonto.control import problems
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.problems import Wrong


def show_world_settings(call: ControlCall) -> ControlReply:
    return ControlReply(200, _shown(call))


def update_world_settings(call: ControlCall) -> ControlReply:
    """What is not named stays as it is; a switch set to null is the edition's again."""
    world = call.world
    defaults = switches.defaults(world.settings.edition)
    turned = dict(world.settings.switches)
    wrong = []
    for name, value in call.body.get("switches", {}).items():
        if name not in defaults:
            wrong.append(Wrong(f"/switches/{name}", f"no such switch; there are {', '.join(defaults)}"))
        elif value is None:
            turned[name] = defaults[name]
        elif (reason := _refused(name, value, defaults[name])) is not None:
            wrong.append(Wrong(f"/switches/{name}", reason))
        else:
            turned[name] = value
    if wrong:
        raise problems.not_valid(*wrong)
    rate_limit = call.body.get("rate_limit", world.settings.rate_limit)
    world.change(switches=turned, rate_limit=rate_limit)
    call.bank.changed(world, "settings")
    return ControlReply(200, _shown(call))


def _refused(name: str, value: Any, default: Any) -> str | None:
    """Why *value* is none for the switch *name*; None: it is one."""
    allowed = switches.CHOICES.get(name)
    if allowed is not None:
        return None if value in allowed else f"must be one of {', '.join(allowed)}"
    if isinstance(default, bool):
        return None if isinstance(value, bool) else "must be true or false"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if is_number and value >= 0 else "must be a number of 0 or more"


def _shown(call: ControlCall) -> dict[str, Any]:
    settings = call.world.settings
    defaults = switches.defaults(settings.edition)
    return {
        "rate_limit": settings.rate_limit,
        "switches": dict(settings.switches),
        "turned": sorted(name for name, value in settings.switches.items() if defaults.get(name) != value),
    }
