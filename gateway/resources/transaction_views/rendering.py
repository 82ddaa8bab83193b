"""The wire's shape of a transaction: the keys the front end reads, the same in every edition."""

from typing import Any

from gateway.money import decimal_of
from gateway.resources.transaction_views.service import Listed
from gateway.resources.transactions.model import Matching, Transaction


def render_page(listed: Listed) -> dict[str, Any]:
    page, pages = listed.current_page, listed.total_pages
    return {
        "transactions": [_transaction(transaction, matching) for transaction, matching in listed.rows],
        "count": len(listed.rows),
        "meta": {
            "current_page": page,
            "next_page": page + 1 if page < pages else None,
            "prev_page": page - 1 if page > 1 else None,
            "total_pages": pages,
            "total_count": listed.total_count,
            "per_page": listed.per_page,
        },
    }


def _transaction(transaction: Transaction, matching: Matching) -> dict[str, Any]:
    vat_cents, vat_rate = transaction.vat_amount_cents, transaction.vat_rate
    return {
        "id": transaction.id,
        "transaction_id": transaction.transaction_id,
        "bank_account_id": transaction.bank_account_id,
        "amount": _euros(transaction.amount_cents),
        "amount_cents": transaction.amount_cents,
        "currency": transaction.currency,
        "local_amount": _euros(transaction.local_amount_cents),
        "local_amount_cents": transaction.local_amount_cents,
        "local_currency": transaction.local_currency,
        "side": transaction.side,
        "status": transaction.status,
        "operation_type": transaction.operation_type,
        "label": transaction.label,
        "note": transaction.note,
        "reference": transaction.reference,
        "counterparty_name": transaction.counterparty_name,
        "counterparty_iban": transaction.counterparty_iban,
        "vat_amount": None if vat_cents is None else _euros(vat_cents),
        "vat_rate": None if vat_rate is None else float(vat_rate),
        "emitted_at": transaction.emitted_at,
        "settled_at": transaction.settled_at,
        "updated_at": transaction.updated_at,
        "attachment_ids": list(transaction.attachment_ids),
        "label_ids": list(transaction.label_ids),
        "matching_status": matching.status,
        "matched_document_id": matching.document_id,
    }


def _euros(cents: int) -> float:
    """The page reads JSON numbers; the double nearest to two decimals prints as those two."""
    return float(decimal_of(cents))
