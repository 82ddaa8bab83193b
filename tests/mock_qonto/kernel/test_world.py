"""Worlds: apart from one another, and able to become again what they were."""

from datetime import timedelta

from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.world import World
from tests.mock_qonto.kernel.test_records import best_s
from tests.mock_qonto.kernel.toys import NINE, Letter, Pack, Parcel, Send, post_office


def with_parcels(count: int) -> tuple[Bank, World]:
    bank = post_office()
    world = bank.default_world
    for number in range(count):
        bank.execute(world, Pack(id=f"p-{number}"))
    return bank, world


def test_a_fork_goes_its_own_way() -> None:
    bank, world = with_parcels(2)
    twin = bank.worlds["twin"] = world.fork("twin", key_digest="x")

    bank.execute(twin, Send(id="p-0"))
    bank.execute(world, Pack(id="p-2"))
    bank.advance_to(twin, NINE + timedelta(hours=2))

    assert [parcel.number for parcel in world.all(Parcel)] == [None, None, None]
    assert [parcel.number for parcel in twin.all(Parcel)] == ["P-001", None]
    assert world.all(Letter) == []
    assert (world.clock.now, twin.clock.now) == (NINE, NINE + timedelta(hours=2))
    assert world.nonce != twin.nonce


def test_a_fork_has_credentials_of_its_own_and_mints_the_same_ids() -> None:
    _, world = with_parcels(1)

    twin = world.fork("twin", key_digest="x")

    assert (twin.settings.key_digest, world.settings.key_digest) == ("x", None)
    assert twin.ids.mint() == world.ids.mint()


def test_a_restored_world_is_what_it_was_under_a_new_name() -> None:
    bank, world = with_parcels(2)
    bank.execute(world, Send(id="p-0"))
    before = world.all(Parcel), world.all(Letter), world.agenda.waiting(), world.ids.count
    nonce, key = world.nonce, world.signing_key
    snapshot = world.snapshot()
    bank.execute(world, Send(id="p-1"))
    bank.advance_to(world, NINE + timedelta(hours=5))

    world.restore(snapshot)

    assert (world.all(Parcel), world.all(Letter), world.agenda.waiting(), world.ids.count) == before
    assert world.clock.now == NINE
    assert nonce != world.nonce
    assert key != world.signing_key


def test_a_snapshot_can_be_restored_more_than_once() -> None:
    bank, world = with_parcels(1)
    snapshot = world.snapshot()

    for _ in range(2):
        bank.execute(world, Send(id="p-0"))
        world.restore(snapshot)

    assert [parcel.number for parcel in world.all(Parcel)] == [None]


def test_snapshot_restore_and_fork_of_a_hundred_thousand_take_at_most_ten_milliseconds() -> None:
    _, world = with_parcels(100_000)
    snapshot = world.snapshot()

    assert best_s(world.snapshot) <= 0.010
    assert best_s(lambda: world.restore(snapshot)) <= 0.010
    assert best_s(lambda: world.fork("twin", key_digest="x")) <= 0.010
