"""Qonto's transactions, read. It shows them one account at a time."""

from collections.abc import AsyncGenerator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from gateway.errors import Code, GatewayError
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.pages import Page, page
from gateway.qonto.reading import Wire
from gateway.qonto.walking import Stretch, Way, walk
from gateway.resources.transactions.model import Side, Transaction

_LIST, _KEY = "list_transactions", "transactions"
PER_PAGE_MAX: Final = 100
EVERY_STATUS: Final = ("pending", "declined", "completed")
_LATEST: Final = Way(operation_id=_LIST, key=_KEY, stamp="settled_at", bound="settled_at_to", descending=True)
_CHANGED: Final = Way(operation_id=_LIST, key=_KEY, stamp="updated_at", bound="updated_at_from")
# Where the account at the other end stands depends on the kind of transaction.
_KINDS: Final = ("transfer", "income", "swift_income", "direct_debit", "direct_debit_collection")


async def list_page(
    qonto: Qonto, account_id: str, *, side: Side | None, number: int, per_page: int
) -> tuple[tuple[Transaction, ...], Page]:
    shown = await page(
        qonto,
        _LIST,
        _KEY,
        number=number,
        per_page=per_page,
        bank_account_id=account_id,
        side=side,
        sort_by="settled_at:desc",
    )
    return tuple(read_transaction(wire, account_id) for wire in shown.rows), shown


def latest(qonto: Qonto, account_id: str, *, side: Side | None) -> AsyncGenerator[Stretch]:
    """Completed ones, the last settled first."""
    return walk(qonto, _LATEST, bank_account_id=account_id, side=side)


def changed(qonto: Qonto, account_id: str, *, since: datetime | None) -> AsyncGenerator[Stretch]:
    """All of them, whatever their status, in the order in which they changed."""
    return walk(
        qonto, _CHANGED, position=since, **{"bank_account_id": account_id, "status[]": list(EVERY_STATUS)}
    )


def read_transaction(wire: Wire, account_id: str) -> Transaction:
    """*account_id* is where it was asked for."""
    identity, slug, side = (reading.text(wire, name) for name in ("id", "transaction_id", "side"))
    amount_cents = reading.cents(wire, "amount")
    if identity is None or side not in set(Side) or amount_cents is None:
        raise GatewayError(
            Code.UPSTREAM_FAILED,
            "Qonto a donné une transaction sans identifiant, sans montant ou sans sens. Réessayez ; si cela "
            "dure, signalez-le.",
            internal=f"unreadable transaction: {identity}, {slug}, {side}",
        )
    local_cents = reading.cents(wire, "local_amount")
    vat_rate = reading.decimal_of(wire.get("vat_rate"))
    return Transaction(
        id=identity,
        transaction_id=slug or identity,
        bank_account_id=reading.text(wire, "bank_account_id") or account_id,
        amount_cents=abs(amount_cents),
        currency=reading.currency(wire),
        local_amount_cents=abs(amount_cents if local_cents is None else local_cents),
        local_currency=reading.text(wire, "local_currency") or reading.currency(wire),
        side=Side(side),
        status=reading.text(wire, "status") or "completed",
        operation_type=reading.text(wire, "operation_type"),
        label=reading.text(wire, "label") or "",
        note=reading.text(wire, "note"),
        reference=reading.text(wire, "reference"),
        counterparty_name=reading.text(wire, "clean_counterparty_name"),
        counterparty_iban=_counterparty_iban(wire),
        vat_amount_cents=reading.cents(wire, "vat_amount"),
        # Quirk: a receipt that could not be read has a rate of -1.
        vat_rate=None if vat_rate is None or vat_rate < Decimal(0) else vat_rate,
        emitted_at=reading.instant(wire, "emitted_at"),
        settled_at=reading.instant(wire, "settled_at"),
        updated_at=reading.instant(wire, "updated_at"),
        attachment_ids=_texts(wire.get("attachment_ids")),
        label_ids=_texts(wire.get("label_ids")),
        wire=wire,
    )


def _counterparty_iban(wire: Wire) -> str | None:
    found = (reading.text(reading.inner(wire, kind), "counterparty_account_number") for kind in _KINDS)
    return next((iban for iban in found if iban is not None), None)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
