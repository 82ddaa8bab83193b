"""The life of quotes and credit notes, and what happens at the bank: transactions, sync runs, files."""

import sqlalchemy as sa
from alembic import op

from gateway.db.columns import Exact, Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _widen_pending_creations()
    _extend_financial_documents()
    _extend_financial_document_items()
    _extend_payments()
    _create_bank_transactions()
    _create_sync_runs()
    _create_attachment_uploads()
    _create_signing_keys()
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)


def _widen_pending_creations() -> None:
    """A quote that becomes an invoice claims its order as well."""
    op.drop_index("uq_intents_pending_creation_per_order", "intents")
    pending = sa.text("kind IN ('create_invoice', 'convert_quote') AND state IN ('open', 'unknown')")
    op.create_index(
        "uq_intents_pending_creation_per_order",
        "intents",
        ["sales_order_id"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )


def _extend_financial_documents() -> None:
    op.add_column("financial_documents", sa.Column("expiry_date", sa.Date(), nullable=True))
    op.add_column("financial_documents", sa.Column("parent_id", sa.String(length=36), nullable=True))
    op.add_column("financial_documents", sa.Column("converted_to_id", sa.String(length=36), nullable=True))
    op.add_column("financial_documents", sa.Column("credited_qonto_id", sa.String(length=100), nullable=True))
    op.add_column("financial_documents", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("financial_documents", sa.Column("terms", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("financial_documents", sa.Column("decided_at", Instant(), nullable=True))
    op.add_column("financial_documents", sa.Column("decided_by", sa.String(length=200), nullable=True))
    op.create_index(
        "ix_financial_documents_credited_qonto_id", "financial_documents", ["credited_qonto_id"], unique=False
    )
    op.create_index("ix_financial_documents_parent_id", "financial_documents", ["parent_id"], unique=False)


def _extend_financial_document_items() -> None:
    op.add_column("financial_document_items", sa.Column("unit", sa.Text(), nullable=True))
    op.add_column(
        "financial_document_items", sa.Column("discount", sa.JSON(none_as_null=True), nullable=True)
    )


def _extend_payments() -> None:
    op.add_column("payments", sa.Column("notes", sa.Text(), nullable=True))
    op.add_column("payments", sa.Column("bank_transaction_id", sa.String(length=36), nullable=True))
    op.create_index("uq_payments_bank_transaction_id", "payments", ["bank_transaction_id"], unique=True)


def _create_bank_transactions() -> None:
    op.create_table(
        "bank_transactions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("qonto_id", sa.String(length=100), nullable=False),
        sa.Column("transaction_id", sa.String(length=200), nullable=False),
        sa.Column("bank_provider", sa.String(length=20), server_default="qonto", nullable=False),
        sa.Column("bank_account_id", sa.String(length=100), nullable=False),
        sa.Column("amount", Exact(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("operation_type", sa.String(length=60), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("counterparty_name", sa.Text(), nullable=True),
        sa.Column("counterparty_iban", sa.Text(), nullable=True),
        sa.Column("vat_amount", Exact(precision=12, scale=2), nullable=True),
        sa.Column("vat_rate", Exact(precision=6, scale=3), nullable=True),
        sa.Column("emitted_at", Instant(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("qonto_updated_at", Instant(), nullable=True),
        sa.Column("attachment_ids", sa.JSON(), nullable=False),
        sa.Column("label_ids", sa.JSON(), nullable=False),
        sa.Column("raw_data", sa.JSON(), nullable=False),
        sa.Column("matching_status", sa.String(length=20), server_default="unmatched", nullable=False),
        sa.Column("matched_document_id", sa.String(length=36), nullable=True),
        sa.Column("matched_at", Instant(), nullable=True),
        sa.Column("matched_by", sa.String(length=200), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "matching_status IN ('unmatched', 'manual_matched', 'auto_matched', 'ignored')",
            name=op.f("ck_bank_transactions_matching_status"),
        ),
        sa.CheckConstraint("side IN ('credit', 'debit')", name=op.f("ck_bank_transactions_side")),
        sa.ForeignKeyConstraint(
            ["matched_document_id"],
            ["financial_documents.id"],
            name=op.f("fk_bank_transactions_matched_document_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_transactions")),
        sa.UniqueConstraint("qonto_id", name=op.f("uq_bank_transactions_qonto_id")),
        sa.UniqueConstraint("transaction_id", name=op.f("uq_bank_transactions_transaction_id")),
    )
    op.create_index(
        "ix_bank_transactions_matched_document_id", "bank_transactions", ["matched_document_id"], unique=False
    )
    op.create_index(
        "ix_bank_transactions_settled_at", "bank_transactions", ["settled_at", "id"], unique=False
    )


def _create_sync_runs() -> None:
    op.create_table(
        "sync_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sync_type", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), server_default="running", nullable=False),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("heartbeat_at", Instant(), nullable=False),
        sa.Column("completed_at", Instant(), nullable=True),
        sa.Column("lock_token", sa.String(length=64), nullable=False),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.Column("items_fetched", sa.Integer(), server_default="0", nullable=False),
        sa.Column("items_created", sa.Integer(), server_default="0", nullable=False),
        sa.Column("items_updated", sa.Integer(), server_default="0", nullable=False),
        sa.Column("items_skipped", sa.Integer(), server_default="0", nullable=False),
        sa.Column("items_failed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "status IN ('running', 'completed', 'partial', 'failed')", name=op.f("ck_sync_runs_status")
        ),
        sa.CheckConstraint("sync_type IN ('transactions', 'invoices')", name=op.f("ck_sync_runs_sync_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_runs")),
    )
    op.create_index(
        "ix_sync_runs_sync_type_started_at", "sync_runs", ["sync_type", "started_at"], unique=False
    )
    op.create_index(
        "uq_sync_runs_one_running",
        "sync_runs",
        ["sync_type"],
        unique=True,
        sqlite_where=sa.text("status = 'running'"),
        postgresql_where=sa.text("status = 'running'"),
    )


def _create_attachment_uploads() -> None:
    op.create_table(
        "attachment_uploads",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("qonto_transaction_id", sa.String(length=100), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=True),
        sa.Column("attachment_id", sa.String(length=100), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["financial_documents.id"],
            name=op.f("fk_attachment_uploads_document_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_uploads")),
        sa.UniqueConstraint(
            "qonto_transaction_id",
            "sha256",
            name=op.f("uq_attachment_uploads_qonto_transaction_id_sha256"),
        ),
    )
    op.create_index(
        op.f("ix_attachment_uploads_qonto_transaction_id"),
        "attachment_uploads",
        ["qonto_transaction_id"],
        unique=False,
    )


def _create_signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_signing_keys_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
    )
