"""Bank accounts and what they hold. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

ACTIVE = "active"
_SHOWN = 4
_MASKED_MIN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    id: str
    name: str
    iban: str
    main: bool
    status: str
    currency: str
    balance_cents: int
    authorized_balance_cents: int
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The active accounts, and their sum in one currency: money of another is listed, never added."""

    accounts: tuple[BankAccount, ...]
    currency: str
    balance_cents: int
    authorized_balance_cents: int


def active(accounts: Sequence[BankAccount]) -> tuple[BankAccount, ...]:
    """The main account first, then as Qonto lists them."""
    return tuple(sorted((one for one in accounts if one.status == ACTIVE), key=lambda one: not one.main))


def balance(accounts: Sequence[BankAccount]) -> Balance:
    shown = active(accounts)
    currency = shown[0].currency if shown else "EUR"
    added = [account for account in shown if account.currency == currency]
    return Balance(
        accounts=shown,
        currency=currency,
        balance_cents=sum(account.balance_cents for account in added),
        authorized_balance_cents=sum(account.authorized_balance_cents for account in added),
    )


def masked(iban: str) -> str:
    """`FR76 XXXX XXXX 1234`: enough to tell one's own accounts apart."""
    if len(iban) < _MASKED_MIN:
        return iban
    return f"{iban[:_SHOWN]} XXXX XXXX {iban[-_SHOWN:]}"
