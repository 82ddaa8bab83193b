"""
The back office's own tables, as far as the gateway reads them: customers, products, orders.

`*_rate` is a fraction here; amounts are DECIMAL in euros.
"""

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Integer, String, Table, Text, text

from gateway.db.columns import Exact, Instant
from gateway.db.metadata import ID, METADATA, euros, quantity

organisations = Table(
    "organisations",
    METADATA,
    Column("id", ID, primary_key=True),
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
    Column("id", ID, primary_key=True),
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
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sku", Text),
)

sales_orders = Table(
    "sales_orders",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("order_number", String(60), nullable=False, unique=True),
    # Polymorphic as in the reference: the table is named by customer_type, so no foreign key can be declared.
    Column("customer_type", String(20), nullable=False),
    Column("customer_id", ID),
    Column("status", String(30), nullable=False),
    Column("payment_terms", Text),
    Column("billing_address", JSON(none_as_null=True)),
    Column("shipping_address", JSON(none_as_null=True)),
    euros("shipping_cost_ht", default="0"),
    euros("handling_cost_ht", default="0"),
    euros("insurance_cost_ht", default="0"),
    Column("fees_vat_rate", Exact(6, 5)),
    euros("total_ht"),
    euros("total_ttc"),
    Column("notes", Text),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("customer_type IN ('organization', 'individual')", name="customer_type"),
)

sales_order_items = Table(
    "sales_order_items",
    METADATA,
    Column("id", ID, primary_key=True),
    Column(
        "sales_order_id", ID, ForeignKey("sales_orders.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("product_id", ID, ForeignKey("products.id", ondelete="SET NULL")),
    Column("label", Text, nullable=False),
    quantity(),
    euros("unit_price_ht"),
    Column("tax_rate", Exact(6, 5)),
    Column("notes", Text),
    Column("sort_order", Integer, nullable=False, server_default="0"),
)
