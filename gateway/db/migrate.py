"""
Bringing a database to the schema of this version, once, whoever starts first.

Rule 1: tables of our names that our migrations did not make are somebody else's: refused, never altered.
Rule 2: two processes that start together take turns (an advisory lock on PostgreSQL, an exclusive transaction
on SQLite).
Rule 3: all of it or none of it: one transaction on both databases.
Rule 4: a database that is up to date is told by its version alone: what upgrades another one is not even
imported.
"""

from pathlib import Path

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from gateway.db.address import DatabaseRefused, address_of
from gateway.db.database import sqlite_engine
from gateway.db.tables import METADATA

VERSION_TABLE = "qonto_gateway_schema"
HEAD = "0004"
"""The version that the last of `migrations/` makes."""
_LOCK = 7_204_819_001


async def migrate(url: str) -> None:
    """
    Create or upgrade; nothing to do is quick. Raises `DatabaseRefused` with a sentence for who starts the
    gateway.
    """
    address = address_of(url)
    engine = _engine(address)
    try:
        async with engine.connect() as connection, connection.begin():
            await connection.run_sync(_upgrade)
    except (OSError, DBAPIError, TimeoutError) as error:
        raise unusable(address, error) from error
    finally:
        await engine.dispose()


def _engine(address: URL) -> AsyncEngine:
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address, pool_size=1)
    assert address.database is not None
    try:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(address, error) from error
    return sqlite_engine(address, begin="BEGIN EXCLUSIVE")


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    version = version_of(connection)
    if version == HEAD:
        return
    if version is None:
        _refuse_foreign_tables(connection)
    # Alembic is a tenth of what a start imports, and needed once in a database's life.
    from gateway.db.upgrading import knows, upgrade  # noqa: PLC0415  - see above

    if version is not None and not knows(version):
        raise DatabaseRefused(
            f"La base est à la version « {version} », que cette passerelle ne connaît pas : "
            "installez une version plus récente."
        )
    upgrade(connection, version_table=VERSION_TABLE)


def version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    statement = f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608  - our own constant
    found = connection.execute(text(statement)).scalar()
    return None if found is None else str(found)


def _refuse_foreign_tables(connection: Connection) -> None:
    foreign = sorted(set(inspect(connection).get_table_names()) & set(METADATA.tables))
    if foreign:
        raise DatabaseRefused(
            f"DATABASE_URL : cette base contient déjà des tables que la passerelle n'a pas créées "
            f"({', '.join(foreign)}). Elle n'y touche pas : indiquez une base vide."
        )


def unusable(address: URL, error: BaseException) -> DatabaseRefused:
    where = address.render_as_string(hide_password=True)
    if address.get_backend_name() == "sqlite":
        return DatabaseRefused(
            f"DATABASE_URL : impossible d'ouvrir {where} ({_short(error)}) : "
            "vérifiez le chemin et les droits."
        )
    if "does not exist" in str(error):
        return DatabaseRefused(
            f"DATABASE_URL : la base de {where} n'existe pas : créez-la avec createdb, puis redémarrez."
        )
    return DatabaseRefused(
        f"DATABASE_URL : PostgreSQL ne répond pas à {where} ({_short(error)}) : "
        "vérifiez l'adresse et les droits."
    )


def _short(error: BaseException) -> str:
    cause = error.orig if isinstance(error, OperationalError) and error.orig is not None else error
    return str(cause).splitlines()[0][:200] if str(cause) else type(cause).__name__
