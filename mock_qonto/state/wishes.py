"""
What a start may ask of a world that was read back: what is asked wins, what nobody asked for stays.

A reset afterwards gives what was asked too: it is as if the world had been born that way.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import Clock, ClockState
from mock_qonto.kernel.world import World
from mock_qonto.settings import ClockWish, Misconfigured, ServerSettings
from mock_qonto.web.access import digest


def clock_state(wish: ClockWish | None) -> ClockState:
    """The clock a new world begins with."""
    if wish is None or wish.mode == "real":
        return ClockState()
    clock = Clock(ClockState())
    clock.hold(wish.at)
    return clock.state


def adopt(bank: Bank, asked: ServerSettings, switches: Callable[[str], Mapping[str, Any]]) -> None:
    """
    Make the default world, read back from a file, what *asked* says.

    Raises Misconfigured when it is another organization's or another hour is asked than time allows.
    """
    world = bank.default_world
    if world.slug != asked.organization:
        raise Misconfigured(
            f"{asked.state} holds the bank of {world.slug!r}, QONTO_ORGANIZATION_ID says "
            f"{asked.organization!r}: set it to the former, or choose another file with --state"
        )
    _add_new_switches(bank, switches)
    _turn_settings(world, asked, switches)
    if asked.clock is not None:
        _turn_clock(bank, world, asked.clock)
    bank.changed(world, "asked at start")


def _add_new_switches(bank: Bank, switches: Callable[[str], Mapping[str, Any]]) -> None:
    """A file may be older than a switch: there it is as the edition sets it."""
    for world in bank.worlds.values():
        known = dict(switches(world.settings.edition))
        if known.keys() - world.settings.switches.keys():
            world.change(switches=known | dict(world.settings.switches))
            bank.changed(world, "new switches")


def _turn_settings(world: World, asked: ServerSettings, switches: Callable[[str], Mapping[str, Any]]) -> None:
    turned: dict[str, Any] = {}
    if asked.edition not in {None, world.settings.edition}:
        assert asked.edition is not None
        turned |= {"edition": asked.edition, "switches": dict(switches(asked.edition))}
    if asked.rate_limit is not None:
        turned["rate_limit"] = asked.rate_limit
    # The same key as at birth is no news: if it has been regenerated since, it stays dead.
    if asked.api_key is not None and digest(asked.api_key) != world.birth.settings.key_digest:
        turned["key_digest"] = digest(asked.api_key)
    if turned:
        world.change(**turned)
        world.birth = replace(world.birth, settings=replace(world.birth.settings, **turned))


def _turn_clock(bank: Bank, world: World, wish: ClockWish) -> None:
    if wish.mode == "real":
        if world.clock.mode == "manual":
            world.clock.follow()
        return
    if wish.at is not None and wish.at < world.clock.now:
        if world.clock.mode == "manual" and world.birth.clock.held == clock_state(wish).held:
            return  # started again by the same words: time has gone on since
        raise Misconfigured(
            f"--clock manual={wish.at:%Y-%m-%dT%H:%M:%SZ}: in the state file it is already "
            f"{world.clock.now:%Y-%m-%dT%H:%M:%SZ}, and time never goes back"
        )
    world.clock.hold()
    if wish.at is not None:
        bank.advance_to(world, wish.at)
