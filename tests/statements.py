"""
Every statement is compiled once in a process of tests, not once for every test's database.

SQLAlchemy keeps what it has compiled with the engine, and holds two dialects for different ones even if they
are of one kind. Here dialects of one kind are equal and share what they have compiled.
"""

from typing import Any, ClassVar

from sqlalchemy import Dialect, Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite


class _Shared(Dialect):
    _compiled: ClassVar[dict[Any, Any]] = {}

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=cls._compiled)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class SharedAsyncpg(_Shared, PGDialect_asyncpg):
    supports_statement_cache = True


class SharedAiosqlite(_Shared, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class SharedPysqlite(_Shared, SQLiteDialect_pysqlite):
    supports_statement_cache = True


def share_statements() -> None:
    """For engines that are made from now on."""
    registry.register("postgresql.asyncpg", __name__, SharedAsyncpg.__name__)
    registry.register("sqlite.aiosqlite", __name__, SharedAiosqlite.__name__)
    registry.register("sqlite.pysqlite", __name__, SharedPysqlite.__name__)
