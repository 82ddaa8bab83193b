"""
The tables of what happens at the bank: its transactions as we last saw them, the runs that fetch them, the
files we gave it.
"""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from gateway.db.columns import Exact, Instant
from gateway.db.metadata import ACTOR, ID, METADATA, euros

bank_transactions = Table(
    "bank_transactions",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("qonto_id", String(100), nullable=False, unique=True),
    Column("transaction_id", String(200), nullable=False, unique=True),
    Column("bank_provider", String(20), nullable=False, server_default="qonto"),
    Column("bank_account_id", String(100), nullable=False),
    euros("amount"),
    Column("currency", String(3), nullable=False),
    Column("side", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    Column("operation_type", String(60)),
    Column("label", Text, nullable=False),
    Column("note", Text),
    Column("reference", Text),
    Column("counterparty_name", Text),
    Column("counterparty_iban", Text),
    euros("vat_amount", nullable=True),
    Column("vat_rate", Exact(6, 3)),
    Column("emitted_at", Instant),
    Column("settled_at", Instant),
    Column("qonto_updated_at", Instant),
    Column("attachment_ids", JSON, nullable=False),
    Column("label_ids", JSON, nullable=False),
    Column("raw_data", JSON, nullable=False),
    # Ours, not Qonto's: a sync never writes these.
    Column("matching_status", String(20), nullable=False, server_default="unmatched"),
    Column("matched_document_id", ID, ForeignKey("financial_documents.id", ondelete="RESTRICT")),
    Column("matched_at", Instant),
    Column("matched_by", ACTOR),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("side IN ('credit', 'debit')", name="side"),
    CheckConstraint(
        "matching_status IN ('unmatched', 'manual_matched', 'auto_matched', 'ignored')",
        name="matching_status",
    ),
    Index("ix_bank_transactions_settled_at", "settled_at", "id"),
    Index("ix_bank_transactions_matched_document_id", "matched_document_id"),
)

sync_runs = Table(
    "sync_runs",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("sync_type", String(20), nullable=False),
    Column("scope", String(20), nullable=False),
    Column("status", String(20), nullable=False, server_default="running"),
    Column("started_by", ACTOR, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("heartbeat_at", Instant, nullable=False),
    Column("completed_at", Instant),
    Column("lock_token", String(64), nullable=False),
    Column("cursor", JSON, nullable=False),
    Column("items_fetched", Integer, nullable=False, server_default="0"),
    Column("items_created", Integer, nullable=False, server_default="0"),
    Column("items_updated", Integer, nullable=False, server_default="0"),
    Column("items_skipped", Integer, nullable=False, server_default="0"),
    Column("items_failed", Integer, nullable=False, server_default="0"),
    Column("errors", JSON, nullable=False),
    CheckConstraint("sync_type IN ('transactions', 'invoices')", name="sync_type"),
    CheckConstraint("status IN ('running', 'completed', 'partial', 'failed')", name="status"),
    Index("ix_sync_runs_sync_type_started_at", "sync_type", "started_at"),
)

_RUNNING = text("status = 'running'")
Index(
    "uq_sync_runs_one_running",
    sync_runs.c.sync_type,
    unique=True,
    sqlite_where=_RUNNING,
    postgresql_where=_RUNNING,
)

attachment_uploads = Table(
    "attachment_uploads",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("qonto_transaction_id", String(100), nullable=False, index=True),
    Column("document_id", ID, ForeignKey("financial_documents.id", ondelete="RESTRICT")),
    Column("attachment_id", String(100)),
    Column("file_name", Text, nullable=False),
    Column("content_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("uploaded_by", ACTOR, nullable=False),
    Column("created_at", Instant, nullable=False),
    # One file, one transaction: of two who send it at once, one row decides which key Qonto is told.
    UniqueConstraint("qonto_transaction_id", "sha256"),
)

signing_keys = Table(  # one row: links signed by one worker are read by all
    "signing_keys",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("secret", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("id = 1", name="single"),
)
