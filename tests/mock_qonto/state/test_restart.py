"""A restart forgets nothing, whatever happened before it and however the bank ended."""

import contextlib
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from mock_qonto.errors import Refusal
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.messages import Command
from mock_qonto.kernel.world import World
from mock_qonto.state import Disk, open_disk
from tests.mock_qonto.kernel.test_bank import COMMANDS
from tests.mock_qonto.kernel.toys import NINE, Pack, Parcel, Send, post_office
from tests.mock_qonto.state.pictures import copy_of, picture

PICK = st.integers(min_value=0)
SNAPSHOTS = st.sampled_from(["dawn", "dusk"])


class RestartLaws(RuleBasedStateMachine):
    """Anything a bank does, with restarts in between."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.lives = 0
        self.bank = post_office()
        self.disk = open_disk(self._path(), self.bank)

    def teardown(self) -> None:
        if hasattr(self, "disk"):
            self.disk.close()
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(which=PICK, command=COMMANDS)
    def somebody_asks(self, which: int, command: Command) -> None:
        with contextlib.suppress(Refusal):
            self.bank.execute(self._world(which), command)

    @rule(which=PICK, hours=st.integers(0, 3))
    def time_passes(self, which: int, hours: int) -> None:
        world = self._world(which)
        self.bank.advance_to(world, world.clock.now + timedelta(hours=hours))

    @rule(which=PICK, journey_s=st.integers(0, 7200))
    def settings_are_turned(self, which: int, journey_s: int) -> None:
        world = self._world(which)
        world.change(switches={"journey_s": journey_s})
        self.bank.changed(world, "settings")

    @rule(which=PICK, name=SNAPSHOTS)
    def a_snapshot_is_taken(self, which: int, name: str) -> None:
        world = self._world(which)
        world.snapshots.pop(name, None)
        world.snapshots[name] = world.snapshot()
        self.bank.changed(world, "snapshot")

    @rule(which=PICK, name=SNAPSHOTS)
    def a_snapshot_is_dropped(self, which: int, name: str) -> None:
        world = self._world(which)
        world.snapshots.pop(name, None)
        self.bank.changed(world, "snapshot")

    @rule(which=PICK, name=SNAPSHOTS)
    def a_snapshot_is_restored(self, which: int, name: str) -> None:
        world = self._world(which)
        if name in world.snapshots:
            world.restore(world.snapshots[name])
            self.bank.changed(world, "restored")

    @rule(which=PICK)
    def a_world_begins_again(self, which: int) -> None:
        world = self._world(which)
        world.begin_again()
        self._furnish(world)
        self.bank.changed(world, "reset")

    @precondition(lambda self: len(self.bank.worlds) < 3)
    @rule(number=st.integers(1, 3))
    def a_world_is_born(self, number: int) -> None:
        slug = f"born-{number}"
        if slug not in self.bank.worlds:
            settings = self.bank.default_world.settings
            world = self.bank.open_world(slug=slug, settings=settings, clock=ClockState(held=NINE), seed=slug)
            self._furnish(world)
            self.bank.changed(world, "born")

    @precondition(lambda self: len(self.bank.worlds) < 3)
    @rule(which=PICK, number=st.integers(1, 3))
    def a_world_is_forked(self, which: int, number: int) -> None:
        slug = f"fork-{number}"
        if slug not in self.bank.worlds:
            self.bank.worlds[slug] = twin = self._world(which).fork(slug, key_digest=slug)
            self.bank.changed(twin, "forked")

    @precondition(lambda self: len(self.bank.worlds) > 1)
    @rule()
    def a_world_ends(self) -> None:
        _, world = self.bank.worlds.popitem()
        self.bank.changed(world, "ended")

    @rule(killed=st.booleans(), shortened=st.booleans())
    def the_bank_is_started_again(self, *, killed: bool, shortened: bool) -> None:
        before, path = picture(self.bank), self.disk.path
        self.disk.flush()
        if shortened:
            self.disk.shorten(long=0)
        self.lives += 1
        if killed:
            path = copy_of(path, self._path())
        self.disk.close()
        del self.disk

        self.bank = post_office()
        self.disk = open_disk(path, self.bank)

        assert picture(self.bank) == before

    def _furnish(self, world: World) -> None:
        """What fixtures do: put records and carry out commands, in any order."""
        self.bank.execute(world, Pack(id="gift"))
        parcel = world.find(Parcel, "gift")
        assert parcel is not None
        world.table(Parcel).put(parcel)
        self.bank.execute(world, Send(id="gift"))

    def _world(self, which: int) -> World:
        return list(self.bank.worlds.values())[which % len(self.bank.worlds)]

    def _path(self) -> Path:
        return Path(self.folder.name) / f"life-{self.lives}.db"


RestartLaws.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
test_whatever_happens_a_restart_forgets_nothing = RestartLaws.TestCase


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "bank.db"


def restarted(path: Path) -> tuple[World, Disk]:
    bank = post_office()
    disk = open_disk(path, bank)
    return bank.default_world, disk


def test_a_restart_is_no_new_world_and_the_next_number_is_the_next_one(path: Path) -> None:
    bank = post_office()
    disk = open_disk(path, bank)
    world = bank.default_world
    for name in "abc":
        bank.execute(world, Pack(id=name))
    bank.execute(world, Send(id="a"))
    minted = world.ids.mint()
    bank.execute(world, Send(id="b"))
    disk.close()

    again, disk = restarted(path)

    with contextlib.closing(disk):
        again_bank = post_office()
        again_bank.worlds = {again.slug: again}
        again_bank.execute(again, Send(id="c"))
        assert again.nonce == world.nonce
        assert again.ids.mint() != minted
        assert [parcel.number for parcel in again.all(Parcel)] == ["P-001", "P-002", "P-003"]


def test_what_was_due_while_the_bank_was_away_happens_at_its_hour(path: Path) -> None:
    bank = post_office(held=None)
    disk = open_disk(path, bank)
    bank.execute(bank.default_world, Pack(id="a"))
    bank.execute(bank.default_world, Send(id="a"))
    (due, _), *_ = bank.default_world.agenda.waiting()
    disk.close()

    later = post_office(held=None)
    with contextlib.closing(open_disk(path, later)):
        later.advance_to(later.default_world, due + timedelta(days=1))

        (parcel,) = later.default_world.all(Parcel)
        assert parcel.updated_at == due


def test_a_real_clock_goes_on_from_the_latest_hour_it_has_shown(path: Path) -> None:
    bank = post_office(held=None)
    disk = open_disk(path, bank)
    bank.advance_to(bank.default_world, datetime.now(UTC) + timedelta(days=3))
    bank.execute(bank.default_world, Pack(id="a"))
    (parcel,) = bank.default_world.all(Parcel)
    disk.close()

    world, disk = restarted(path)

    with contextlib.closing(disk):
        assert world.clock.mode == "real"
        assert parcel.created_at <= world.clock.now <= parcel.created_at + timedelta(minutes=1)


def test_a_file_cut_off_anywhere_holds_whole_steps_up_to_some_moment(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    bank = post_office()
    disk = open_disk(path, bank)
    moments = [picture(bank)]
    for number in range(12):
        bank.execute(bank.default_world, Pack(id=f"p-{number}"))
        disk.flush()
        moments.append(picture(bank))
        bank.execute(bank.default_world, Send(id=f"p-{number}"))
        disk.flush()
        moments.append(picture(bank))
    log = path.with_name("bank.db-wal").read_bytes()
    found = []

    for number, length in enumerate(range(0, len(log), len(log) // 40)):
        cut = copy_of(path, tmp_path / f"cut-{number}.db")
        cut.with_name(f"{cut.name}-wal").write_bytes(log[:length])
        survivor = post_office()
        kept = open_disk(cut, survivor)
        if survivor.default_world.nonce == bank.default_world.nonce:
            found.append(moments.index(picture(survivor)))
        kept.close()
    disk.close()

    assert found == sorted(found)
    assert len(set(found)) > 10
