"""Customers and their orders."""

import sqlalchemy as sa
from alembic import op

from gateway.db.columns import Exact, Instant

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    _create_organisations()
    _create_individual_customers()
    _create_products()
    _create_sales_orders()
    _create_sales_order_items()


def _create_organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("trade_name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("siret", sa.Text(), nullable=True),
        sa.Column("vat_number", sa.Text(), nullable=True),
        sa.Column("address_line1", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("billing_address_line1", sa.Text(), nullable=True),
        sa.Column("billing_postal_code", sa.Text(), nullable=True),
        sa.Column("billing_city", sa.Text(), nullable=True),
        sa.Column("billing_country", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )


def _create_individual_customers() -> None:
    op.create_table(
        "individual_customers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("address_line1", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("billing_address_line1", sa.Text(), nullable=True),
        sa.Column("billing_postal_code", sa.Text(), nullable=True),
        sa.Column("billing_city", sa.Text(), nullable=True),
        sa.Column("billing_country", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_individual_customers")),
    )


def _create_products() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )


def _create_sales_orders() -> None:
    op.create_table(
        "sales_orders",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("order_number", sa.String(length=60), nullable=False),
        sa.Column("customer_type", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("billing_address", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("shipping_address", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("shipping_cost_ht", Exact(12, 2), server_default="0", nullable=False),
        sa.Column("handling_cost_ht", Exact(12, 2), server_default="0", nullable=False),
        sa.Column("insurance_cost_ht", Exact(12, 2), server_default="0", nullable=False),
        sa.Column("fees_vat_rate", Exact(6, 5), nullable=True),
        sa.Column("total_ht", Exact(12, 2), nullable=False),
        sa.Column("total_ttc", Exact(12, 2), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "customer_type IN ('organization', 'individual')", name=op.f("ck_sales_orders_customer_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_orders")),
        sa.UniqueConstraint("order_number", name=op.f("uq_sales_orders_order_number")),
    )


def _create_sales_order_items() -> None:
    op.create_table(
        "sales_order_items",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sales_order_id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("quantity", Exact(12, 3), nullable=False),
        sa.Column("unit_price_ht", Exact(12, 2), nullable=False),
        sa.Column("tax_rate", Exact(6, 5), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("sort_order", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_sales_order_items_product_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sales_order_id"],
            ["sales_orders.id"],
            name=op.f("fk_sales_order_items_sales_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order_items")),
    )
    op.create_index(
        op.f("ix_sales_order_items_sales_order_id"), "sales_order_items", ["sales_order_id"], unique=False
    )
