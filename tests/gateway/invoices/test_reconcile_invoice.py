"""POST /api/qonto/invoices/{id}/reconcile."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from gateway.db.tables import bank_transactions, financial_documents, intents, payments
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Movement, Side
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Answer, Shop

pytestmark = pytest.mark.anyio

DUE = 5988


async def reconcile(shop: Shop, invoice: dict[str, Any], transfer: Transaction | str) -> Answer:
    named = transfer if isinstance(transfer, str) else transfer.transaction_id
    return await shop.ask("reconcile_invoice", id=invoice["id"], json={"transactionId": named})


async def test_a_transfer_of_what_is_due_pays_the_invoice_and_is_linked_on_both_sides(shop: Shop) -> None:
    invoice = await shop.final()
    transfer = shop.receives(DUE)

    paid = await reconcile(shop, invoice, transfer)

    (document,) = await shop.rows(financial_documents)
    (payment,) = await shop.rows(payments)
    (row,) = await shop.rows(bank_transactions)
    assert (paid.status, paid.invoice["status"], paid.body["remaining_amount_cents"]) == (200, "paid", 0)
    assert paid.body["transaction"]["id"] == transfer.transaction_id
    assert paid.body["transaction"]["amount_cents"] == DUE
    assert payment["bank_transaction_id"] == row["id"] == paid.body["payment"]["bank_transaction_id"]
    assert (row["matched_document_id"], row["matching_status"]) == (document["id"], "manual_matched")
    assert row["qonto_id"] == transfer.id


@pytest.mark.parametrize("name", ["id", "transaction_id", "local"])
async def test_a_transfer_has_three_names(shop: Shop, name: str) -> None:
    invoice = await shop.final()
    transfer = shop.receives(1000)
    await reconcile(shop, invoice, transfer)
    other = shop.receives(500)
    await reconcile(shop, invoice, other.id)
    named = {"id": other.id, "transaction_id": other.transaction_id}
    rows = await shop.rows(bank_transactions, qonto_id=other.id)
    named["local"] = str(rows[0]["id"])

    again = await reconcile(shop, invoice, named[name])

    assert (again.status, again.code) == (409, "TRANSACTION_ALREADY_MATCHED")


async def test_less_than_is_due_is_a_part_payment(shop: Shop) -> None:
    invoice = await shop.final()

    first = await reconcile(shop, invoice, shop.receives(4000))
    second = await reconcile(shop, invoice, shop.receives(1988))

    assert (first.invoice["status"], first.body["remaining_amount_cents"]) == ("unpaid", 1988)
    assert (second.invoice["status"], second.body["remaining_amount_cents"]) == ("paid", 0)
    assert len(shop.asked_of_bank("mark_client_invoice_paid")) == 1
    assert len(await shop.rows(bank_transactions, matching_status="manual_matched")) == 2


@pytest.mark.parametrize(
    ("movement", "why"),
    [
        (Movement(side=Side.CREDIT, operation_type="income", amount_cents=DUE + 1, label="trop"), "59,89"),
        (Movement(side=Side.DEBIT, operation_type="transfer", amount_cents=DUE, label="sorti"), "sortie"),
        (
            Movement(
                side=Side.CREDIT, operation_type="income", amount_cents=DUE, label="GBP", currency="GBP"
            ),
            "GBP",
        ),
    ],
    ids=["more", "debit", "currency"],
)
async def test_a_transfer_that_does_not_fit_pays_nothing(shop: Shop, movement: Movement, why: str) -> None:
    invoice = await shop.final()

    refused = await reconcile(shop, invoice, shop.books(movement))

    assert (refused.status, refused.code) == (422, "TRANSACTION_UNFIT")
    assert why in refused.body["error"]
    assert refused.body["details"]["fields"][0]["field"] == "transactionId"
    assert await shop.rows(payments) == []
    assert shop.asked_of_bank("mark_client_invoice_paid") == []


async def test_a_pending_transfer_pays_nothing_until_it_has_settled(shop: Shop) -> None:
    invoice = await shop.final()
    later = shop.stack.world.clock.now + timedelta(hours=1)
    movement = Movement(side=Side.CREDIT, operation_type="income", amount_cents=DUE, label="en route")
    transfer = shop.books(movement, settles_at=later)

    refused = await reconcile(shop, invoice, transfer)
    shop.stack.wait(hours=2)
    paid = await reconcile(shop, invoice, transfer)

    assert (refused.status, refused.code) == (422, "TRANSACTION_UNFIT")
    assert (paid.status, paid.invoice["status"]) == (200, "paid")


async def test_a_transfer_pays_one_invoice_once(shop: Shop) -> None:
    one, other = await shop.final(0), await shop.final(9)
    transfer = shop.receives(1000)
    await reconcile(shop, one, transfer)

    refused = await reconcile(shop, other, transfer)

    assert (refused.status, refused.code) == (409, "TRANSACTION_ALREADY_MATCHED")
    assert refused.body["details"]["number"] == one["number"]
    assert len(await shop.rows(payments)) == 1


async def test_two_invoices_that_want_one_transfer_at_once_do_not_share_it(shop: Shop) -> None:
    one, other = await shop.final(0), await shop.final(9)
    transfer = shop.receives(DUE)

    answers = await asyncio.gather(*(reconcile(shop, which, transfer) for which in (one, other) * 3))

    assert [answer.status for answer in answers].count(200) == 1
    assert {answer.status for answer in answers} <= {200, 409}
    assert len(await shop.rows(payments)) == 1


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504])
async def test_a_lost_answer_is_looked_for_and_the_link_kept(shop: Shop, kind: Kind) -> None:
    invoice = await shop.final()
    shop.fault("mark_client_invoice_paid", kind)

    paid = await reconcile(shop, invoice, shop.receives(DUE))

    assert (paid.status, paid.invoice["status"]) == (200, "paid")
    (row,) = await shop.rows(bank_transactions)
    assert row["matching_status"] == "manual_matched"


async def test_what_was_not_done_leaves_the_transfer_free(shop: Shop) -> None:
    invoice = await shop.final()
    transfer = shop.receives(DUE)
    shop.fault("mark_client_invoice_paid", Kind.RESET)

    failed = await reconcile(shop, invoice, transfer)
    again = await reconcile(shop, invoice, transfer)

    assert (failed.status, failed.code) == (502, "UPSTREAM_FAILED")
    assert (again.status, again.invoice["status"]) == (200, "paid")
    assert sorted(row["state"] for row in await shop.rows(intents, kind="mark_paid")) == ["done", "failed"]


async def test_only_an_unpaid_invoice_is_reconciled(shop: Shop) -> None:
    draft = await shop.draft(0)
    canceled = await shop.final(9)
    shop.on_dashboard(CancelClientInvoice(id=canceled["id"]))
    transfer = shop.receives(1000)

    refused = [await reconcile(shop, invoice, transfer) for invoice in (draft, canceled)]

    assert [(answer.status, answer.code) for answer in refused] == [
        (409, "NOT_FINALIZED"),
        (409, "INVALID_STATUS"),
    ]


async def test_a_transfer_nobody_knows_is_named(shop: Shop) -> None:
    invoice = await shop.final()

    refused = await reconcile(shop, invoice, "verone-4819-9-transaction-9")

    assert (refused.status, refused.code) == (404, "TRANSACTION_NOT_FOUND")
    assert "verone-4819-9-transaction-9" in refused.body["error"]


@pytest.mark.parametrize("body", [{}, {"transactionId": ""}, {"transactionId": 7}, {"id": "x"}], ids=str)
async def test_a_field_that_makes_no_sense_is_named(shop: Shop, body: dict[str, Any]) -> None:
    invoice = await shop.final()

    refused = await shop.ask("reconcile_invoice", id=invoice["id"], json=body)

    assert (refused.status, refused.code) == (422, "INVALID")
