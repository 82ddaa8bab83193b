"""
Every table of the gateway, as SQLAlchemy Core sees it. `migrations/` creates them; a test proves both agree.

There is no table `invoices`: that name is the reference's legacy table. Documents are `financial_documents`.
Amounts are DECIMAL in euros, `*_rate` of orders and fees are fractions, `tva_rate` of a document's line is a
percentage.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from gateway.db.columns import Exact, Instant

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(36)
_ACTOR = String(200)


def _euros(name: str, *, nullable: bool = False, default: str | None = None) -> Column[object]:
    return Column(name, Exact(12, 2), nullable=nullable, server_default=default)


def _quantity() -> Column[object]:
    return Column("quantity", Exact(12, 3), nullable=False)


# ---------------------------------------------------------------- customers and orders

organisations = Table(
    "organisations",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("legal_name", Text, nullable=False),
    Column("trade_name", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("siret", Text),
    Column("vat_number", Text),
    Column("address_line1", Text),
    Column("postal_code", Text),
    Column("city", Text),
    Column("country", Text),
    Column("billing_address_line1", Text),
    Column("billing_postal_code", Text),
    Column("billing_city", Text),
    Column("billing_country", Text),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    Column("created_at", Instant, nullable=False),
)

individual_customers = Table(
    "individual_customers",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text),
    Column("address_line1", Text),
    Column("postal_code", Text),
    Column("city", Text),
    Column("country", Text),
    Column("billing_address_line1", Text),
    Column("billing_postal_code", Text),
    Column("billing_city", Text),
    Column("billing_country", Text),
    Column("created_at", Instant, nullable=False),
)

products = Table(
    "products",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sku", Text),
)

sales_orders = Table(
    "sales_orders",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("order_number", String(60), nullable=False, unique=True),
    # Polymorphic as in the reference: the table is named by customer_type, so no foreign key can be declared.
    Column("customer_type", String(20), nullable=False),
    Column("customer_id", _ID),
    Column("status", String(30), nullable=False),
    Column("payment_terms", Text),
    Column("billing_address", JSON(none_as_null=True)),
    Column("shipping_address", JSON(none_as_null=True)),
    _euros("shipping_cost_ht", default="0"),
    _euros("handling_cost_ht", default="0"),
    _euros("insurance_cost_ht", default="0"),
    Column("fees_vat_rate", Exact(6, 5)),
    _euros("total_ht"),
    _euros("total_ttc"),
    Column("notes", Text),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("customer_type IN ('organization', 'individual')", name="customer_type"),
)

sales_order_items = Table(
    "sales_order_items",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column(
        "sales_order_id", _ID, ForeignKey("sales_orders.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("product_id", _ID, ForeignKey("products.id", ondelete="SET NULL")),
    Column("label", Text, nullable=False),
    _quantity(),
    _euros("unit_price_ht"),
    Column("tax_rate", Exact(6, 5)),
    Column("notes", Text),
    Column("sort_order", Integer, nullable=False, server_default="0"),
)

# ---------------------------------------------------------------- documents

financial_documents = Table(
    "financial_documents",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("qonto_id", String(100), unique=True),
    Column("document_type", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("quote_status", String(20)),
    Column("workflow_status", String(20), nullable=False, server_default="synchronized"),
    Column("number", String(100)),
    Column("customer_name", Text, nullable=False),
    Column("customer_email", Text),
    Column("customer_type", String(20)),
    Column("customer_id", _ID),
    Column("currency", String(3), nullable=False, server_default="EUR"),
    _euros("total_amount"),
    _euros("total_vat"),
    _euros("total_ht"),
    _euros("amount_paid", default="0"),
    Column("document_date", Date),
    Column("due_date", Date),
    Column("sales_order_id", _ID, ForeignKey("sales_orders.id", ondelete="RESTRICT")),
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
    _euros("shipping_cost_ht", default="0"),
    _euros("handling_cost_ht", default="0"),
    _euros("insurance_cost_ht", default="0"),
    Column("fees_vat_rate", Exact(6, 5)),
    Column("notes", Text),
    Column("created_by", _ACTOR, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("validated_to_draft_at", Instant),
    Column("validated_by", _ACTOR),
    Column("finalized_at", Instant),
    Column("finalized_by", _ACTOR),
    Column("sent_at", Instant),
    Column("paid_at", Instant),
    Column("cancelled_at", Instant),
    Column("deleted_at", Instant),
    CheckConstraint("document_type IN ('invoice', 'credit_note', 'quote')", name="document_type"),
    CheckConstraint("status IN ('draft', 'finalized', 'paid', 'cancelled')", name="status"),
    Index("ix_financial_documents_list", "document_type", "created_at", "id"),
    Index("ix_financial_documents_sales_order_id", "sales_order_id"),
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
    Column("id", _ID, primary_key=True),
    Column(
        "document_id",
        _ID,
        ForeignKey("financial_documents.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("product_id", _ID),
    Column("title", Text, nullable=False),
    Column("description", Text),
    _quantity(),
    _euros("unit_price_ht"),
    Column("tva_rate", Exact(6, 3), nullable=False),
    _euros("total_ht"),
    _euros("tva_amount"),
    _euros("total_ttc"),
    Column("kind", String(10), nullable=False, server_default="product"),
    Column("sort_order", Integer, nullable=False, server_default="0"),
    CheckConstraint("kind IN ('product', 'fee', 'custom')", name="kind"),
)

payments = Table(
    "payments",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column(
        "document_id",
        _ID,
        ForeignKey("financial_documents.id", ondelete="RESTRICT"),
        nullable=False,
        index=True,
    ),
    _euros("amount"),
    Column("paid_at", Date, nullable=False),
    Column("method", String(40)),
    Column("reference", Text),
    Column("created_by", _ACTOR, nullable=False),
    Column("created_at", Instant, nullable=False),
)

stored_pdfs = Table(
    "stored_pdfs",
    METADATA,
    Column("document_id", _ID, ForeignKey("financial_documents.id", ondelete="RESTRICT"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("source", String(20), nullable=False),
)

# ---------------------------------------------------------------- promises

intents = Table(
    "intents",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("document_id", _ID, index=True),
    Column("sales_order_id", _ID),
    Column("qonto_id", String(100)),
    Column("payload", JSON, nullable=False),
    Column("state", String(10), nullable=False, server_default="open"),
    Column("created_by", _ACTOR, nullable=False),
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

_CREATION_PENDING = text("kind = 'create_invoice' AND state IN ('open', 'unknown')")
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
    Column("user_id", _ACTOR, nullable=False),
    Column("document_id", _ID, nullable=False, index=True),
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
    Column("id", _ID, primary_key=True),
    Column("document_type", String(20), nullable=False),
    Column("number", String(100), nullable=False),
    Column("qonto_id", String(100), nullable=False),
    Column("document_id", _ID),
    Column("burnt_at", Instant, nullable=False),
    Column("burnt_by", _ACTOR, nullable=False),
    UniqueConstraint("document_type", "number"),
)

audit_log = Table(  # append-only, by triggers
    "audit_log",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", _ACTOR, nullable=False),
    Column("action", String(60), nullable=False),
    Column("document_id", _ID, index=True),
    Column("details", JSON, nullable=False),
)

idempotency_keys = Table(
    "idempotency_keys",
    METADATA,
    Column("key", String(200), primary_key=True),
    Column("user_id", _ACTOR, primary_key=True),
    Column("operation", String(60), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("status", Integer),
    Column("answer", JSON(none_as_null=True)),
    Column("created_at", Instant, nullable=False),
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
