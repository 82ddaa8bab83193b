"""Running the migrations that a database lacks. Alembic, and therefore imported by who has some to run."""

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from gateway.db.tables import METADATA

_SCRIPTS = ScriptDirectory(str(Path(__file__).parent / "migrations"))


def head() -> str | None:
    return _SCRIPTS.get_current_head()


def knows(version: str) -> bool:
    return version in {script.revision for script in _SCRIPTS.walk_revisions()}


def upgrade(connection: Connection, *, version_table: str) -> None:
    def missing(revision: Any, _: Any) -> Any:
        return _SCRIPTS._upgrade_revs("head", revision)  # noqa: SLF001  - what alembic.command calls

    with EnvironmentContext(Config(), _SCRIPTS, fn=missing) as environment:
        environment.configure(
            connection=connection,
            target_metadata=METADATA,
            version_table=version_table,
            fn=missing,
        )
        with environment.begin_transaction():
            environment.run_migrations()
