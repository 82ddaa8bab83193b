"""
Payments as we write them down, and a transfer as far as a payment needs it. Pure.

Qonto knows whether an invoice is paid, not what was paid of it: parts are ours alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    id: str
    document_id: str
    amount_cents: int
    paid_at: date
    created_by: str
    created_at: datetime
    method: str | None = None
    reference: str | None = None
    notes: str | None = None
    bank_transaction_id: str | None = None


def payment_of(payload: Mapping[str, Any], document_id: str, *, by: str, at: datetime) -> Payment:
    """The payment that an intent's *payload* tells of."""
    return Payment(
        id=str(uuid4()),
        document_id=document_id,
        amount_cents=payload["amount_cents"],
        paid_at=date.fromisoformat(payload["paid_at"]),
        created_by=by,
        created_at=at,
        method=payload.get("method"),
        reference=payload.get("reference"),
        notes=payload.get("notes"),
        bank_transaction_id=payload.get("bank_transaction_id"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    id: str
    qonto_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which document a transfer is held against, if any."""

    bank_transaction_id: str
    document_id: str | None
