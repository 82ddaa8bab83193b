"""Qonto's bank accounts, read."""

from typing import Any

from gateway.errors import Code, GatewayError
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.pages import every
from gateway.resources.bank.model import BankAccount, active


async def list_accounts(qonto: Qonto) -> tuple[BankAccount, ...]:
    """All accounts, of all pages."""
    return tuple([_account(wire) async for wire in every(qonto, "list_bank_accounts", "bank_accounts")])


async def payment_iban(qonto: Qonto) -> str:
    """Where the customer is told to pay: the main account, else the first active one."""
    # A key with few rights sees accounts without their IBAN.
    accounts = [account for account in active(await list_accounts(qonto)) if account.iban]
    if not accounts:
        raise GatewayError(
            Code.CONFLICT,
            "Aucun compte bancaire actif chez Qonto : la facture n'aurait pas d'IBAN. Activez un compte, "
            "puis recommencez.",
        )
    return accounts[0].iban


def _account(wire: dict[str, Any]) -> BankAccount:
    balance_cents = reading.cents(wire, "balance") or 0
    authorized_cents = reading.cents(wire, "authorized_balance")
    return BankAccount(
        id=reading.text(wire, "id", "slug") or "",
        name=reading.text(wire, "name") or "Compte Qonto",
        iban=reading.text(wire, "iban") or "",
        main=wire.get("main") is True,
        status=reading.text(wire, "status") or "active",
        currency=reading.currency(wire),
        balance_cents=balance_cents,
        authorized_balance_cents=balance_cents if authorized_cents is None else authorized_cents,
        updated_at=reading.instant(wire, "updated_at"),
    )
