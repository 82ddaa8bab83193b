"""POST /api/qonto/invoices/{id}/mark-paid."""

import asyncio
from typing import Any

import orjson
import pytest

from gateway.db.tables import audit_log, financial_documents, intents, payments
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_an_unpaid_invoice_becomes_paid_on_both_sides(shop: Shop) -> None:
    invoice = await shop.final()

    paid = await shop.ask("mark_invoice_paid", id=invoice["id"], user="claire")

    (row,) = await shop.rows(financial_documents)
    (payment,) = await shop.rows(payments)
    assert (paid.invoice["status"], paid.invoice["amount_paid_cents"]) == ("paid", 5988)
    assert (row["status"], row["workflow_status"], row["amount_paid"]) == (
        "paid",
        "paid",
        row["total_amount"],
    )
    assert (payment["created_by"], str(payment["paid_at"])) == ("claire", "2026-02-19")
    assert [entry["actor"] for entry in await shop.rows(audit_log, action="mark_invoice_paid")] == ["claire"]


@pytest.mark.parametrize(
    "body",
    [
        {"payment_date": "2026-02-10", "payment_method": "transfer", "reference": "VIR 1", "notes": "ok"},
        {"paymentDate": "2026-02-10", "paymentMethod": "transfer", "reference": "VIR 1", "isPartial": False},
        {"amount": 59.88, "payment_date": "2026-02-10", "payment_method": "transfer", "reference": "VIR 1"},
    ],
    ids=str,
)
async def test_both_spellings_are_understood(shop: Shop, body: dict[str, Any]) -> None:
    invoice = await shop.final()

    paid = await shop.ask("mark_invoice_paid", id=invoice["id"], json=body)

    (asked,) = shop.asked_of_bank("mark_client_invoice_paid")
    assert orjson.loads(asked.request_body) == {"paid_at": "2026-02-10"}
    payment = paid.body["payment"]
    assert (payment["paid_at"], payment["method"], payment["reference"]) == (
        "2026-02-10",
        "transfer",
        "VIR 1",
    )


@pytest.mark.parametrize("body", [{"amount": 10}, {"amount": 10, "is_partial": True}], ids=str)
async def test_a_part_is_written_down_here_and_asks_qonto_nothing(shop: Shop, body: dict[str, Any]) -> None:
    invoice = await shop.final()

    paid = await shop.ask("mark_invoice_paid", id=invoice["id"], json=body)

    (row,) = await shop.rows(financial_documents)
    assert (paid.invoice["status"], paid.invoice["amount_paid_cents"]) == ("unpaid", 1000)
    assert (paid.body["payment"]["amount_cents"], paid.body["remaining_amount_cents"]) == (1000, 4988)
    assert (row["status"], str(row["amount_paid"])) == ("finalized", "10.00")
    assert shop.asked_of_bank("mark_client_invoice_paid") == []


async def test_the_last_part_marks_the_invoice_paid(shop: Shop) -> None:
    invoice = await shop.final()
    await shop.ask("mark_invoice_paid", id=invoice["id"], json={"amount": 20, "reference": "un"})
    await shop.ask("mark_invoice_paid", id=invoice["id"], json={"amount": 20, "reference": "deux"})

    paid = await shop.ask("mark_invoice_paid", id=invoice["id"], json={"reference": "trois"})

    shown = (await shop.ask("show_invoice_details", id=invoice["id"])).invoice
    assert (paid.invoice["status"], paid.body["remaining_amount_cents"]) == ("paid", 0)
    assert paid.body["payment"]["amount_cents"] == 1988
    assert [payment["reference"] for payment in shown["payments"]] == ["un", "deux", "trois"]
    assert len(shop.asked_of_bank("mark_client_invoice_paid")) == 1


async def test_more_than_is_still_due_is_refused(shop: Shop) -> None:
    invoice = await shop.final()
    await shop.ask("mark_invoice_paid", id=invoice["id"], json={"amount": 50})

    refused = await shop.ask("mark_invoice_paid", id=invoice["id"], json={"amount": 10})

    assert (refused.status, refused.code) == (422, "INVALID")
    assert "9,88" in refused.body["error"]
    assert len(await shop.rows(payments)) == 1


