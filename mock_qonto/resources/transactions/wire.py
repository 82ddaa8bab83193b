"""Transactions as JSON: amounts are JSON numbers, as on accounts; the cents beside them are the truth."""

from typing import Any

from mock_qonto import money
from mock_qonto.kernel.world import World
from mock_qonto.resources.attachments.api import attachment_shown
from mock_qonto.resources.attachments.model import Attachment
from mock_qonto.resources.labels.api import label_shown
from mock_qonto.resources.labels.model import Label
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Movement
from mock_qonto.web.rendering import View, instant

BETWEEN_ACCOUNTS = frozenset(
    {"transfer", "income", "swift_income", "direct_debit", "direct_debit_collection"}
)
"""Operations that tell of the account on the other side, in an object of the operation's name."""


def view(includes: frozenset[str]) -> View[Transaction]:
    """How transactions are shown to whoever asked for *includes*."""
    if not includes & EXTRAS.keys():
        return VIEW
    extras = {name: shown for name, shown in EXTRAS.items() if name in includes}

    def render(world: World, transaction: Transaction) -> dict[str, Any]:
        more = {name: shown(world, transaction) for name, shown in extras.items()}
        return {**_shown(world, transaction), **more}

    return View(VIEW.schema, VIEW.one, VIEW.many, render, kept=False)


def _shown(_: World, transaction: Transaction) -> dict[str, Any]:
    movement, balance = transaction.movement, transaction.settled_balance_cents
    local = movement.amount_cents if movement.local_amount_cents is None else movement.local_amount_cents
    settled = transaction.settled_at
    return {
        "id": transaction.id,
        "transaction_id": transaction.transaction_id,
        "amount": money.unit(movement.amount_cents),
        "amount_cents": movement.amount_cents,
        "settled_balance": None if balance is None else money.unit(balance),
        "settled_balance_cents": balance,
        "local_amount": money.unit(local),
        "local_amount_cents": local,
        "local_currency": movement.local_currency or movement.currency,
        "currency": movement.currency,
        "side": movement.side,
        "label": movement.label,
        "clean_counterparty_name": movement.counterparty_name,
        # Quirk: null while it is pending, and nothing else says so but the status.
        "settled_at": None if settled is None else instant(settled),
        "emitted_at": instant(transaction.emitted_at),
        "created_at": instant(transaction.created_at),
        "updated_at": instant(transaction.updated_at),
        "status": transaction.status,
        "note": movement.note,
        "reference": movement.reference,
        **_vat(movement),
        "initiator_id": movement.initiator_id,
        "label_ids": movement.label_ids,
        "attachment_ids": transaction.attachment_ids,
        "attachment_lost": False,
        "attachment_required": movement.attachment_required,
        "card_last_digits": movement.card_last_digits,
        "category": movement.category,
        "cashflow_category": _named(movement.cashflow_category),
        "cashflow_subcategory": _named(movement.cashflow_subcategory),
        "bank_account_id": transaction.bank_account_id,
        "is_external_transaction": False,
        "logo": None,
        **_operation(movement),
    }


def _vat(movement: Movement) -> dict[str, Any]:
    cents, rate = movement.vat_amount_cents, movement.vat_rate
    return {
        "vat_amount": None if cents is None else money.unit(cents),
        "vat_amount_cents": cents,
        "vat_rate": None if rate is None else money.number(rate),
    }


def _named(name: str | None) -> dict[str, str] | None:
    return None if name is None else {"name": name}


def _operation(movement: Movement) -> dict[str, Any]:
    kind = movement.operation_type
    # Qonto's list of subject types could not be read; what was seen of it is the operation in CamelCase.
    said: dict[str, Any] = {"operation_type": kind, "subject_type": kind.title().replace("_", "")}
    if kind in BETWEEN_ACCOUNTS:
        iban, bic = movement.counterparty_iban, movement.counterparty_bic
        said[kind] = {
            "counterparty_account_number": iban,
            "counterparty_account_number_format": None if iban is None else "IBAN",
            "counterparty_bank_identifier": bic,
            "counterparty_bank_identifier_format": None if bic is None else "BIC",
        }
    return said


def _labels(world: World, transaction: Transaction) -> list[dict[str, Any]]:
    return [label_shown(world, label) for label in world.table(Label).at(transaction.movement.label_ids)]


def _attachments(world: World, transaction: Transaction) -> list[dict[str, Any]]:
    files = world.table(Attachment).at(transaction.attachment_ids)
    return [attachment_shown(world, file) for file in files]


def _vat_details(_: World, transaction: Transaction) -> dict[str, Any]:
    movement = transaction.movement
    cents, rate = movement.vat_amount_cents, movement.vat_rate
    if cents is None or rate is None:
        return {"items": []}
    without = movement.amount_cents - cents
    # Quirk: here, and nowhere else on a transaction, amounts are strings.
    item = {
        "amount": money.wire(cents),
        "amount_cents": cents,
        "amount_excluding_vat": money.wire(without),
        "amount_excluding_vat_cents": without,
        "rate": money.number(rate),
    }
    return {"items": [item]}


VIEW = View("Transaction", "transaction", "transactions", _shown)
EXTRAS = {"labels": _labels, "attachments": _attachments, "vat_details": _vat_details}
