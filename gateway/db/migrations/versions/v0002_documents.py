"""Documents, their lines, their payments, and the PDFs once fetched."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway.db.columns import Exact, Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _create_financial_documents()
    _create_financial_document_items()
    _create_payments()
    _create_stored_pdfs()


def _create_financial_documents() -> None:
    op.create_table(
        "financial_documents",
        *_who_and_how_much(),
        *_where_it_stands(),
        sa.CheckConstraint(
            "document_type IN ('invoice', 'credit_note', 'quote')",
            name=op.f("ck_financial_documents_document_type"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'finalized', 'paid', 'cancelled')",
            name=op.f("ck_financial_documents_status"),
        ),
        sa.ForeignKeyConstraint(
            ["sales_order_id"],
            ["sales_orders.id"],
            name=op.f("fk_financial_documents_sales_order_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financial_documents")),
        sa.UniqueConstraint("qonto_id", name=op.f("uq_financial_documents_qonto_id")),
    )
    op.create_index(
        "ix_financial_documents_list",
        "financial_documents",
        ["document_type", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_financial_documents_sales_order_id", "financial_documents", ["sales_order_id"], unique=False
    )
    op.create_index(
        "uq_financial_documents_active_invoice_per_order",
        "financial_documents",
        ["sales_order_id"],
        unique=True,
        sqlite_where=sa.text("document_type = 'invoice' AND deleted_at IS NULL AND status <> 'cancelled'"),
        postgresql_where=sa.text(
            "document_type = 'invoice' AND deleted_at IS NULL AND status <> 'cancelled'"
        ),
    )


def _who_and_how_much() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("qonto_id", sa.String(length=100), nullable=True),
        sa.Column("document_type", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("quote_status", sa.String(length=20), nullable=True),
        sa.Column("workflow_status", sa.String(length=20), server_default="synchronized", nullable=False),
        sa.Column("number", sa.String(length=100), nullable=True),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("customer_email", sa.Text(), nullable=True),
        sa.Column("customer_type", sa.String(length=20), nullable=True),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="EUR", nullable=False),
        sa.Column("total_amount", Exact(12, 2), nullable=False),
        sa.Column("total_vat", Exact(12, 2), nullable=False),
        sa.Column("total_ht", Exact(12, 2), nullable=False),
        sa.Column("amount_paid", Exact(12, 2), server_default="0", nullable=False),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("sales_order_id", sa.String(length=36), nullable=True),
    )


def _where_it_stands() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=10), server_default="qonto", nullable=False),
        sa.Column("pdf_url", sa.Text(), nullable=True),
        sa.Column("pdf_url_expires_at", Instant(), nullable=True),
        sa.Column("attachment_id", sa.String(length=100), nullable=True),
        sa.Column("qonto_status", sa.String(length=40), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("alarm", sa.Text(), nullable=True),
        sa.Column("billing_address", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("shipping_address", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("shipping_cost_ht", Exact(12, 2), server_default="0", nullable=False),
        sa.Column("handling_cost_ht", Exact(12, 2), server_default="0", nullable=False),
        sa.Column("insurance_cost_ht", Exact(12, 2), server_default="0", nullable=False),
        sa.Column("fees_vat_rate", Exact(6, 5), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("validated_to_draft_at", Instant(), nullable=True),
        sa.Column("validated_by", sa.String(length=200), nullable=True),
        sa.Column("finalized_at", Instant(), nullable=True),
        sa.Column("finalized_by", sa.String(length=200), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("paid_at", Instant(), nullable=True),
        sa.Column("cancelled_at", Instant(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
    )


def _create_financial_document_items() -> None:
    op.create_table(
        "financial_document_items",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("quantity", Exact(12, 3), nullable=False),
        sa.Column("unit_price_ht", Exact(12, 2), nullable=False),
        sa.Column("tva_rate", Exact(6, 3), nullable=False),
        sa.Column("total_ht", Exact(12, 2), nullable=False),
        sa.Column("tva_amount", Exact(12, 2), nullable=False),
        sa.Column("total_ttc", Exact(12, 2), nullable=False),
        sa.Column("kind", sa.String(length=10), server_default="product", nullable=False),
        sa.Column("sort_order", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "kind IN ('product', 'fee', 'custom')", name=op.f("ck_financial_document_items_kind")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["financial_documents.id"],
            name=op.f("fk_financial_document_items_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financial_document_items")),
    )
    op.create_index(
        op.f("ix_financial_document_items_document_id"),
        "financial_document_items",
        ["document_id"],
        unique=False,
    )


def _create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("amount", Exact(12, 2), nullable=False),
        sa.Column("paid_at", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["financial_documents.id"],
            name=op.f("fk_payments_document_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index(op.f("ix_payments_document_id"), "payments", ["document_id"], unique=False)


def _create_stored_pdfs() -> None:
    op.create_table(
        "stored_pdfs",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["financial_documents.id"],
            name=op.f("fk_stored_pdfs_document_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_stored_pdfs")),
    )
