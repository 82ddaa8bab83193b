"""
Every table of the gateway, as SQLAlchemy Core sees it. `migrations/` creates them; a test proves both agree.

There is no table `invoices`: that name is the reference's legacy table. Documents are `financial_documents`.
Amounts are DECIMAL in euros, `*_rate` of orders and fees are fractions, `tva_rate` of a document's line is a
percentage.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from gateway.db.bank_tables import attachment_uploads, bank_transactions, signing_keys, sync_runs
from gateway.db.columns import Exact, Instant
from gateway.db.metadata import ACTOR, ID, METADATA, euros, quantity
from gateway.db.order_tables import (
    individual_customers,
    organisations,
    products,
    sales_order_items,
    sales_orders,
)

__all__ = (
    "APPEND_ONLY",
    "METADATA",
    "attachment_uploads",
    "audit_log",
    "bank_transactions",
    "burnt_numbers",
    "confirmations",
    "financial_document_items",
    "financial_documents",
    "idempotency_keys",
    "individual_customers",
    "intents",
    "organisations",
    "outbound_calls",
    "payments",
    "products",
    "sales_order_items",
    "sales_orders",
    "signing_keys",
    "stored_pdfs",
    "sync_runs",
    "world_binding",
)


# ---------------------------------------------------------------- documents

financial_documents = Table(
    "financial_documents",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("qonto_id", String(100), unique=True),
    Column("document_type", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("quote_status", String(20)),
    Column("workflow_status", String(20), nullable=False, server_default="synchronized"),
    Column("number", String(100)),
    Column("customer_name", Text, nullable=False),
    Column("customer_email", Text),
    Column("customer_type", String(20)),
    Column("customer_id", ID),
    Column("currency", String(3), nullable=False, server_default="EUR"),
    euros("total_amount"),
    euros("total_vat"),
    euros("total_ht"),
    euros("amount_paid", default="0"),
    Column("document_date", Date),
    Column("due_date", Date),
    Column("expiry_date", Date),
    Column("sales_order_id", ID, ForeignKey("sales_orders.id", ondelete="RESTRICT")),
    # What it was made from, and what it became: rows of this table are marked deleted, never removed.
    Column("parent_id", ID),
    Column("converted_to_id", ID),
    Column("credited_qonto_id", String(100)),
    Column("source", String(20), nullable=False),
    Column("origin", String(10), nullable=False, server_default="qonto"),
    Column("pdf_url", Text),
    Column("pdf_url_expires_at", Instant),
    Column("attachment_id", String(100)),
    Column("qonto_status", String(40)),
    Column("content_hash", String(64)),
    Column("alarm", Text),
    Column("billing_address", JSON(none_as_null=True)),
    Column("shipping_address", JSON(none_as_null=True)),
    euros("shipping_cost_ht", default="0"),
    euros("handling_cost_ht", default="0"),
    euros("insurance_cost_ht", default="0"),
    Column("fees_vat_rate", Exact(6, 5)),
    Column("notes", Text),
    Column("reason", Text),
    Column("terms", JSON(none_as_null=True)),
    Column("created_by", ACTOR, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", ACTOR),
    Column("validated_to_draft_at", Instant),
    Column("validated_by", ACTOR),
    Column("finalized_at", Instant),
    Column("finalized_by", ACTOR),
    Column("sent_at", Instant),
    Column("paid_at", Instant),
    Column("cancelled_at", Instant),
    Column("deleted_at", Instant),
    CheckConstraint("document_type IN ('invoice', 'credit_note', 'quote')", name="document_type"),
    CheckConstraint("status IN ('draft', 'finalized', 'paid', 'cancelled')", name="status"),
    Index("ix_financial_documents_list", "document_type", "created_at", "id"),
    Index("ix_financial_documents_sales_order_id", "sales_order_id"),
    Index("ix_financial_documents_parent_id", "parent_id"),
    Index("ix_financial_documents_credited_qonto_id", "credited_qonto_id"),
)

_ACTIVE_INVOICE = text("document_type = 'invoice' AND deleted_at IS NULL AND status <> 'cancelled'")
Index(
    "uq_financial_documents_active_invoice_per_order",
    financial_documents.c.sales_order_id,
    unique=True,
    sqlite_where=_ACTIVE_INVOICE,
    postgresql_where=_ACTIVE_INVOICE,
)

financial_document_items = Table(
    "financial_document_items",
    METADATA,
    Column("id", ID, primary_key=True),
    Column(
        "document_id",
        ID,
        ForeignKey("financial_documents.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("product_id", ID),
    Column("title", Text, nullable=False),
    Column("description", Text),
    quantity(),
    Column("unit", Text),
    Column("discount", JSON(none_as_null=True)),
    euros("unit_price_ht"),
    Column("tva_rate", Exact(6, 3), nullable=False),
    euros("total_ht"),
    euros("tva_amount"),
    euros("total_ttc"),
    Column("kind", String(10), nullable=False, server_default="product"),
    Column("sort_order", Integer, nullable=False, server_default="0"),
    CheckConstraint("kind IN ('product', 'fee', 'custom')", name="kind"),
)

payments = Table(
    "payments",
    METADATA,
    Column("id", ID, primary_key=True),
    Column(
        "document_id",
        ID,
        ForeignKey("financial_documents.id", ondelete="RESTRICT"),
        nullable=False,
        index=True,
    ),
    euros("amount"),
    Column("paid_at", Date, nullable=False),
    Column("method", String(40)),
    Column("reference", Text),
    Column("notes", Text),
    Column("bank_transaction_id", ID),
    Column("created_by", ACTOR, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# One transfer pays one document, once.
Index("uq_payments_bank_transaction_id", payments.c.bank_transaction_id, unique=True)

stored_pdfs = Table(
    "stored_pdfs",
    METADATA,
    Column("document_id", ID, ForeignKey("financial_documents.id", ondelete="RESTRICT"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("source", String(20), nullable=False),
)

# ---------------------------------------------------------------- promises

intents = Table(
    "intents",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("document_id", ID, index=True),
    Column("sales_order_id", ID),
    Column("qonto_id", String(100)),
    Column("payload", JSON, nullable=False),
    Column("state", String(10), nullable=False, server_default="open"),
    Column("created_by", ACTOR, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("outcome", JSON(none_as_null=True)),
    CheckConstraint("state IN ('open', 'done', 'failed', 'unknown')", name="state"),
)

Index(
    "ix_intents_pending",
    intents.c.created_at,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)

_CREATION_PENDING = text("kind IN ('create_invoice', 'convert_quote') AND state IN ('open', 'unknown')")
Index(
    "uq_intents_pending_creation_per_order",
    intents.c.sales_order_id,
    unique=True,
    sqlite_where=_CREATION_PENDING,
    postgresql_where=_CREATION_PENDING,
)

confirmations = Table(
    "confirmations",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", ACTOR, nullable=False),
    Column("document_id", ID, nullable=False, index=True),
    Column("operation", String(60), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("summary", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

burnt_numbers = Table(  # append-only, by triggers
    "burnt_numbers",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("document_type", String(20), nullable=False),
    Column("number", String(100), nullable=False),
    Column("qonto_id", String(100), nullable=False),
    Column("document_id", ID),
    Column("burnt_at", Instant, nullable=False),
    Column("burnt_by", ACTOR, nullable=False),
    UniqueConstraint("document_type", "number"),
)

audit_log = Table(  # append-only, by triggers
    "audit_log",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", ACTOR, nullable=False),
    Column("action", String(60), nullable=False),
    Column("document_id", ID, index=True),
    Column("details", JSON, nullable=False),
)

idempotency_keys = Table(
    "idempotency_keys",
    METADATA,
    Column("key", String(200), primary_key=True),
    Column("user_id", ACTOR, primary_key=True),
    Column("operation", String(60), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("status", Integer),
    Column("answer", JSON(none_as_null=True)),
    Column("created_at", Instant, nullable=False, index=True),
)

# ---------------------------------------------------------------- the gateway itself

world_binding = Table(  # one row
    "world_binding",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("mode", String(10), nullable=False),
    Column("world_id", String(100)),
    Column("organization", String(200)),
    Column("bound_at", Instant),
    CheckConstraint("id = 1", name="single"),
)

outbound_calls = Table(  # turns taken in the last minute, by every worker
    "outbound_calls",
    METADATA,
    Column("slot", Integer, primary_key=True, autoincrement=True),
    Column("at_ms", BigInteger, nullable=False, index=True),
    Column("turns", Integer, nullable=False, server_default="1"),
)

APPEND_ONLY = (burnt_numbers, audit_log)
