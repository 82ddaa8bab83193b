"""Worlds that know nothing of one another: one for each test that runs beside others."""

from mock_qonto.control import problems
from mock_qonto.control.birth import open_world
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.instants import read_instant
from mock_qonto.control.problems import Wrong
from mock_qonto.control.showing import credentials_shown, world_shown
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState, key, nonce
from mock_qonto.kernel.world import World
from mock_qonto.web.access import digest


def list_worlds(call: ControlCall) -> ControlReply:
    bank = call.bank
    return ControlReply(200, {"worlds": [world_shown(bank, world) for world in bank.worlds.values()]})


def create_world(call: ControlCall) -> ControlReply:
    """What the body leaves open is as the default world was at its birth."""
    desk, body = call.desk, call.body
    birth = desk.bank.default_world.birth
    fixture = body.get("fixture", birth.fixture)
    if fixture not in desk.fixtures:
        raise problems.not_valid(
            Wrong("/fixture", f"no fixture is called {fixture!r}; there are {', '.join(desk.fixtures)}")
        )
    slug, secret = _free_slug(desk.bank, body.get("slug")), key()
    world = open_world(
        desk.bank,
        desk.fixtures,
        slug=slug,
        key_digest=digest(secret),
        edition=body.get("edition", birth.settings.edition),
        rate_limit=body.get("rate_limit", birth.settings.rate_limit),
        fixture=fixture,
        clock=_clock(call, birth.clock),
    )
    return ControlReply(201, credentials_shown(desk.bank, world, secret))


def fork_world(call: ControlCall) -> ControlReply:
    bank = call.bank
    parent = _existing(call)
    slug, secret = _free_slug(bank, call.body.get("slug")), key()
    bank.catch_up(parent)
    bank.worlds[slug] = world = parent.fork(slug, key_digest=digest(secret))
    bank.changed(world, "forked")
    return ControlReply(201, credentials_shown(bank, world, secret))


def delete_world(call: ControlCall) -> ControlReply:
    desk, world = call.desk, _existing(call)
    if world is desk.bank.default_world:
        raise problems.default_world_stays(world.slug)
    del desk.bank.worlds[world.slug]
    desk.faults.clear(world.slug)
    desk.bank.journal.clear(world.slug)
    desk.bank.changed(world, "ended")
    desk.burial.receive(world.snapshot())
    return ControlReply(204)


def _existing(call: ControlCall) -> World:
    slug = call.path["slug"]
    world = call.bank.worlds.get(slug)
    if world is None:
        raise problems.world_unknown(slug, tuple(call.bank.worlds))
    return world


def _free_slug(bank: Bank, asked: str | None) -> str:
    if asked is None:
        return f"world-{nonce()}"
    if asked in bank.worlds:
        raise problems.slug_taken(asked)
    return asked


def _clock(call: ControlCall, default: ClockState) -> ClockState:
    """A clock held by hand may begin at any hour, past ones too: nothing has happened yet."""
    asked = call.body.get("clock")
    if asked is None:
        return default
    if asked["mode"] == "real":
        if "now" in asked:
            raise problems.not_valid(Wrong("/clock/now", "is for a clock held by hand; say mode manual"))
        return ClockState()
    if "now" in asked:
        return ClockState(held=read_instant("/clock/now", asked["now"]))
    return ClockState(held=call.bank.default_world.clock.now)
