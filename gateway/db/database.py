"""
The way to the data: short visible transactions for writing, plain statements for reading.

Rule 1: no transaction spans a call to the bank.
Rule 2: a writer announces itself (`BEGIN IMMEDIATE` on SQLite), so that nobody fails half-way for want of a
lock.

Reading commits itself statement by statement. On SQLite it happens in the event loop's own thread: a page of
a list takes well under a millisecond there, where hopping to a driver thread and back took ten times as long
as the read (measured: 1,400 against 14,000 reads a second). In WAL mode a reader never waits for a writer, so
the loop is not held up. All reads share one connection, which is never inside a transaction: taking it from a
pool and putting it back took as long as the read. Writers may have to wait for another process and keep
their thread.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from sqlalchemy import URL, Connection, CursorResult, Engine, Executable, ScalarResult, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from gateway.db.address import address_of
from gateway.errors import Code, GatewayError

_BUSY_MS = 10_000
_POSTGRES_CONNECTIONS = 10
_POOL_TIMEOUT_S = 30
# What the two drivers say of a database that is there no more, full, or held by somebody for too long.
_PASSING = (
    "database is locked",
    "disk is full",
    "disk I/O error",
    "readonly database",
    "connection is closed",
    "shutting down",
)

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Tx(Protocol):
    """What SQL functions receive first: they execute on it and never commit."""

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None, /
    ) -> CursorResult[*tuple[Any, ...]]: ...

    async def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None, /) -> Any: ...

    async def scalars(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, /
    ) -> ScalarResult[Any]: ...


class Database:
    __slots__ = ("_in_loop", "_readers", "_writers", "dialect")

    def __init__(self, readers: AsyncEngine | Engine, writers: AsyncEngine) -> None:
        self._readers = readers
        self._writers = writers
        self._in_loop: Connection | None = None
        """Where all reads of SQLite happen; opened by the first, given up when one of them fails."""
        self.dialect = writers.dialect.name

    @classmethod
    def open(cls, url: str) -> "Database":
        """Connects to nothing yet. The schema is `migrate`'s business, and comes first."""
        address = address_of(url)
        if address.get_backend_name() == "sqlite":
            assert address.database is not None
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
            # One writer at a time is SQLite's own rule: waiting for it in the pool is fair, waiting for the
            # file is not.
            return cls(_sqlite_readers(address), sqlite_engine(address, begin="BEGIN IMMEDIATE"))
        readers = _postgres_engine(address, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
        return cls(readers, _postgres_engine(address))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """All of it or none of it. Writers stand in line: never open a second one inside the first."""
        with _translated():
            async with self._writers.begin() as tx:
                yield tx

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        if isinstance(self._readers, Engine):
            return _Reading(self)
        return self._reading(self._readers)

    @asynccontextmanager
    async def _reading(self, readers: AsyncEngine) -> AsyncIterator[Tx]:
        with _translated():
            async with readers.connect() as tx:
                yield tx

    def in_loop(self) -> Connection:
        if self._in_loop is None:
            assert isinstance(self._readers, Engine)
            self._in_loop = self._readers.connect()
        return self._in_loop

    def give_up(self) -> None:
        if self._in_loop is not None:
            self._in_loop.close()
            self._in_loop = None

    async def close(self) -> None:
        self.give_up()
        await self._writers.dispose()
        if isinstance(self._readers, Engine):
            self._readers.dispose()
        else:
            await self._readers.dispose()


class _Reading:
    """Answers on the spot. Spelled out rather than generated: it is entered twice with every request."""

    __slots__ = ("_db",)

    def __init__(self, db: Database) -> None:
        self._db = db

    async def __aenter__(self) -> Tx:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if isinstance(error, DBAPIError):
            self._db.give_up()
        if isinstance(error, (DBAPIError, OSError, PoolTimeout)):
            with _translated():
                raise error

    # The connection is asked for anew each time: another reader may have given it up meanwhile.
    async def execute(
        self, statement: Executable, parameters: Parameters | None = None, /
    ) -> CursorResult[*tuple[Any, ...]]:
        return self._db.in_loop().execute(statement, parameters)

    async def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None, /) -> Any:
        return self._db.in_loop().scalar(statement, parameters)

    async def scalars(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None, /
    ) -> ScalarResult[Any]:
        return self._db.in_loop().scalars(statement, parameters)


@contextmanager
def _translated() -> Iterator[None]:
    """A database that cannot be had is an expected failure; a statement it does not understand is a bug."""
    try:
        yield
    except (OSError, PoolTimeout) as error:
        raise _unavailable(error) from error
    except DBAPIError as error:
        if error.connection_invalidated or any(word in str(error.orig) for word in _PASSING):
            raise _unavailable(error) from error
        raise


def _unavailable(error: BaseException) -> GatewayError:
    return GatewayError(
        Code.DATABASE_UNAVAILABLE,
        "La base de données de la passerelle ne répond pas : réessayez dans un instant ; "
        "si cela dure, vérifiez-la.",
        internal=f"{type(error).__name__}: {error}",
        headers={"Retry-After": "5"},
    )


def sqlite_engine(address: URL, *, begin: str) -> AsyncEngine:
    """One connection that opens its transactions with *begin*."""
    engine = create_async_engine(
        address, pool_size=1, max_overflow=0, pool_timeout=_POOL_TIMEOUT_S, pool_recycle=-1
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)

    def announce(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "begin", announce)
    return engine


def _sqlite_readers(address: URL) -> Engine:
    engine = create_engine(
        address.set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,  # there is one connection, and the database keeps it
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _postgres_engine(address: URL, **options: Any) -> AsyncEngine:
    return create_async_engine(
        address,
        pool_size=_POSTGRES_CONNECTIONS,
        max_overflow=_POSTGRES_CONNECTIONS,
        pool_timeout=_POOL_TIMEOUT_S,
        **options,
    )


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's habit of beginning transactions on its own would defeat BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    # An intent that was committed must outlive the power cut that follows it.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Without it, INSERT OR REPLACE would walk past the triggers that keep a register append-only.
    cursor.execute("PRAGMA recursive_triggers=ON")
    cursor.close()
