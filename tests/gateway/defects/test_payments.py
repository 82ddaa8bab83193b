"""
What was paid, and with what.

The reference threw away how much was paid, never compared a transfer with what was due, kept no link to it,
and let a cancelled invoice be paid because it spelled the word otherwise (9).
"""

import pytest

from gateway.db.tables import bank_transactions, payments
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice
from mock_qonto.resources.client_invoices.model import ClientInvoice
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_part_payment_stays_a_part(shop: Shop) -> None:
    final = await shop.final()
    part = {"amount": 20, "payment_date": "2026-02-19", "payment_method": "virement", "is_partial": True}

    paid = await shop.ask("mark_invoice_paid", id=final["id"], json=part)

    at_the_bank = shop.stack.world.find(ClientInvoice, final["id"])
    (kept,) = await shop.rows(payments)
    assert at_the_bank is not None
    assert (paid.status, paid.invoice["status"], at_the_bank.status.value) == (200, "unpaid", "unpaid")
    assert (paid.body["remaining_amount_cents"], paid.invoice["amount_paid_cents"]) == (3988, 2000)
    assert (str(kept["amount"]), kept["method"]) == ("20.00", "virement")
    assert shop.asked_of_bank("mark_client_invoice_paid") == []


async def test_a_transfer_is_compared_with_what_is_due(shop: Shop) -> None:
    final = await shop.final()
    too_much = shop.receives(final["total_amount_cents"] + 1)

    refused = await shop.ask(
        "reconcile_invoice", id=final["id"], json={"transactionId": too_much.transaction_id}
    )

    assert (refused.status, refused.code) == (422, "TRANSACTION_UNFIT")
    assert await shop.rows(payments) == []
    assert shop.asked_of_bank("mark_client_invoice_paid") == []


async def test_a_transfer_is_linked_to_what_it_paid(shop: Shop) -> None:
    final = await shop.final()
    transfer = shop.receives(final["total_amount_cents"])

    paid = await shop.ask("reconcile_invoice", id=final["id"], json={"transactionId": transfer.id})
    other = await shop.final(1)
    again = await shop.ask("reconcile_invoice", id=other["id"], json={"transactionId": transfer.id})

    (row,) = await shop.rows(bank_transactions, qonto_id=transfer.id)
    (kept,) = await shop.rows(payments)
    assert paid.invoice["status"] == "paid"
    assert row["matched_document_id"] == final["local_document_id"]
    assert kept["bank_transaction_id"] == row["id"]
    assert (again.status, again.code) == (409, "TRANSACTION_ALREADY_MATCHED")


@pytest.mark.parametrize("operation", ["mark_invoice_paid", "reconcile_invoice"])
async def test_a_cancelled_invoice_is_not_paid_however_it_is_spelled(shop: Shop, operation: str) -> None:
    final = await shop.final()
    transfer = shop.receives(final["total_amount_cents"])
    shop.on_dashboard(CancelClientInvoice(id=final["id"]))

    asked = {"transactionId": transfer.id} if operation == "reconcile_invoice" else {}
    refused = await shop.ask(operation, id=final["id"], json=asked)

    assert (refused.status, refused.code) == (409, "INVALID_STATUS")
    assert await shop.rows(payments) == []
