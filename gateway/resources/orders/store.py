"""Orders and customers in SQL: rows in, frozen orders out. Functions receive `tx` first and never commit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.db.database import Tx
from gateway.db.tables import individual_customers, organisations, products, sales_order_items, sales_orders
from gateway.money import cents_of
from gateway.resources.orders.model import (
    Address,
    Customer,
    CustomerType,
    Fees,
    Order,
    OrderLine,
    customer_type_of,
)

_AT_ONCE = 1000
"""A statement takes some 32,000 parameters and no more; somebody may have imported more orders than that."""


async def find(tx: Tx, order_id: str) -> Order | None:
    """One order with its lines and its customer."""
    rows = (await tx.execute(select(sales_orders).where(sales_orders.c.id == order_id))).mappings().all()
    return next(iter(await _completed(tx, rows)), None)


async def find_customer(tx: Tx, kind: CustomerType, customer_id: str) -> Customer | None:
    read = _organisations if kind is CustomerType.ORGANIZATION else _individuals
    return next(iter(await read(tx, [customer_id])), None)


async def list_orders(tx: Tx) -> tuple[Order, ...]:
    """All orders by number: the same order of orders on every machine."""
    rows = (await tx.execute(select(sales_orders).order_by(sales_orders.c.order_number))).mappings().all()
    found: list[Order] = []
    for start in range(0, len(rows), _AT_ONCE):
        found += await _completed(tx, rows[start : start + _AT_ONCE])
    return tuple(found)


async def is_empty(tx: Tx) -> bool:
    """Nobody has put an order or a customer here yet."""
    for table in (sales_orders, organisations, individual_customers):
        if (await tx.execute(select(table.c.id).limit(1))).first() is not None:
            return False
    return True


async def _completed(tx: Tx, rows: Sequence[RowMapping]) -> tuple[Order, ...]:
    lines = await _lines(tx, [row["id"] for row in rows])
    customers = await _customers(tx, rows)
    return tuple(_order(row, lines.get(row["id"], ()), customers) for row in rows)


async def _lines(tx: Tx, order_ids: Sequence[str]) -> dict[str, tuple[OrderLine, ...]]:
    items = sales_order_items
    statement = (
        select(items, products.c.name.label("product_name"))
        .join(products, products.c.id == items.c.product_id, isouter=True)
        .where(items.c.sales_order_id.in_(order_ids))
        .order_by(items.c.sales_order_id, items.c.sort_order, items.c.id)
    )
    lines: dict[str, tuple[OrderLine, ...]] = {}
    for row in (await tx.execute(statement)).mappings():
        lines[row["sales_order_id"]] = (*lines.get(row["sales_order_id"], ()), _line(row))
    return lines


async def _customers(tx: Tx, rows: Sequence[RowMapping]) -> dict[tuple[CustomerType, str], Customer]:
    wanted: dict[CustomerType, list[str]] = {kind: [] for kind in CustomerType}
    for row in rows:
        kind = customer_type_of(row["customer_type"])
        if kind is not None and row["customer_id"] is not None:
            wanted[kind].append(row["customer_id"])
    found: Iterable[Customer] = (
        *(await _organisations(tx, wanted[CustomerType.ORGANIZATION])),
        *(await _individuals(tx, wanted[CustomerType.INDIVIDUAL])),
    )
    return {(customer.type, customer.id): customer for customer in found}


async def _organisations(tx: Tx, ids: Sequence[str]) -> list[Customer]:
    if not ids:
        return []
    rows = (await tx.execute(select(organisations).where(organisations.c.id.in_(ids)))).mappings()
    return [
        Customer(
            id=row["id"],
            type=CustomerType.ORGANIZATION,
            name=row["trade_name"] or row["legal_name"],
            email=row["email"],
            vat_number=row["vat_number"],
            siret=row["siret"],
            addresses=_addresses(row),
        )
        for row in rows
    ]


async def _individuals(tx: Tx, ids: Sequence[str]) -> list[Customer]:
    if not ids:
        return []
    rows = (
        await tx.execute(select(individual_customers).where(individual_customers.c.id.in_(ids)))
    ).mappings()
    return [
        Customer(
            id=row["id"],
            type=CustomerType.INDIVIDUAL,
            name=f"{row['first_name']} {row['last_name']}".strip(),
            first_name=row["first_name"],
            last_name=row["last_name"],
            email=row["email"],
            addresses=_addresses(row),
        )
        for row in rows
    ]


def _order(
    row: RowMapping, lines: tuple[OrderLine, ...], customers: Mapping[tuple[CustomerType, str], Customer]
) -> Order:
    kind = customer_type_of(row["customer_type"])
    return Order(
        id=row["id"],
        order_number=row["order_number"],
        status=row["status"],
        payment_terms=row["payment_terms"],
        customer_type=kind,
        customer_id=row["customer_id"],
        customer=None if kind is None else customers.get((kind, row["customer_id"])),
        billing_address=address_from(row["billing_address"]),
        shipping_address=address_from(row["shipping_address"]),
        fees=Fees(
            shipping_cents=cents_of(row["shipping_cost_ht"]),
            handling_cents=cents_of(row["handling_cost_ht"]),
            insurance_cents=cents_of(row["insurance_cost_ht"]),
            vat_rate=row["fees_vat_rate"],
        ),
        lines=lines,
        total_ttc_cents=None if row["total_ttc"] is None else cents_of(row["total_ttc"]),
        notes=row["notes"],
    )


def _line(row: RowMapping) -> OrderLine:
    return OrderLine(
        id=row["id"],
        product_id=row["product_id"],
        title=row["label"] or row["product_name"] or "",
        quantity=row["quantity"],
        unit_price=row["unit_price_ht"],
        vat_rate=row["tax_rate"],
        notes=row["notes"],
    )


def _addresses(row: RowMapping) -> tuple[Address, ...]:
    found = (_columns(row, "billing_", "billing_address_line1"), _columns(row, "", "address_line1"))
    return tuple(address for address in found if address is not None)


def _columns(row: RowMapping, prefix: str, street: str) -> Address | None:
    return _address(row[street], row[f"{prefix}postal_code"], row[f"{prefix}city"], row[f"{prefix}country"])


def address_from(json: Any) -> Address | None:
    """
    The address of an order. Its keys changed names over the years: `street`, `address` and `address_line1`
    are the same, and so are `postal_code` and `zip_code`, `country` and `country_code`.
    """
    if not isinstance(json, dict):
        return None
    street = json.get("street") or json.get("address") or json.get("address_line1")
    postal_code = json.get("postal_code") or json.get("zip_code")
    return _address(street, postal_code, json.get("city"), json.get("country") or json.get("country_code"))


def address_json(address: Address) -> dict[str, str]:
    """What the JSON columns of orders and documents hold."""
    return {
        "street": address.street,
        "postal_code": address.postal_code,
        "city": address.city,
        "country": address.country,
    }


def _address(street: Any, postal_code: Any, city: Any, country: Any) -> Address | None:
    if not (street or postal_code or city):
        return None
    return Address(
        street=str(street or ""),
        postal_code=str(postal_code or ""),
        city=str(city or ""),
        country=str(country or ""),
    )
