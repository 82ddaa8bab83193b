"""Intents, confirmations, the registers that are only ever added to, and the gateway's own bookkeeping."""

import sqlalchemy as sa
from alembic import op

from gateway.db.columns import Instant
from gateway.db.registers import seal_register

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _create_intents()
    _create_confirmations()
    _create_burnt_numbers()
    _create_audit_log()
    _create_idempotency_keys()
    _create_world_binding()
    _create_outbound_calls()
    seal_register("burnt_numbers")
    seal_register("audit_log")


def _create_intents() -> None:
    op.create_table(
        "intents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=True),
        sa.Column("sales_order_id", sa.String(length=36), nullable=True),
        sa.Column("qonto_id", sa.String(length=100), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'failed', 'unknown')", name=op.f("ck_intents_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intents")),
    )
    op.create_index(op.f("ix_intents_document_id"), "intents", ["document_id"], unique=False)
    op.create_index(
        "ix_intents_pending",
        "intents",
        ["created_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_intents_pending_creation_per_order",
        "intents",
        ["sales_order_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'create_invoice' AND state IN ('open', 'unknown')"),
        postgresql_where=sa.text("kind = 'create_invoice' AND state IN ('open', 'unknown')"),
    )


def _create_confirmations() -> None:
    op.create_table(
        "confirmations",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("operation", sa.String(length=60), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_confirmations")),
    )
    op.create_index(op.f("ix_confirmations_document_id"), "confirmations", ["document_id"], unique=False)


def _create_burnt_numbers() -> None:
    op.create_table(
        "burnt_numbers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_type", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("qonto_id", sa.String(length=100), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=True),
        sa.Column("burnt_at", Instant(), nullable=False),
        sa.Column("burnt_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_burnt_numbers")),
        sa.UniqueConstraint("document_type", "number", name=op.f("uq_burnt_numbers_document_type_number")),
    )


def _create_audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_document_id"), "audit_log", ["document_id"], unique=False)


def _create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("operation", sa.String(length=60), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", "user_id", "operation", name=op.f("pk_idempotency_keys")),
    )


def _create_world_binding() -> None:
    op.create_table(
        "world_binding",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("world_id", sa.String(length=100), nullable=True),
        sa.Column("organization", sa.String(length=200), nullable=True),
        sa.Column("bound_at", Instant(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_world_binding_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_world_binding")),
    )


def _create_outbound_calls() -> None:
    op.create_table(
        "outbound_calls",
        sa.Column("slot", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("turns", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_outbound_calls")),
    )
    op.create_index(op.f("ix_outbound_calls_at_ms"), "outbound_calls", ["at_ms"], unique=False)
