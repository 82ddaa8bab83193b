"""
What must be true of both sides whatever died in between:

 - at most one invoice is active at the bank for an order;
 - every invoice and credit note of the bank has its row, every row that is not deleted (nor a draft of ours
   alone) what it stands for, and they say the same;
 - every number the bank has given is in the register, and no other one is;
 - nothing was finalised that nobody confirmed;
 - no intent is left open.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.credit_notes.model import CreditNote, CreditNoteCreated
from tests.gateway.durability.mortal import House

Rows = list[Mapping[str, Any]]
STORED = {
    "draft": "draft",
    "unpaid": "finalized",
    "paid": "paid",
    "canceled": "cancelled",
    "finalized": "finalized",  # a credit note, from its first moment
}
_READ = (financial_documents, financial_document_items, payments, burnt_numbers, confirmations, intents)


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """An invoice or a credit note as the bank has it; only an invoice has an *order*."""

    id: str
    status: str
    number: str | None
    order: str | None
    total_cents: int
    lines: int


async def disagreements(at: House) -> list[str]:
    """Empty when both sides say the same; else what is wrong, in words."""
    return await differences(at.database_url, _in_memory(at.bank), finalized=_finalized(at.bank))


async def differences(database_url: str, there: Sequence[There], *, finalized: int) -> list[str]:
    """*finalized* is how often the bank has made something final."""
    rows = await kept(database_url)
    confirmed = sum(row["used_at"] is not None for row in rows["confirmations"])
    return [
        *_more_than_one(there),
        *_differing({one.id: one for one in there}, rows),
        *_numbers(there, rows["burnt_numbers"]),
        *([f"{finalized} finalised, {confirmed} confirmed"] if finalized > confirmed else []),
        *_left_open(rows["intents"]),
    ]


async def kept(database_url: str) -> dict[str, Rows]:
    db = Database.open(database_url)
    try:
        return {table.name: await _rows(db, table) for table in _READ}
    finally:
        await db.close()


async def _rows(db: Database, table: Table) -> Rows:
    async with db.reading() as tx:
        return [dict(row) for row in (await tx.execute(select(table))).mappings()]


# ------------------------------------------------------------------ the bank in this process
def _in_memory(bank: Bank) -> list[There]:
    notes = [
        There(
            id=one.id,
            status="finalized",
            number=one.number,
            order=None,
            total_cents=one.bill.total.total_cents,
            lines=len(one.terms.items),
        )
        for one in bank.default_world.all(CreditNote)
    ]
    return notes + [
        There(
            id=one.id,
            status=one.status.value,
            number=one.number,
            order=one.terms.purchase_order,
            total_cents=one.bill.total.total_cents,
            lines=len(one.terms.items),
        )
        for one in bank.default_world.all(ClientInvoice)
    ]


def _finalized(bank: Bank) -> int:
    happened = (event for _, entry in bank.journal.entries for event in entry.events)
    return sum(isinstance(event, ClientInvoiceFinalized | CreditNoteCreated) for event in happened)


# ------------------------------------------------------------------ what is wrong, in words
def _more_than_one(there: Sequence[There]) -> list[str]:
    active = Counter(one.order for one in there if one.order is not None and one.status != "canceled")
    twice = {order: count for order, count in active.items() if count > 1}
    return [f"order {order} has {count} active invoices at the bank" for order, count in twice.items()]


def _differing(there: Mapping[str, There], rows: Mapping[str, Rows]) -> list[str]:
    documents = (row for row in rows["financial_documents"] if row["origin"] != "local")
    here = {row["qonto_id"]: row for row in documents if row["deleted_at"] is None}
    wrong = [f"the bank's {there[id].status} document {id} has no row" for id in there.keys() - here.keys()]
    for id, row in here.items():
        if id not in there:
            wrong.append(f"the {row['status']} row {id} has no document at the bank")
            continue
        lines = sum(line["document_id"] == row["id"] for line in rows["financial_document_items"])
        paid = sum((one["amount"] for one in rows["payments"] if one["document_id"] == row["id"]), Decimal(0))
        wrong += [f"row {id}: {word}" for word in _unlike(there[id], row, lines=lines, paid=paid)]
    return wrong


def _unlike(invoice: There, row: Mapping[str, Any], *, lines: int, paid: Decimal) -> list[str]:
    total = Decimal(invoice.total_cents).scaleb(-2)
    # Of parts the bank knows nothing: there our own rows have to agree with one another.
    due = {"paid": total, "unpaid": paid}.get(invoice.status, Decimal(0))
    pairs = {
        "status": (row["status"], STORED[invoice.status]),
        "qonto_status": (row["qonto_status"], invoice.status),
        "number": (row["number"], invoice.number),
        "total": (row["total_amount"], total),
        "lines": (lines, invoice.lines),
        "amount_paid": (row["amount_paid"], due),
        "payments": (paid, due),
    }
    unlike = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return [f"{name} is {here!r} here and {there!r} there" for name, (here, there) in unlike.items()]


def _numbers(there: Sequence[There], burnt: Rows) -> list[str]:
    given = {one.number for one in there if one.number is not None}
    written = {row["number"] for row in burnt}
    lost = [f"number {number} is not in the register" for number in given - written]
    return lost + [f"number {number} is in the register and nowhere else" for number in written - given]


def _left_open(intended: Rows) -> list[str]:
    return [f"an intent to {one['kind']} is left {one['state']}" for one in intended if not one["closed_at"]]
