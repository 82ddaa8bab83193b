"""A look at a database that changes nothing: neither made where it is missing, nor brought up to date."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from gateway.db.address import address_of
from gateway.db.migrate import unusable, version_of
from gateway.db.tables import world_binding


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """*version* None: there are no tables of ours. *mode* and *organization*: whose data it is."""

    version: str | None
    mode: str | None = None
    organization: str | None = None


async def look(url: str) -> Looked | None:
    """None: there is no such file. Raises DatabaseRefused."""
    address = address_of(url)
    if _missing(address):
        return None
    engine = create_async_engine(_read_only(address))
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_looked)
    except (OSError, DBAPIError, TimeoutError) as error:
        raise unusable(address, error) from error
    finally:
        await engine.dispose()


def _missing(address: URL) -> bool:
    if address.get_backend_name() != "sqlite":
        return False
    assert address.database is not None
    return not Path(address.database).is_file()


def _read_only(address: URL) -> URL:
    if address.get_backend_name() != "sqlite":
        return address
    assert address.database is not None
    path = Path(address.database).absolute()
    # Even who only reads makes a `-shm` beside a database in WAL mode, unless told that nobody writes. That
    # is so where there is no `-wal`.
    quiet = not path.with_name(path.name + "-wal").exists()
    query = {"mode": "ro", "uri": "true", **({"immutable": "1"} if quiet else {})}
    return address.set(database=path.as_uri(), query=query)


def _looked(connection: Connection) -> Looked:
    version = version_of(connection)
    if version is None or not inspect(connection).has_table(world_binding.name):
        return Looked(version=version)
    row = connection.execute(select(world_binding.c.mode, world_binding.c.organization)).one_or_none()
    if row is None:
        return Looked(version=version)
    return Looked(version=version, mode=row.mode, organization=row.organization)
