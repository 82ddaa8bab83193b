"""The key of public links, and what a list must know of our rows. Functions that take `tx` never commit."""

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from gateway.db import Database, Tx
from gateway.db.columns import Instant
from gateway.db.tables import financial_documents, signing_keys
from gateway.resources.documents.model import DocumentType, Source

_ONLY: Final = 1
_BYTES: Final = 32
_FIND: Final = select(signing_keys.c.secret).where(signing_keys.c.id == _ONLY)


async def signing_key(db: Database, now: datetime) -> str:
    """One, shared by all workers: of two who make it at once, both get the same."""
    async with db.reading() as tx:
        found: str | None = await tx.scalar(_FIND)
    if found is not None:
        return found
    statement = insert_or_not(signing_keys).values(id=_ONLY, secret=secrets.token_hex(_BYTES), created_at=now)
    async with db.transaction() as tx:
        await tx.execute(statement.on_conflict_do_nothing())
        made: str = await tx.scalar(_FIND)
    return made


async def first_service_quote(tx: Tx) -> datetime | None:
    """When it was made; None where there is none."""
    rows = financial_documents.c
    first: datetime | None = await tx.scalar(
        select(func.min(rows.created_at, type_=Instant)).where(
            rows.document_type == DocumentType.QUOTE, rows.source == Source.SERVICE, rows.deleted_at.is_(None)
        )
    )
    return first