async def test_of_several_parts_at_once_none_is_counted_twice(shop: Shop) -> None:
    invoice = await shop.final()
    part = {"amount": 25, "is_partial": True}

    answers = await asyncio.gather(
        *(shop.ask("mark_invoice_paid", id=invoice["id"], json=part) for _ in range(6))
    )

    (row,) = await shop.rows(financial_documents)
    written = await shop.rows(payments)
    assert {answer.status for answer in answers} <= {200, 409, 422}
    assert sum(payment["amount"] for payment in written) == row["amount_paid"] <= row["total_amount"]
    assert len(written) == sum(answer.status == 200 for answer in answers)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": 60}, "amount"),
        ({"amount": 0}, "amount"),
        ({"amount": 10, "is_partial": False}, "amount"),
        ({"is_partial": True}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": 59.881}, "amount"),
        ({"amount": "59.88"}, "amount"),
        ({"payment_date": "2026-02-20"}, "payment_date"),
        ({"paymentDate": "hier"}, "paymentDate"),
        ({"paid": True}, "paid"),
    ],
    ids=str,
)
async def test_a_field_that_makes_no_sense_is_named(shop: Shop, body: dict[str, Any], field: str) -> None:
    invoice = await shop.final()

    refused = await shop.ask("mark_invoice_paid", id=invoice["id"], json=body)

    assert (refused.status, refused.code) == (422, "INVALID")
    assert refused.body["details"]["fields"][0]["field"] == field


async def test_a_draft_has_to_be_finalised_first(shop: Shop) -> None:
    draft = await shop.draft()

    refused = await shop.ask("mark_invoice_paid", id=draft["id"])

    assert (refused.status, refused.code) == (409, "NOT_FINALIZED")


async def test_a_paid_one_is_not_paid_again(shop: Shop) -> None:
    invoice = await shop.final()
    await shop.ask("mark_invoice_paid", id=invoice["id"])

    again = await shop.ask("mark_invoice_paid", id=invoice["id"])

    assert (again.status, again.code) == (409, "INVALID_STATUS")
    assert len(await shop.rows(payments)) == 1


async def test_a_cancelled_one_is_not_paid(shop: Shop) -> None:
    invoice = await shop.final()
    shop.on_dashboard(CancelClientInvoice(id=invoice["id"]))

    refused = await shop.ask("mark_invoice_paid", id=invoice["id"])

    assert (refused.status, refused.code) == (409, "INVALID_STATUS")
    assert refused.body["details"]["currentStatus"] == "canceled"


async def test_of_several_at_once_one_is_written_down(shop: Shop) -> None:
    invoice = await shop.final()

    answers = await asyncio.gather(*(shop.ask("mark_invoice_paid", id=invoice["id"]) for _ in range(6)))

    assert sorted(answer.status for answer in answers) == [200] + [409] * 5
    assert len(await shop.rows(payments)) == 1
    assert len(shop.asked_of_bank("mark_client_invoice_paid")) == 1


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.TRUNCATED_BODY])
async def test_a_lost_answer_is_looked_for(shop: Shop, kind: Kind) -> None:
    invoice = await shop.final()
    shop.fault("mark_client_invoice_paid", kind)

    paid = await shop.ask("mark_invoice_paid", id=invoice["id"])

    assert (paid.status, paid.invoice["status"]) == (200, "paid")
    assert len(await shop.rows(payments)) == 1


async def test_what_was_not_done_is_said_and_may_be_asked_again(shop: Shop) -> None:
    invoice = await shop.final()
    shop.fault("mark_client_invoice_paid", Kind.RESET)

    failed = await shop.ask("mark_invoice_paid", id=invoice["id"])
    again = await shop.ask("mark_invoice_paid", id=invoice["id"])

    assert (failed.status, failed.code) == (502, "UPSTREAM_FAILED")
    assert again.status == 200
    assert sorted(row["state"] for row in await shop.rows(intents, kind="mark_paid")) == ["done", "failed"]


async def test_one_made_on_the_dashboard_can_be_paid_too(shop: Shop, finalized_elsewhere: str) -> None:
    paid = await shop.ask("mark_invoice_paid", id=finalized_elsewhere)

    (row,) = await shop.rows(financial_documents)
    assert (paid.status, row["status"], row["qonto_id"]) == (200, "paid", finalized_elsewhere)
