"""A file that cannot be used is refused in one line and left alone; a bank never starts empty instead."""

import contextlib
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_qonto.kernel.journal import NotKept
from mock_qonto.state import Disk, StateRefused, open_disk
from mock_qonto.state.file import APPLICATION, FORMAT
from tests.mock_qonto.kernel.toys import Pack, Parcel, Send, post_office
from tests.mock_qonto.state.pictures import copy_of, picture

HOLD_IT = """
import sys
from pathlib import Path
from mock_qonto.state.file import open_file
open_file(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bank.db"


def opened(path: Path) -> Disk:
    return open_disk(path, post_office())


def filled(path: Path, parcels: int = 3) -> bytes:
    """A closed file with something in it."""
    bank = post_office()
    with contextlib.closing(open_disk(path, bank)):
        for number in range(parcels):
            bank.execute(bank.default_world, Pack(id=f"p-{number}"))
    return path.read_bytes()


def altered(path: Path, statement: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    path.write_text("my shopping list, which is long enough to be taken for a page" * 100)
    before = path.read_bytes()

    with pytest.raises(StateRefused, match="not a state file of mock-qonto"):
        opened(path)

    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    altered(path, "CREATE TABLE orders (id TEXT)")
    before = path.read_bytes()

    with pytest.raises(StateRefused, match="not a state file of mock-qonto"):
        opened(path)

    assert path.read_bytes() == before


def test_a_file_of_another_format_names_both(path: Path) -> None:
    filled(path)
    altered(path, f"PRAGMA user_version = {FORMAT + 1}")

    with pytest.raises(StateRefused, match=f"format {FORMAT + 1}, this mock-qonto reads format {FORMAT}"):
        opened(path)


def test_a_file_in_use_by_another_process_is_refused(path: Path) -> None:
    command = [sys.executable, "-c", HOLD_IT, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        with pytest.raises(StateRefused, match="in use by another running bank"):
            opened(path)
        holder.kill()
        holder.wait()

    opened(path).close()  # the lock has died with its process


def test_a_folder_cannot_be_a_file(tmp_path: Path) -> None:
    with pytest.raises(StateRefused, match="cannot be opened"):
        opened(tmp_path)


@pytest.mark.parametrize("kept", [0.4, 0.7, 0.95])
def test_a_file_cut_short_is_refused_not_emptied(path: Path, kept: float) -> None:
    whole = filled(path, parcels=500)
    path.write_bytes(whole[: int(len(whole) * kept)])

    with pytest.raises(StateRefused, match="damaged"):
        opened(path)


def test_a_page_of_noise_is_refused(path: Path) -> None:
    whole = filled(path, parcels=500)
    middle = len(whole) // 2 // 4096 * 4096
    path.write_bytes(whole[:middle] + b"\xa5" * 4096 + whole[middle + 4096 :])

    with pytest.raises(StateRefused):
        opened(path)


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("Teleported", b"{}"),
        ("Packed", b'{"id": "x"'),
        ("Packed", b'{"id": "x", "at": "2026-03-02T09:00:00+00:00", "weight_stone": 1}'),
        ("step", b'{"at": "noon", "ids": 1, "command": "Pack", "due": null}'),
    ],
)
def test_what_this_version_does_not_understand_is_named(path: Path, what: str, body: bytes) -> None:
    filled(path)
    altered(path, "INSERT INTO log (world, what, body) VALUES ('post', ?, ?)", what, body)

    with pytest.raises(StateRefused, match=what):
        opened(path)


def test_half_a_step_is_damage(path: Path) -> None:
    filled(path)
    altered(path, "DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)")

    with pytest.raises(StateRefused, match="no end"):
        opened(path)


def test_the_file_is_marked_as_ours(path: Path) -> None:
    filled(path)

    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    opened(tmp_path / "var" / "deep" / "bank.db").close()

    assert (tmp_path / "var" / "deep" / "bank.db").is_file()


def test_a_long_log_begins_anew_and_says_the_same(path: Path) -> None:
    bank = post_office()
    disk = open_disk(path, bank)
    bank.execute(bank.default_world, Pack(id="a"))
    for _ in range(300):
        bank.default_world.change(rate_limit="off")
        bank.changed(bank.default_world, "settings")
        bank.default_world.change(rate_limit="edition")
        bank.changed(bank.default_world, "settings")
    disk.flush()
    long = path.with_name("bank.db-wal").stat().st_size + path.stat().st_size

    disk.shorten(long=100)
    bank.execute(bank.default_world, Send(id="a"))
    before = picture(bank)
    disk.close()

    assert path.stat().st_size < long / 5
    again = post_office()
    with contextlib.closing(open_disk(path, again)):
        assert picture(again) == before


def test_reading_a_long_log_tells_how_far_it_is(path: Path) -> None:
    filled(path, parcels=3000)
    told: list[tuple[int, int]] = []

    open_disk(path, post_office(), progress=lambda done, total: told.append((done, total))).close()

    assert [done for done, _ in told] == [0, 2000, 4000, 6000]
    assert {total for _, total in told} == {6002} or len({total for _, total in told}) == 1


@contextlib.contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """Files may not grow any further, as on a disk without space."""
    log = path.with_name(f"{path.name}-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log + 1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.anyio
async def test_nobody_is_told_what_could_not_be_written_and_nothing_is_forgotten(
    path: Path, tmp_path: Path
) -> None:
    bank = post_office()
    with contextlib.closing(open_disk(path, bank)) as disk:
        bank.execute(bank.default_world, Pack(id="a"))
        await disk.settled()

        with full_disk(path):
            bank.execute(bank.default_world, Pack(id="b"))
            with pytest.raises(NotKept, match="cannot be written"):
                await disk.settled()
            with pytest.raises(NotKept):
                await disk.settled()  # a reader would see what could still be lost
        await disk.settled()

        survivor = post_office()
        with contextlib.closing(open_disk(copy_of(path, tmp_path / "copy.db"), survivor)):
            assert [parcel.id for parcel in survivor.default_world.all(Parcel)] == ["a", "b"]


@pytest.mark.anyio
async def test_what_is_settled_is_in_the_file(path: Path, tmp_path: Path) -> None:
    bank = post_office()
    with contextlib.closing(open_disk(path, bank)) as disk:
        for number in range(20):
            bank.execute(bank.default_world, Pack(id=f"p-{number}"))
            await disk.settled()

            survivor = post_office()
            copy = copy_of(path, tmp_path / f"copy-{number}.db")
            with contextlib.closing(open_disk(copy, survivor)):
                assert picture(survivor) == picture(bank)
