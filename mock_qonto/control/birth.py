"""How worlds begin, and begin again."""

from collections.abc import Mapping

from mock_qonto import switches
from mock_qonto.control.desk import Fixture
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.world import Settings, World


def open_world(
    bank: Bank,
    fixtures: Mapping[str, Fixture],
    *,
    slug: str,
    key_digest: str | None,
    edition: str,
    rate_limit: str,
    fixture: str,
    clock: ClockState | None = None,
) -> World:
    """A new world with what *fixture* puts into it; its ids depend on its slug and on nothing else."""
    settings = Settings(
        edition=edition, key_digest=key_digest, rate_limit=rate_limit, switches=switches.defaults(edition)
    )
    world = bank.open_world(
        slug=slug, settings=settings, clock=clock or ClockState(), seed=slug, fixture=fixture
    )
    fixtures[fixture](bank, world)
    world.newborn = world.snapshot()
    bank.changed(world, "born")
    return world


def begin_again(bank: Bank, fixtures: Mapping[str, Fixture], world: World) -> None:
    """The records, the hour and the settings of the birth, under a new nonce; its key is today's."""
    if world.newborn is not None:
        world.restore(world.newborn)
    else:
        # Read back from disk: what the fixture had put into it is no longer known, the fixture is.
        world.begin_again()
        fixtures[world.birth.fixture](bank, world)
        world.newborn = world.snapshot()
    bank.changed(world, "reset")
