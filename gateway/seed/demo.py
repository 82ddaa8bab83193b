"""Puts the demo into an empty database; two gateways that start together do it once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from gateway.db.database import Database
from gateway.db.tables import individual_customers, organisations, products, sales_order_items, sales_orders
from gateway.money import decimal_of, line_amounts, sum_lines
from gateway.resources.orders import store
from gateway.seed.catalogue import ORDERS, DemoOrder, Item
from gateway.seed.customers import COMPANIES, PEOPLE, Company, Person, stable_id

Row = Mapping[str, Any]


async def seed_demo(db: Database, *, now: datetime) -> bool:
    """False when somebody's data is already there: nothing is touched then."""
    # On PostgreSQL two processes may both find the database empty: the ids are the same, the second adds
    # nothing.
    add = postgresql.insert if db.dialect == "postgresql" else sqlite.insert
    async with db.transaction() as tx:
        if not await store.is_empty(tx):
            return False
        for table, rows in _tables(now):
            await tx.execute(add(table).on_conflict_do_nothing(), rows)
    return True


def _tables(now: datetime) -> tuple[tuple[Table, Sequence[Row]], ...]:
    """In the order their foreign keys ask for."""
    catalogue = {item.sku: item for order in ORDERS for item in order.items if item.sku is not None}
    return (
        (organisations, [_company(company, now) for company in COMPANIES]),
        (individual_customers, [_person(person, now) for person in PEOPLE]),
        (products, [_product(item) for item in catalogue.values()]),
        (sales_orders, [_order(order, now) for order in ORDERS]),
        (
            sales_order_items,
            [_item(order, position, item) for order in ORDERS for position, item in enumerate(order.items)],
        ),
    )


def _company(company: Company, now: datetime) -> Row:
    return {
        "id": company.id,
        "legal_name": company.legal_name,
        "trade_name": company.trade_name,
        "email": company.email,
        "siret": company.siret,
        "vat_number": company.vat_number,
        "address_line1": company.street,
        "postal_code": company.postal_code,
        "city": company.city,
        "country": company.country,
        "created_at": now,
    }


def _person(person: Person, now: datetime) -> Row:
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "address_line1": person.street,
        "postal_code": person.postal_code,
        "city": person.city,
        "country": person.country,
        "created_at": now,
    }


def _product(item: Item) -> Row:
    return {"id": stable_id("product", item.sku), "name": item.label, "sku": item.sku}


def _order(order: DemoOrder, now: datetime) -> Row:
    priced = [(item.quantity, item.price, item.vat) for item in order.items]
    priced += [("1", fee, order.fees_vat) for fee in (order.shipping, order.handling, order.insurance)]
    totals = sum_lines(
        line_amounts(quantity=Decimal(quantity), unit_price=Decimal(price), vat_rate=Decimal(vat or 0))
        for quantity, price, vat in priced
    )
    return {
        "id": order.id,
        "order_number": order.number,
        "customer_type": "individual" if order.person else "organization",
        "customer_id": stable_id("individual" if order.person else "organisation", order.customer),
        "status": order.status,
        "payment_terms": order.terms,
        "billing_address": _address(order.billing),
        "shipping_address": None,
        "shipping_cost_ht": Decimal(order.shipping),
        "handling_cost_ht": Decimal(order.handling),
        "insurance_cost_ht": Decimal(order.insurance),
        "fees_vat_rate": None if order.fees_vat is None else Decimal(order.fees_vat),
        "total_ht": decimal_of(totals.subtotal_cents),
        "total_ttc": Decimal(order.claimed_ttc) if order.claimed_ttc else decimal_of(totals.total_cents),
        "notes": order.notes,
        "created_at": now,
        "updated_at": now,
    }


def _address(billing: tuple[str, str, str, str] | None) -> Row | None:
    if billing is None:
        return None
    return dict(zip(("street", "postal_code", "city", "country"), billing, strict=True))


def _item(order: DemoOrder, position: int, item: Item) -> Row:
    return {
        "id": stable_id("item", order.number, position),
        "sales_order_id": order.id,
        "product_id": None if item.sku is None else stable_id("product", item.sku),
        "label": item.label,
        "quantity": Decimal(item.quantity),
        "unit_price_ht": Decimal(item.price),
        "tax_rate": None if item.vat is None else Decimal(item.vat),
        "notes": item.notes,
        "sort_order": position,
    }
