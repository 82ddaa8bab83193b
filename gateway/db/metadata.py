"""What every table shares: one catalogue, one way to name constraints, and the columns that mean the same."""

from sqlalchemy import Column, MetaData, String

from gateway.db.columns import Exact

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(36)
ACTOR = String(200)
"""Whoever did it, as the audit log has them."""


def euros(name: str, *, nullable: bool = False, default: str | None = None) -> Column[object]:
    return Column(name, Exact(12, 2), nullable=nullable, server_default=default)


def quantity() -> Column[object]:
    return Column("quantity", Exact(12, 3), nullable=False)
