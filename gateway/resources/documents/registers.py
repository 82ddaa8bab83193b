"""
The two registers that are only ever added to: numbers burnt, and who did what.

Rule 2 of the house ends here: the database itself refuses to change or delete a row of either.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from gateway.db import Tx
from gateway.db.tables import audit_log, burnt_numbers
from gateway.resources.documents.model import DocumentType

QONTO = "qonto"
"""The actor of what was done outside the gateway, on Qonto's dashboard or by another program."""


async def burn(
    tx: Tx,
    document_type: DocumentType,
    number: str,
    *,
    qonto_id: str,
    document_id: str | None,
    by: str,
    at: datetime,
) -> bool:
    """Write a number down for ever. False where it stands there already."""
    statement = insert_or_not(burnt_numbers).values(
        id=str(uuid4()),
        document_type=document_type.value,
        number=number,
        qonto_id=qonto_id,
        document_id=document_id,
        burnt_at=at,
        burnt_by=by,
    )
    written = await tx.execute(statement.on_conflict_do_nothing())
    return written.rowcount == 1


async def list_burnt(tx: Tx, document_type: DocumentType, numbers: Collection[str]) -> frozenset[str]:
    """Which of *numbers* are in the register."""
    if not numbers:
        return frozenset()
    statement = select(burnt_numbers.c.number).where(
        burnt_numbers.c.document_type == document_type.value, burnt_numbers.c.number.in_(list(numbers))
    )
    return frozenset(await tx.scalars(statement))


async def audit(
    tx: Tx,
    action: str,
    *,
    actor: str,
    at: datetime,
    document_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    await tx.execute(
        insert(audit_log).values(
            id=str(uuid4()),
            at=at,
            actor=actor,
            action=action,
            document_id=document_id,
            details=dict(details or {}),
        )
    )


async def find_burner(tx: Tx, document_type: DocumentType, number: str) -> str | None:
    """The Qonto id of the document that burnt *number*."""
    burner: str | None = await tx.scalar(
        select(burnt_numbers.c.qonto_id).where(
            burnt_numbers.c.document_type == document_type.value, burnt_numbers.c.number == number
        )
    )
    return burner
