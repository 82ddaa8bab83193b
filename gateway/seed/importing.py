"""
Orders of one's own, put into the database: all of a file or nothing of it.

Rule 1: an order that is there already is never changed. The same once more is no event, so that a file may be
        imported again; a different one under its number is refused.
Rule 2: a customer is known by an id, or else by name and e-mail; the newest file says where it lives.
Rule 3: ids are derived from what was written: the same on every machine.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Table, select, text
from sqlalchemy.dialects import postgresql, sqlite

from gateway.db import Database, Tx
from gateway.db.tables import individual_customers, organisations, products, sales_order_items, sales_orders
from gateway.money import decimal_of, line_amounts, sum_lines
from gateway.resources.orders.model import CustomerType
from gateway.seed.customers import stable_id
from gateway.seed.files import FileRefused
from gateway.seed.shapes import CustomerShape, OrderShape

_AT_ONCE: Final = 500
_TOTAL_MAX: Final = Decimal("9999999999.99")
_ORDER_OWN: Final = ("created_at", "updated_at")
_BILLED: Final = ("label", "quantity", "unit_price_ht", "tax_rate", "notes")
_INSERT: Final[Mapping[str, Any]] = MappingProxyType(
    {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
)
Row = dict[str, Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    orders: int
    unchanged: int


async def import_orders(
    db: Database, orders: Sequence[OrderShape], *, now: datetime, progress: Progress = lambda _, __: None
) -> Imported:
    """Raises FileRefused, and nothing was written then."""
    customers = _customers(orders, now)
    _check_alike(orders)
    rows = [_order(order, now) for order in orders]
    async with db.transaction() as tx:
        if db.dialect == "postgresql":
            await tx.execute(text("LOCK TABLE sales_orders IN SHARE ROW EXCLUSIVE MODE"))
        new = await _new_ones(tx, orders, rows)
        await _put_customers(tx, customers, db.dialect)
        await _put_products(tx, [orders[place] for place in new], db.dialect)
        for start in range(0, len(new), _AT_ONCE):
            places = new[start : start + _AT_ONCE]
            await tx.execute(sales_orders.insert(), [rows[place] for place in places])
            items = [item for place in places for item in _items(orders[place], rows[place]["id"])]
            await tx.execute(sales_order_items.insert(), items)
            progress(start + len(places), len(new))
    return Imported(orders=len(new), unchanged=len(orders) - len(new))


# ------------------------------------------------------------------ what stands in the way
def _check_alike(orders: Sequence[OrderShape]) -> None:
    """Two orders of one file share neither number nor id, and say the same of a customer they share."""
    problems = []
    for name in ("order_number", "id"):
        seen: set[str] = set()
        for order in orders:
            value = getattr(order, name)
            if value is not None and value in seen:
                problems.append(f"{name} « {value} » : deux commandes du fichier le portent.")
            seen.add(value)
    described: dict[str, tuple[OrderShape, Row]] = {}
    for order in orders:
        key, row = _customer_id(order), _buyer(order)
        first, known = described.setdefault(key, (order, row))
        different = [name for name in row if row[name] != known[name]]
        if different:
            problems.append(
                f"commandes {first.order_number} et {order.order_number} : le même client, mais "
                f"{', '.join(different)} y diffère."
            )
    problems += [
        f"commande {order.order_number} : son total dépasse {_TOTAL_MAX} €."
        for order in orders
        if _totals(order)[1] > _TOTAL_MAX
    ]
    if problems:
        raise FileRefused(*problems)


async def _new_ones(tx: Tx, orders: Sequence[OrderShape], rows: Sequence[Row]) -> list[int]:
    """The places of those that are not there yet."""
    known = {row["order_number"]: row for row in await _found(tx, "order_number", rows)}
    owners = {row["id"]: row["order_number"] for row in await _found(tx, "id", rows)}
    items = await _items_of(tx, [row["id"] for row in known.values()])
    new, problems = [], []
    for place, row in enumerate(rows):
        number = row["order_number"]
        there = known.get(number)
        if there is None:
            new.append(place)
            if row["id"] in owners:
                owner = owners[row["id"]]
                problems.append(f"commande {number} : son id est celui de {owner}, déjà dans la base.")
        elif _differs(there, row) or items[there["id"]] != _told(_items(orders[place], row["id"])):
            problems.append(
                f"commande {number} : elle est déjà dans la base, et différente. Une commande importée ne "
                "change plus : retirez-la du fichier, ou donnez-lui un autre numéro."
            )
    if problems:
        raise FileRefused(*problems)
    return new


async def _found(tx: Tx, column: str, rows: Sequence[Row]) -> list[Row]:
    values, found = [row[column] for row in rows], []
    for start in range(0, len(values), _AT_ONCE):
        wanted = sales_orders.c[column].in_(values[start : start + _AT_ONCE])
        found += [dict(row) for row in (await tx.execute(select(sales_orders).where(wanted))).mappings()]
    return found


def _differs(there: Row, row: Row) -> bool:
    return any(there[name] != value for name, value in row.items() if name not in _ORDER_OWN)


async def _items_of(tx: Tx, order_ids: Sequence[str]) -> Mapping[str, list[Row]]:
    """What would be billed: an item's own id says nothing about that."""
    items, found = sales_order_items, defaultdict[str, list[Row]](list)
    for start in range(0, len(order_ids), _AT_ONCE):
        wanted = items.c.sales_order_id.in_(order_ids[start : start + _AT_ONCE])
        statement = select(items).where(wanted).order_by(items.c.sales_order_id, items.c.sort_order)
        for row in (await tx.execute(statement)).mappings():
            found[row["sales_order_id"]] += _told([dict(row)])
    return found


