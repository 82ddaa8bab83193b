"""POST /api/qonto/invoices/{id}/cancel."""

import asyncio

import pytest

from gateway.db.tables import burnt_numbers, financial_documents
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_an_unpaid_invoice_is_cancelled_and_its_number_stays_burnt(shop: Shop) -> None:
    invoice = await shop.final()

    cancelled = await shop.ask("cancel_invoice", id=invoice["id"], json={})

    (row,) = await shop.rows(financial_documents)
    assert (cancelled.invoice["status"], cancelled.invoice["number"]) == ("canceled", "F-2026-001")
    assert (row["status"], row["workflow_status"]) == ("cancelled", "cancelled")
    assert [burnt["number"] for burnt in await shop.rows(burnt_numbers)] == ["F-2026-001"]


async def test_the_order_may_be_invoiced_again_under_the_next_number(shop: Shop) -> None:
    invoice = await shop.final()
    await shop.ask("cancel_invoice", id=invoice["id"])

    again = await shop.draft()
    shop.on_dashboard(FinalizeClientInvoice(id=again["id"]))

    shown = await shop.ask("show_invoice", id=again["id"])
    assert shown.invoice["number"] == "F-2026-002"


async def test_a_draft_is_deleted_not_cancelled(shop: Shop) -> None:
    draft = await shop.draft()

    refused = await shop.ask("cancel_invoice", id=draft["id"])

    assert (refused.status, refused.code) == (409, "NOT_FINALIZED")


async def test_a_paid_one_is_not_cancelled(shop: Shop) -> None:
    invoice = await shop.final()
    await shop.ask("mark_invoice_paid", id=invoice["id"])

    refused = await shop.ask("cancel_invoice", id=invoice["id"])

    assert (refused.status, refused.code) == (409, "INVALID_STATUS")
    assert refused.body["details"]["currentStatus"] == "paid"


async def test_of_several_at_once_one_cancels(shop: Shop) -> None:
    invoice = await shop.final()

    answers = await asyncio.gather(*(shop.ask("cancel_invoice", id=invoice["id"]) for _ in range(5)))

    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409]
    assert len(shop.asked_of_bank("cancel_client_invoice")) == 1


async def test_a_lost_answer_is_looked_for(shop: Shop) -> None:
    invoice = await shop.final()
    shop.fault("cancel_client_invoice", Kind.APPLY_THEN_504)

    cancelled = await shop.ask("cancel_invoice", id=invoice["id"])

    assert (cancelled.status, cancelled.invoice["status"]) == (200, "canceled")


async def test_when_qonto_refuses_because_somebody_was_faster_that_is_what_is_said(shop: Shop) -> None:
    """The GET before still saw an unpaid invoice."""
    invoice = await shop.final()
    memory = shop.stack.world.snapshot()
    await shop.ask("mark_invoice_paid", id=invoice["id"])
    shop.fault("show_client_invoice", Kind.STALE_READ, memory=memory)

    refused = await shop.ask("cancel_invoice", id=invoice["id"])

    assert (refused.status, refused.code) == (409, "INVALID_STATUS")
    assert refused.body["details"]["currentStatus"] == "paid"
