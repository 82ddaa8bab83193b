"""
The file: an append-only log in SQLite, one row a fact, one transaction a turn of the event loop.

The log is only ever appended to. When it has grown long beside what it describes, it begins anew with
the worlds as they are, in one transaction, so that a restart stays quick.

synchronous=FULL: what was acknowledged survives a power cut, not only a kill (which NORMAL would do). It
costs one fsync a turn, 0.1 ms on the machine this was measured on, shared by all calls of that turn.
locking_mode=EXCLUSIVE: one bank a file; the lock dies with its process.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mock_qonto.state import refusing

APPLICATION = 0x514F4E54
"""QONT: marks the file as ours."""
FORMAT = 1

CHUNK = 1000
"""Rows read at a time."""

Row = tuple[str, str, bytes]
"""(world, what, body): *what* is the name of an event's class, or a small word of the log's own."""

_SCHEMA = (
    "CREATE TABLE log (seq INTEGER PRIMARY KEY, world TEXT NOT NULL, what TEXT NOT NULL, body BLOB NOT NULL)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {FORMAT}",
)
_APPEND = "INSERT INTO log (world, what, body) VALUES (?, ?, ?)"


class StateFile:
    """An open, locked and understood file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def __len__(self) -> int:
        with self._undamaged():
            (count,) = self._connection.execute("SELECT count(*) FROM log").fetchone()
        return int(count)

    def rows(self) -> Iterator[Row]:
        """Every row, oldest first."""
        with self._undamaged():
            cursor = self._connection.execute("SELECT world, what, body FROM log ORDER BY seq")
        while True:
            with self._undamaged():
                rows = cursor.fetchmany(CHUNK)
            if not rows:
                return
            yield from rows

    def append(self, rows: Iterable[Row]) -> None:
        """All of *rows* or, with sqlite3.Error, none."""
        self._in_transaction(lambda: self._connection.executemany(_APPEND, rows))

    def begin_anew(self, rows: Iterable[Row]) -> None:
        """Let *rows* stand for everything that is in the log."""

        def rewrite() -> None:
            # Without a condition the table is emptied page-wise, which takes a tenth of the time.
            self._connection.execute("DELETE FROM log")
            self._connection.executemany(_APPEND, rows)

        self._in_transaction(rewrite)
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._connection.close()

    @contextlib.contextmanager
    def _undamaged(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as why:
            raise refusing.damaged(self.path, why) from None

    def _in_transaction(self, work: Callable[[], object]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            work()
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def open_file(path: Path) -> StateFile:
    """
    The file at *path*, made if there is none.

    Raises StateRefused, and has changed nothing, when it is in use, damaged, or not ours to read.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as why:
        raise refusing.unreachable(path, why) from None
    try:
        _take(path, connection)
    except BaseException:
        connection.close()
        raise
    return StateFile(path, connection)


def _take(path: Path, connection: sqlite3.Connection) -> None:
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        _identify(path, connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        if not _tables(connection):
            for statement in _SCHEMA:
                connection.execute(statement)
        connection.execute("COMMIT")
    except sqlite3.OperationalError as why:
        if why.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise refusing.in_use(path) from None
        raise refusing.unreachable(path, why) from None
    except sqlite3.DatabaseError as why:
        if why.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
            raise refusing.not_ours(path) from None
        raise refusing.damaged(path, why) from None


def _identify(path: Path, connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if not _tables(connection) and application == found == 0:
        return
    if application != APPLICATION:
        raise refusing.not_ours(path)
    if found != FORMAT:
        raise refusing.of_other_format(path, found, FORMAT)


def _tables(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return int(count)
