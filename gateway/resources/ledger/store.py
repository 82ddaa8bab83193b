"""
Payments, and the link between a transfer and what it pays, in SQL. `tx` first, never a commit.

The link stands on both sides: `payments.bank_transaction_id` (one transfer pays once: a unique index) and
`bank_transactions.matched_document_id`.
"""

from datetime import datetime

from sqlalchemy import insert, select, update

from gateway.db import Tx
from gateway.db.tables import bank_transactions, payments
from gateway.money import cents_of, decimal_of
from gateway.resources.ledger.model import Match, Payment, Transfer

_T = bank_transactions.c


async def list_payments(tx: Tx, document_id: str) -> tuple[Payment, ...]:
    statement = (
        select(payments)
        .where(payments.c.document_id == document_id)
        .order_by(payments.c.created_at, payments.c.id)
    )
    return tuple(
        Payment(
            id=row["id"],
            document_id=row["document_id"],
            amount_cents=cents_of(row["amount"]),
            paid_at=row["paid_at"],
            created_by=row["created_by"],
            created_at=row["created_at"],
            method=row["method"],
            reference=row["reference"],
            notes=row["notes"],
            bank_transaction_id=row["bank_transaction_id"],
        )
        for row in (await tx.execute(statement)).mappings()
    )


async def add_payment(tx: Tx, payment: Payment) -> None:
    """With the other side of the link, where a transfer made it."""
    await tx.execute(
        insert(payments).values(
            id=payment.id,
            document_id=payment.document_id,
            amount=decimal_of(payment.amount_cents),
            paid_at=payment.paid_at,
            method=payment.method,
            reference=payment.reference,
            notes=payment.notes,
            bank_transaction_id=payment.bank_transaction_id,
            created_by=payment.created_by,
            created_at=payment.created_at,
        )
    )
    if payment.bank_transaction_id is not None:
        await _match(tx, payment, payment.bank_transaction_id, payment.created_at)


async def find_transfer(tx: Tx, named: str) -> Transfer | None:
    """By Qonto's id, by the name its statements use, or by our own."""
    wanted = (_T.qonto_id == named) | (_T.transaction_id == named) | (_T.id == named)
    row = (await tx.execute(select(_T.id, _T.qonto_id).where(wanted))).first()
    return None if row is None else Transfer(id=row[0], qonto_id=row[1])


async def lock_match(tx: Tx, bank_transaction_id: str) -> Match | None:
    """As it is now, held until the transaction ends; None where the transfer is unknown."""
    statement = select(_T.matched_document_id).where(_T.id == bank_transaction_id).with_for_update()
    row = (await tx.execute(statement)).first()
    return None if row is None else Match(bank_transaction_id=bank_transaction_id, document_id=row[0])


async def _match(tx: Tx, payment: Payment, bank_transaction_id: str, now: datetime) -> None:
    statement = update(bank_transactions).where(_T.id == bank_transaction_id)
    await tx.execute(
        statement.values(
            matching_status="manual_matched",
            matched_document_id=payment.document_id,
            matched_at=now,
            matched_by=payment.created_by,
            updated_at=now,
        )
    )
