"""Transactions in SQL, by Qonto's id. `tx` first, never a commit. What was matched here is only read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from gateway.db import Tx
from gateway.db.tables import bank_transactions
from gateway.money import decimal_of
from gateway.resources.transactions.model import Matching, MatchingStatus, Transaction

AMOUNT_CENTS_MAX = 10**12 - 1
"""What DECIMAL(12,2) holds."""
_C = bank_transactions.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of a page; the rest of it was known as it is. *refused* could not be kept, and why."""

    created: int
    updated: int
    refused: Mapping[str, str]


async def list_matchings(tx: Tx, ids: Collection[str]) -> dict[str, Matching]:
    """By Qonto's id; what was never synchronised is left out."""
    if not ids:
        return {}
    statement = select(_C.qonto_id, _C.matching_status, _C.matched_document_id).where(
        _C.qonto_id.in_(list(ids))
    )
    return {
        row["qonto_id"]: Matching(
            status=MatchingStatus(row["matching_status"]), document_id=row["matched_document_id"]
        )
        for row in (await tx.execute(statement)).mappings()
    }


async def keep(tx: Tx, transactions: Sequence[Transaction], now: datetime) -> Kept:
    """Bring the rows up to what Qonto says; what it said before our last look changes nothing."""
    refused = {one.id: why for one in transactions if (why := _unfit(one)) is not None}
    known = await _list_known(tx, transactions)
    slugs = await _list_slugs(tx, transactions)
    refused |= {one.id: _TAKEN for one in transactions if slugs.get(one.transaction_id, one.id) != one.id}
    fit = {one.id: one for one in transactions if one.id not in refused}
    created = [one for one in fit.values() if one.id not in known]
    if created:
        rows = [{**_values(one, now), "id": str(uuid4()), "created_at": now} for one in created]
        await tx.execute(insert_or_not(bank_transactions).on_conflict_do_nothing(), rows)
    newer = [one for one in fit.values() if one.id in known and _newer(one, known[one.id])]
    for one in newer:
        await tx.execute(update(bank_transactions).where(_C.qonto_id == one.id).values(**_values(one, now)))
    return Kept(created=len(created), updated=len(newer), refused=refused)


async def _list_known(tx: Tx, transactions: Sequence[Transaction]) -> dict[str, datetime | None]:
    statement = select(_C.qonto_id, _C.qonto_updated_at).where(
        _C.qonto_id.in_([one.id for one in transactions])
    )
    return {row[0]: row[1] for row in await tx.execute(statement)}


async def _list_slugs(tx: Tx, transactions: Sequence[Transaction]) -> dict[str, str]:
    statement = select(_C.transaction_id, _C.qonto_id).where(
        _C.transaction_id.in_([one.transaction_id for one in transactions])
    )
    return {row[0]: row[1] for row in await tx.execute(statement)}


def _newer(one: Transaction, known_at: datetime | None) -> bool:
    return known_at is None or (one.updated_at is not None and one.updated_at > known_at)


_TAKEN = "une autre transaction porte déjà ce « transaction_id »"


def _unfit(one: Transaction) -> str | None:
    if max(one.amount_cents, abs(one.vat_amount_cents or 0)) > AMOUNT_CENTS_MAX:
        return "le montant dépasse ce que la base peut contenir (9 999 999 999,99)"
    return None


def _values(one: Transaction, now: datetime) -> dict[str, Any]:
    vat_cents = one.vat_amount_cents
    return {
        "qonto_id": one.id,
        "transaction_id": one.transaction_id,
        "bank_account_id": one.bank_account_id,
        "amount": decimal_of(one.amount_cents),
        "currency": one.currency,
        "side": one.side.value,
        "status": one.status,
        "operation_type": one.operation_type,
        "label": one.label,
        "note": one.note,
        "reference": one.reference,
        "counterparty_name": one.counterparty_name,
        "counterparty_iban": one.counterparty_iban,
        "vat_amount": None if vat_cents is None else decimal_of(vat_cents),
        "vat_rate": one.vat_rate,
        "emitted_at": one.emitted_at,
        "settled_at": one.settled_at,
        "qonto_updated_at": one.updated_at,
        "attachment_ids": list(one.attachment_ids),
        "label_ids": list(one.label_ids),
        "raw_data": one.wire,
        "updated_at": now,
    }