def _told(items: Iterable[Row]) -> list[Row]:
    return [{name: item[name] for name in _BILLED} for item in items]


# ------------------------------------------------------------------ rows
def _customer_id(order: OrderShape) -> str:
    buyer, kind = order.buyer, order.customer_type
    if buyer.id is not None:
        return buyer.id
    names = (buyer.legal_name, buyer.first_name, buyer.last_name, buyer.email)
    return stable_id("import", kind, *((name or "").casefold() for name in names))


def _buyer(order: OrderShape) -> Row:
    said = order.buyer.model_dump(exclude={"type", "id"})
    return {"type": order.customer_type, **said}


def _customers(orders: Sequence[OrderShape], now: datetime) -> Mapping[Table, list[Row]]:
    rows: dict[CustomerType, dict[str, Row]] = {kind: {} for kind in CustomerType}
    for order in orders:
        kind = order.customer_type
        assert kind is not None
        rows[kind][_customer_id(order)] = _customer(order.buyer, kind, _customer_id(order), now)
    return {
        organisations: list(rows[CustomerType.ORGANIZATION].values()),
        individual_customers: list(rows[CustomerType.INDIVIDUAL].values()),
    }


def _customer(buyer: CustomerShape, kind: CustomerType, id: str, now: datetime) -> Row:
    own = (
        ("legal_name", "trade_name", "phone", "siret", "vat_number")
        if kind is CustomerType.ORGANIZATION
        else ("first_name", "last_name")
    )
    shared = ("email", "address_line1", "postal_code", "city", "country")
    return {"id": id, "created_at": now, **{name: getattr(buyer, name) for name in (*own, *shared)}}


def _totals(order: OrderShape) -> tuple[Decimal, Decimal]:
    """HT and TTC, by the one formula; a line without a rate counts without VAT until it has one."""
    priced = [(item.quantity, item.unit_price_ht, item.tax_rate) for item in order.items]
    fees = (order.shipping_cost_ht, order.handling_cost_ht, order.insurance_cost_ht)
    priced += [(Decimal(1), fee, order.fees_vat_rate) for fee in fees]
    totals = sum_lines(
        line_amounts(quantity=quantity, unit_price=price, vat_rate=rate or Decimal(0))
        for quantity, price, rate in priced
    )
    return decimal_of(totals.subtotal_cents), decimal_of(totals.total_cents)


def _order(order: OrderShape, now: datetime) -> Row:
    total_ht, total_ttc = _totals(order)
    billing, shipping = order.billing_address, order.shipping_address
    return {
        "id": order.id or stable_id("order", order.order_number),
        "order_number": order.order_number,
        "customer_type": str(order.customer_type),
        "customer_id": _customer_id(order),
        "status": str(order.status),
        "payment_terms": order.payment_terms,
        "billing_address": None if billing is None else billing.columns(),
        "shipping_address": None if shipping is None else shipping.columns(),
        "shipping_cost_ht": order.shipping_cost_ht,
        "handling_cost_ht": order.handling_cost_ht,
        "insurance_cost_ht": order.insurance_cost_ht,
        "fees_vat_rate": order.fees_vat_rate,
        "total_ht": total_ht,
        "total_ttc": total_ttc if order.total_ttc is None else order.total_ttc,
        "notes": order.notes,
        "created_at": now,
        "updated_at": now,
    }


def _items(order: OrderShape, order_id: str) -> Iterator[Row]:
    for position, item in enumerate(order.items):
        yield {
            "id": stable_id("item", order_id, position),
            "sales_order_id": order_id,
            "product_id": None if item.sku is None else stable_id("product", item.sku),
            "label": item.label,
            "quantity": item.quantity,
            "unit_price_ht": item.unit_price_ht,
            "tax_rate": item.tax_rate,
            "notes": item.notes,
            "sort_order": position,
        }


# ------------------------------------------------------------------ writing
async def _put_customers(tx: Tx, customers: Mapping[Table, list[Row]], dialect: str) -> None:
    for table, rows in customers.items():
        if not rows:
            continue
        put = _INSERT[dialect](table)
        newest = {name: put.excluded[name] for name in rows[0] if name not in ("id", "created_at")}
        put = put.on_conflict_do_update(index_elements=["id"], set_=newest)
        for start in range(0, len(rows), _AT_ONCE):
            await tx.execute(put, rows[start : start + _AT_ONCE])


async def _put_products(tx: Tx, orders: Sequence[OrderShape], dialect: str) -> None:
    named = {item.sku: item.label for order in orders for item in order.items if item.sku is not None}
    rows = [{"id": stable_id("product", sku), "name": label, "sku": sku} for sku, label in named.items()]
    for start in range(0, len(rows), _AT_ONCE):
        put = _INSERT[dialect](products).on_conflict_do_nothing()
        await tx.execute(put, rows[start : start + _AT_ONCE])
