"""What `DATABASE_URL` says, checked and turned into what SQLAlchemy's drivers want."""

import importlib.util
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_SQLITE = frozenset({"sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"})
_POSTGRES = frozenset({"postgres", "postgresql", "postgresql+asyncpg"})


class DatabaseRefused(Exception):
    """
    The gateway cannot or will not work on this database. The message is one French sentence for who starts
    it.
    """


def address_of(url: str) -> URL:
    try:
        given = make_url(url)
    except ArgumentError as error:
        raise DatabaseRefused(
            "DATABASE_URL n'est pas une adresse de base : écrivez sqlite:///chemin/fichier.db ou postgresql://..."
        ) from error
    if given.drivername in _SQLITE:
        if not given.database or given.database == ":memory:" or given.database.startswith("file:"):
            raise DatabaseRefused(
                "DATABASE_URL : une base SQLite doit être un fichier (sqlite:///chemin/fichier.db)."
            )
        return URL.create("sqlite+aiosqlite", database=str(Path(given.database).expanduser().absolute()))
    if given.drivername in _POSTGRES:
        if importlib.util.find_spec("asyncpg") is None:
            raise DatabaseRefused(
                "DATABASE_URL désigne PostgreSQL, mais le pilote n'est pas installé : "
                "pip install 'qonto-offline[postgres]'."
            )
        return given.set(drivername="postgresql+asyncpg")
    raise DatabaseRefused(
        f"DATABASE_URL : « {given.drivername} » n'est pas pris en charge ; utilisez sqlite ou postgresql."
    )


def shown(url: str) -> str:
    """For start-up lines and logs: no password."""
    return make_url(url).render_as_string(hide_password=True)
