"""Confirmations in SQL. Functions receive `tx` first and never commit."""

from datetime import datetime, timedelta

from sqlalchemy import RowMapping, delete, insert, select, update

from gateway.db.database import Tx
from gateway.db.tables import confirmations
from gateway.resources.confirmations.model import Confirmation

_KEPT_AFTER_EXPIRY = timedelta(days=1)
"""Long enough to tell a person that the link has expired, rather than that it never was."""


async def add(tx: Tx, confirmation: Confirmation) -> None:
    long_gone = confirmation.created_at - _KEPT_AFTER_EXPIRY
    await tx.execute(delete(confirmations).where(confirmations.c.expires_at < long_gone))
    await tx.execute(
        insert(confirmations).values(
            token_hash=confirmation.token_hash,
            user_id=confirmation.user_id,
            document_id=confirmation.document_id,
            operation=confirmation.operation,
            content_hash=confirmation.content_hash,
            summary={"summary": dict(confirmation.summary), "warnings": list(confirmation.warnings)},
            created_at=confirmation.created_at,
            expires_at=confirmation.expires_at,
        )
    )


async def find(tx: Tx, token_hash: str) -> Confirmation | None:
    statement = select(confirmations).where(confirmations.c.token_hash == token_hash)
    row = (await tx.execute(statement)).mappings().first()
    return None if row is None else _confirmation(row)


async def use(tx: Tx, token_hash: str, *, now: datetime) -> bool:
    """Whether this call is the one that used it: of any number of callers, the row lets one through."""
    spent = await tx.execute(
        update(confirmations)
        .where(
            confirmations.c.token_hash == token_hash,
            confirmations.c.used_at.is_(None),
            confirmations.c.expires_at > now,
        )
        .values(used_at=now)
    )
    return spent.rowcount == 1


def _confirmation(row: RowMapping) -> Confirmation:
    return Confirmation(
        token_hash=row["token_hash"],
        user_id=row["user_id"],
        document_id=row["document_id"],
        operation=row["operation"],
        content_hash=row["content_hash"],
        summary=row["summary"]["summary"],
        warnings=tuple(row["summary"]["warnings"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
    )
