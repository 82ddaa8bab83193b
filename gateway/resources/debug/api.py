"""
`GET /api/qonto/debug` and `/debug-counts`.

Rule 1: in live mode they are not there, unless a setting says so.
Rule 2: no whole IBAN, no secret, no stack trace.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.db import Database
from gateway.errors import Code, GatewayError
from gateway.money import decimal_of
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.resources.bank.model import BankAccount, active
from gateway.resources.bank.upstream import list_accounts
from gateway.resources.debug import store, upstream
from gateway.resources.debug.model import COMPLETED, Counts, compared, hidden_iban, without_ibans
from gateway.resources.debug.upstream import Sample
from gateway.settings import Settings
from gateway.web import reply, service


async def show_debug(request: Request) -> Response:
    settings, qonto = _allowed(request), service(request, Qonto)
    accounts = await list_accounts(qonto)
    return reply(
        200,
        {
            "authMode": settings.qonto_auth_mode,
            "bankAccountsCount": len(accounts),
            "bankAccounts": [_account(account) for account in accounts],
            "transactionsByAccount": [await _transactions(qonto, account) for account in accounts],
        },
    )


async def show_debug_counts(request: Request) -> Response:
    _allowed(request)
    qonto, clock = service(request, Qonto), service(request, Clock)
    accounts = active(await list_accounts(qonto))  # those that a synchronisation walks
    theirs = await upstream.count(qonto, accounts, now=clock.now())
    async with service(request, Database).reading() as tx:
        ours = await store.count(tx)
    return reply(
        200,
        {
            "timestamp": clock.now(),
            "qonto": _counts(theirs),
            "database": {**_counts(ours), "expenses_created": None, "expenses_by_status": {}},
            "match": theirs == ours,
            "diff": theirs.total - ours.total,
            "message": compared(theirs, ours),
        },
    )


def _allowed(request: Request) -> Settings:
    settings = service(request, Settings)
    if not settings.debugging:
        raise GatewayError(
            Code.DEBUG_DISABLED,
            "Les routes de diagnostic sont fermées en mode live. Ouvrez-les avec GATEWAY_ALLOW_DEBUG=1, puis "
            "redémarrez la passerelle.",
        )
    return settings


def _account(account: BankAccount) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": without_ibans(account.name),
        "iban": hidden_iban(account.iban),
        "main": account.main,
        "status": account.status,
        "currency": account.currency,
        "balance": float(decimal_of(account.balance_cents)),
    }


async def _transactions(qonto: Qonto, account: BankAccount) -> dict[str, Any]:
    """One account that cannot be read is said so beside those that can."""
    name = without_ibans(account.name)
    try:
        with_status = await upstream.sample_of(qonto, account, status=COMPLETED)
        without_status = await upstream.sample_of(qonto, account, status=None)
    except GatewayError as error:
        return {"account": name, "error": error.message, "code": error.code.value}
    return {
        "account": name,
        "transactions": {"withStatus": _sample(with_status), "withoutStatus": _sample(without_status)},
    }


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "total": sample.total,
        "count": sample.count,
        "sample": [_transaction(wire) for wire in sample.rows],
    }


def _transaction(wire: dict[str, Any]) -> dict[str, Any]:
    cents = reading.cents(wire, "amount")
    return {
        "id": reading.text(wire, "id"),
        "transaction_id": reading.text(wire, "transaction_id"),
        "status": reading.text(wire, "status"),
        "side": reading.text(wire, "side"),
        "amount": None if cents is None else float(decimal_of(cents)),
        "currency": reading.text(wire, "currency"),
        "label": without_ibans(reading.text(wire, "label")),
        "settled_at": reading.instant(wire, "settled_at"),
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "total": counts.total,
        "debits": counts.debits,
        "credits": counts.credits,
        "byYear": {str(year): count for year, count in sorted(counts.by_year.items())},
    }
