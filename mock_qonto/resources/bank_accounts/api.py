"""Accounts speak in JSON numbers; the cents beside them are the truth (Qonto's own older style)."""

from typing import Any

from mock_qonto import errors, money
from mock_qonto.kernel.world import World
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.pages import Chosen, Paging, choose, reply_page
from mock_qonto.web.rendering import View, instant
from mock_qonto.web.replying import reply_one

PAGING = Paging()


def list_bank_accounts(call: Call) -> Reply:
    table = call.world.table(BankAccount)
    return reply_page(call, VIEW, table, Chosen(ids=choose(table), descending=False), PAGING)


def show_bank_account(call: Call) -> Reply:
    account = call.world.find(BankAccount, call.path["id"])
    if account is None:
        raise errors.not_found("bank account", call.path["id"])
    return reply_one(call, VIEW, account)


def shown_in_organization(account: BankAccount) -> dict[str, Any]:
    # Quirk: the organization's payload has the account's slug and leaves out whose it is.
    return {"id": account.id, "slug": account.slug, **_facts(account)}


def _shown(_: World, account: BankAccount) -> dict[str, Any]:
    return {"id": account.id, "organization_id": account.organization_id, **_facts(account)}


def _facts(account: BankAccount) -> dict[str, Any]:
    return {
        "name": account.name,
        "status": account.status,
        "main": account.main,
        "iban": account.iban,
        "bic": account.bic,
        "currency": account.currency,
        "balance": money.unit(account.balance_cents),
        "balance_cents": account.balance_cents,
        "authorized_balance": money.unit(account.authorized_balance_cents),
        "authorized_balance_cents": account.authorized_balance_cents,
        "updated_at": instant(account.updated_at),
        "is_external_account": False,
        "account_number": None,
    }


VIEW = View("BankAccount", "bank_account", "bank_accounts", _shown)
