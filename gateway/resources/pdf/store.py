"""Kept PDFs, and when the URL of one was first seen. Functions receive `tx` first and never commit."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from gateway.db.database import Tx
from gateway.db.tables import financial_documents, stored_pdfs
from gateway.resources.pdf.model import SignedUrl, Source


async def kept(tx: Tx, document_id: str) -> bytes | None:
    content: bytes | None = await tx.scalar(
        select(stored_pdfs.c.content).where(stored_pdfs.c.document_id == document_id)
    )
    return content


async def kept_digest(tx: Tx, document_id: str) -> str | None:
    digest: str | None = await tx.scalar(
        select(stored_pdfs.c.sha256).where(stored_pdfs.c.document_id == document_id)
    )
    return digest


async def keep(tx: Tx, document_id: str, content: bytes, *, source: Source, now: datetime) -> None:
    """The latest rendering replaces the one before: a cancelled invoice may be printed differently."""
    await tx.execute(delete(stored_pdfs).where(stored_pdfs.c.document_id == document_id))
    await tx.execute(
        insert(stored_pdfs).values(
            document_id=document_id,
            content=content,
            sha256=digest_of(content),
            stored_at=now,
            source=source.value,
        )
    )


async def remember_url(tx: Tx, document_id: str, link: SignedUrl | None, attachment_id: str | None) -> None:
    await tx.execute(
        update(financial_documents)
        .where(financial_documents.c.id == document_id)
        .values(
            pdf_url=None if link is None else link.url,
            pdf_url_expires_at=None if link is None else link.expires_at,
            attachment_id=attachment_id,
        )
    )


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
