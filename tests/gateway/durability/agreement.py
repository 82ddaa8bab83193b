"""
What must be true of both sides whatever died in between, read from the bank's memory and from the database.

 - at most one invoice is active at the bank for an order;
 - every invoice of the bank has its row, every row that is not deleted its invoice, and they say the same;
 - every number the bank has given is in the register, and no other one is;
 - nothing was finalised that nobody confirmed;
 - no intent is left open.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select

from gateway.db import Database
from gateway.db.tables import (
    burnt_numbers,
    confirmations,
    financial_document_items,
    financial_documents,
    intents,
    payments,
)
from mock_qonto.kernel.bank import Bank
from mock_qonto.resources.client_invoices.messages import ClientInvoiceFinalized
from mock_qonto.resources.client_invoices.model import ClientInvoice, Status
from tests.gateway.durability.mortal import House

Rows = list[Mapping[str, Any]]
STORED = {"draft": "draft", "unpaid": "finalized", "paid": "paid", "canceled": "cancelled"}


async def disagreements(at: House) -> list[str]:
    """Empty when both sides say the same; else what is wrong, in words."""
    db = Database.open(at.database_url)
    try:
        rows = {table.name: await _rows(db, table) for table in _READ}
    finally:
        await db.close()
    invoices = at.bank.default_world.all(ClientInvoice)
    return [
        *_more_than_one(invoices),
        *_differing(invoices, rows),
        *_numbers(invoices, rows["burnt_numbers"]),
        *_unconfirmed(at.bank, rows["confirmations"]),
        *(
            f"an intent to {one['kind']} is left {one['state']}"
            for one in rows["intents"]
            if one["closed_at"] is None
        ),
    ]


_READ = (financial_documents, financial_document_items, payments, burnt_numbers, confirmations, intents)


async def _rows(db: Database, table: Table) -> Rows:
    async with db.reading() as tx:
        return [dict(row) for row in (await tx.execute(select(table))).mappings()]


def _more_than_one(invoices: list[ClientInvoice]) -> list[str]:
    active = Counter(one.terms.purchase_order for one in invoices if one.status is not Status.CANCELED)
    twice = {order: count for order, count in active.items() if count > 1}
    return [f"order {order} has {count} active invoices at the bank" for order, count in twice.items()]


def _differing(invoices: list[ClientInvoice], rows: Mapping[str, Rows]) -> list[str]:
    kept = {row["qonto_id"]: row for row in rows["financial_documents"] if row["deleted_at"] is None}
    found = {one.id: one for one in invoices}
    wrong = [
        f"the bank's {one.status} invoice {id} has no row" for id, one in found.items() if id not in kept
    ]
    for id, row in kept.items():
        invoice = found.get(id)
        if invoice is None:
            wrong.append(f"the {row['status']} row {id} has no invoice at the bank")
            continue
        lines = sum(line["document_id"] == row["id"] for line in rows["financial_document_items"])
        paid = sum((one["amount"] for one in rows["payments"] if one["document_id"] == row["id"]), Decimal(0))
        wrong += [f"row {id}: {word}" for word in _unlike(invoice, row, lines=lines, paid=paid)]
    return wrong


def _unlike(invoice: ClientInvoice, row: Mapping[str, Any], *, lines: int, paid: Decimal) -> list[str]:
    total = Decimal(invoice.bill.total.total_cents).scaleb(-2)
    due = total if invoice.status is Status.PAID else Decimal(0)
    pairs = {
        "status": (row["status"], STORED[invoice.status.value]),
        "qonto_status": (row["qonto_status"], invoice.status.value),
        "number": (row["number"], invoice.number),
        "total": (row["total_amount"], total),
        "lines": (lines, len(invoice.terms.items)),
        "amount_paid": (row["amount_paid"], due),
        "payments": (paid, due),
    }
    unlike = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return [f"{name} is {here!r} here and {there!r} there" for name, (here, there) in unlike.items()]


def _numbers(invoices: list[ClientInvoice], burnt: Rows) -> list[str]:
    given = {one.number for one in invoices if one.number is not None}
    written = {row["number"] for row in burnt}
    lost = [f"number {number} is not in the register" for number in given - written]
    return lost + [f"number {number} is in the register and nowhere else" for number in written - given]


def _unconfirmed(bank: Bank, asked: Rows) -> list[str]:
    happened = (event for _, entry in bank.journal.entries for event in entry.events)
    finalized = sum(isinstance(event, ClientInvoiceFinalized) for event in happened)
    confirmed = sum(row["used_at"] is not None for row in asked)
    return [f"{finalized} finalised, {confirmed} confirmed"] if finalized > confirmed else []


def _left_open(intended: Rows) -> list[str]:
    return [f"an intent to {one['kind']} is left {one['state']}" for one in intended if not one["closed_at"]]
