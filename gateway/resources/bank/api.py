"""`GET /api/qonto/balance`: what the treasury page shows."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.money import decimal_of
from gateway.qonto.client import Qonto
from gateway.resources.bank import upstream
from gateway.resources.bank.model import BankAccount, balance, masked
from gateway.web.replying import reply
from gateway.web.services import service


async def show_balance(request: Request) -> Response:
    shown = balance(await upstream.list_accounts(service(request, Qonto)))
    return reply(
        200,
        {
            "accounts": [_account(account) for account in shown.accounts],
            "totalBalance": _euros(shown.balance_cents),
            "totalAuthorizedBalance": _euros(shown.authorized_balance_cents),
            "currency": shown.currency,
            "lastUpdated": service(request, Clock).now(),
        },
    )


def _account(account: BankAccount) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        # The treasury page copies it; nothing else in the gateway shows a whole IBAN.
        "iban": account.iban,
        "ibanMasked": masked(account.iban),
        "balance": _euros(account.balance_cents),
        "authorizedBalance": _euros(account.authorized_balance_cents),
        "currency": account.currency,
        "status": account.status,
        "updatedAt": account.updated_at,
    }


def _euros(cents: int) -> float:
    """The treasury page reads JSON numbers; the double nearest to two decimals prints as those two."""
    return float(decimal_of(cents))
