"""
The bank's sink: takes down what happens, and says when it is safe.

Everything that happens in one turn of the event loop is committed once, at the end of that turn, in the
loop's own thread: a worker thread was measured and is slower, alone and under load. Nobody is answered
before that, readers included: nobody may see what could still be lost.
"""

import asyncio
import contextlib
import gc
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.journal import Change, Entry, NotKept
from mock_qonto.kernel.records import Record
from mock_qonto.state.codec import Codec
from mock_qonto.state.file import Row, StateFile, open_file
from mock_qonto.state.reading import Reader
from mock_qonto.state.writing import Writer

Progress = Callable[[int, int], None]
"""(rows read, rows in all)"""

PROGRESS_EVERY = 2000
LONG = 20_000
"""A log shorter than this is never begun anew."""


class Disk:
    """A bank's state file, open."""

    def __init__(self, file: StateFile, writer: Writer, bank: Bank) -> None:
        self.path = file.path
        self._file = file
        self._writer = writer
        self._bank = bank
        self._pending: list[Row] = []
        self._turn: asyncio.Future[None] | None = None

    def write(self, happened: Entry | Change) -> None:
        self._pending.extend(self._writer.rows(happened))

    async def settled(self) -> None:
        """
        Return when everything that has happened so far is on disk.

        Raises NotKept when it cannot be written; the next call tries again, nothing is forgotten.
        """
        if not self._pending:
            return
        if self._turn is None:
            loop = asyncio.get_running_loop()
            self._turn = loop.create_future()
            loop.call_soon(self._end_turn, self._turn)
        # One caller who hangs up does not take the others' commit away.
        await asyncio.shield(self._turn)

    def flush(self) -> None:
        """Commit what has happened so far; raises NotKept."""
        if not self._pending:
            return
        try:
            self._file.append(self._pending)
        except sqlite3.Error as why:
            raise NotKept(f"{self.path} cannot be written: {why}") from why
        self._pending = []

    def close(self) -> None:
        """Commit, make the next start quick, let go of the file."""
        try:
            self.flush()
            with _without_collector():
                self.shorten()
        finally:
            self._bank.sink = None
            self._file.close()

    def shorten(self, *, long: int = LONG) -> None:
        """Begin the log anew when reading it back would take much longer than what it describes."""
        held = sum(len(table) for world in self._bank.worlds.values() for table in world.tables.values())
        if len(self._file) > max(long, held):
            self._file.begin_anew(self._writer.everything())

    def _end_turn(self, turn: asyncio.Future[None]) -> None:
        self._turn = None
        try:
            self.flush()
        except NotKept as why:
            turn.set_exception(why)
        else:
            turn.set_result(None)


def open_disk(
    path: Path, bank: Bank, *, plain: Iterable[type[Record]] = (), progress: Progress | None = None
) -> Disk:
    """
    Let *bank* live in the file at *path*: from here on it is written there.

    If the file knows any world, the bank's own are forgotten and the file's take their place. *plain* are
    the kinds of records that have no decider. Raises StateRefused and leaves the file alone.
    """
    codec = Codec((*plain, *_kinds(bank)))
    file = open_file(path)
    try:
        writer = Writer(bank, codec)
        disk = Disk(file, writer, bank)
        if len(file):
            bank.worlds.clear()
            with _without_collector():
                reader = Reader(bank, codec)
                reader.read(_watched(file, progress), file.path)
                writer.resume(reader.records)
                disk.shorten()
        else:
            file.append(writer.everything())
    except BaseException:
        file.close()
        raise
    bank.sink = disk
    return disk


def _kinds(bank: Bank) -> Iterator[type[Any]]:
    for decider in bank.deciders:
        yield decider.kind
        yield from decider.commands
        yield from decider.events


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    # Millions of objects are made and none of them is garbage: the collector would only get in the way.
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _watched(file: StateFile, progress: Progress | None) -> Iterator[Row]:
    total = len(file)
    for done, row in enumerate(file.rows()):
        if progress is not None and done % PROGRESS_EVERY == 0:
            progress(done, total)
        yield row
