"""Copies of PDFs, kept once fetched, and the URL by which Qonto hands one out. `tx` first, never a commit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from gateway.db import Tx
from gateway.db.tables import financial_documents, stored_pdfs


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPdf:
    content: bytes
    sha256: str
    stored_at: datetime
    source: str


async def find(tx: Tx, document_id: str) -> StoredPdf | None:
    statement = select(stored_pdfs).where(stored_pdfs.c.document_id == document_id)
    row = (await tx.execute(statement)).mappings().first()
    if row is None:
        return None
    return StoredPdf(
        content=bytes(row["content"]),
        sha256=row["sha256"],
        stored_at=row["stored_at"],
        source=row["source"],
    )


async def keep(tx: Tx, document_id: str, content: bytes, *, source: str, now: datetime) -> bool:
    """The first copy stays: a final document does not change. False where there was one."""
    statement = insert_or_not(stored_pdfs).values(
        document_id=document_id,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=now,
        source=source,
    )
    kept = await tx.execute(statement.on_conflict_do_nothing())
    return kept.rowcount == 1


async def note_url(tx: Tx, document_id: str, url: str, *, expires_at: datetime) -> None:
    """The address and until when it may be used; nobody changed the document, so `updated_at` stays."""
    statement = update(financial_documents).where(financial_documents.c.id == document_id)
    await tx.execute(statement.values(pdf_url=url, pdf_url_expires_at=expires_at))
