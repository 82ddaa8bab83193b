"""SIGKILL at any moment: no acknowledged step is missing afterwards, and no number is used twice."""

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_qonto.state import open_disk
from tests.mock_qonto.kernel.toys import Parcel, post_office

SEND_FOR_EVER = """
import asyncio
import sys
import tempfile
from pathlib import Path
from mock_qonto.state import open_disk
from tests.mock_qonto.kernel.toys import Pack, Parcel, Send, post_office

bank = post_office()
disk = open_disk(Path(sys.argv[1]), bank)
world = bank.default_world

async def sender():
    while True:
        id = world.ids.mint()
        bank.execute(world, Pack(id=id))
        await disk.settled()
        bank.execute(world, Send(id=id))
        await disk.settled()
        print(id, world.find(Parcel, id).number, flush=True)

async def main():
    await asyncio.gather(*(sender() for _ in range(4)))

asyncio.run(main())
"""


def killed_after(path: Path, acknowledged: int) -> dict[str, str]:
    """Let a process send parcels, kill it while it does; what it has acknowledged until then."""
    command = [sys.executable, "-c", SEND_FOR_EVER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(acknowledged)]
        process.kill()
        lines += process.stdout.readlines()
    whole = [tuple(line.split()) for line in lines if line.endswith("\n")]
    return dict(whole)


@settings(max_examples=4, deadline=None)
@given(kills=st.lists(st.integers(1, 60), min_size=1, max_size=4))
def test_kills_lose_nothing_acknowledged_and_reuse_no_number(kills: list[int]) -> None:
    with contextlib.ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory()))
        acknowledged: dict[str, str] = {}

        for kill in kills:
            latest = killed_after(folder / "bank.db", kill)
            assert not set(latest.values()) & set(acknowledged.values())
            acknowledged |= latest

        bank = post_office()
        cleanup.enter_context(contextlib.closing(open_disk(folder / "bank.db", bank)))
        parcels = bank.default_world.all(Parcel)
        found = {parcel.id: parcel.number for parcel in parcels if parcel.number is not None}
        assert acknowledged.items() <= found.items()
        assert sorted(found.values()) == [f"P-{n:03d}" for n in range(1, len(found) + 1)]
