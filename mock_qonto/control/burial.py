"""
Letting go of large worlds.

To forget 100,000 records takes the interpreter longer than to reset the world that held them. So they are
kept for a moment and let go of in portions, after the answer has left.
"""

import asyncio
from typing import Any

from mock_qonto.kernel.records import Table
from mock_qonto.kernel.world import Snapshot

SMALL = 1000
PORTION = 500


class Burial:
    """Records nobody will ask for again."""

    __slots__ = ("_remains", "_task")

    def __init__(self) -> None:
        self._remains: list[Table[Any]] = []
        self._task: asyncio.Task[None] | None = None

    def receive(self, snapshot: Snapshot) -> None:
        """Keep what *snapshot* holds until there is time; small tables are not worth the trouble."""
        self._remains.extend(table for table in snapshot.tables.values() if len(table) > SMALL)

    def begin(self) -> None:
        """Start, if there is anything to do and nobody does it yet."""
        if self._remains and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._let_go())

    async def _let_go(self) -> None:
        while self._remains:
            # The table goes first; from here on the list alone holds its records, unless a snapshot does.
            records = list(self._remains.pop())
            while records:
                del records[-PORTION:]
                await asyncio.sleep(0)
