"""A movement on an account, and what it is matched with here. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Side(StrEnum):
    CREDIT = "credit"
    DEBIT = "debit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """
    As Qonto said it, whatever the edition. The amount is never negative: which way it went is the *side*.

    It has two names: *id*, which its attachments hang on, and *transaction_id*, which it is reconciled by.
    """

    id: str
    transaction_id: str
    bank_account_id: str
    amount_cents: int
    currency: str
    local_amount_cents: int
    local_currency: str
    side: Side
    status: str
    operation_type: str | None
    label: str
    note: str | None
    reference: str | None
    counterparty_name: str | None
    counterparty_iban: str | None
    vat_amount_cents: int | None
    vat_rate: Decimal | None
    """In percent."""
    emitted_at: datetime | None
    settled_at: datetime | None
    updated_at: datetime | None
    attachment_ids: tuple[str, ...]
    label_ids: tuple[str, ...]
    wire: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


class MatchingStatus(StrEnum):
    UNMATCHED = "unmatched"
    MANUAL_MATCHED = "manual_matched"
    AUTO_MATCHED = "auto_matched"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What was decided here; Qonto knows nothing of it."""

    status: MatchingStatus = MatchingStatus.UNMATCHED
    document_id: str | None = None


UNMATCHED = Matching()
