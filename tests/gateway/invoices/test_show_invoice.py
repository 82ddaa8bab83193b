"""GET /api/qonto/invoices/{id}."""

import asyncio

import httpx
import pytest

from gateway.db.tables import audit_log, burnt_numbers, financial_document_items, financial_documents
from mock_qonto.app import build_bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.client_invoices.messages import (
    CancelClientInvoice,
    DeleteClientInvoice,
    FinalizeClientInvoice,
    MarkClientInvoicePaid,
    UnmarkClientInvoicePaid,
)
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio


async def test_it_is_found_by_our_id_and_by_qontos(shop: Shop) -> None:
    draft = await shop.draft()

    ours = await shop.ask("show_invoice", id=draft["local_document_id"])
    theirs = await shop.ask("show_invoice", id=draft["id"])

    assert ours.body == theirs.body
    assert ours.invoice == draft
    assert ours.body["localData"]["sales_order_id"] == draft["sales_order_id"]


async def test_a_final_invoice_shows_both_twins_and_our_own_pdf_route(shop: Shop) -> None:
    invoice = await shop.final()

    assert invoice["number"] == invoice["invoice_number"] == "F-2026-001"
    assert invoice["due_date"] == invoice["payment_deadline"]
    assert invoice["pdf_url"] == f"/api/qonto/invoices/{invoice['id']}/pdf"


async def test_while_qonto_renders_it_there_is_no_pdf_route(shop: Shop) -> None:
    draft = await shop.draft()
    shop.on_dashboard(FinalizeClientInvoice(id=draft["id"]))

    shown = await shop.ask("show_invoice", id=draft["id"])

    assert (shown.invoice["status"], shown.invoice["pdf_url"]) == ("unpaid", None)


@pytest.mark.parametrize("id", ["0b53b0a2-0000-4000-8000-000000000000", "not-an-id", "F-2026-001"], ids=str)
async def test_what_is_nowhere_is_not_found(shop: Shop, id: str) -> None:
    shown = await shop.ask("show_invoice", id=id)

    assert (shown.status, shown.code) == (404, "INVOICE_NOT_FOUND")


async def test_where_the_dashboard_was_used_qonto_wins_and_the_audit_log_says_so(shop: Shop) -> None:
    invoice = await shop.final()
    shop.on_dashboard(MarkClientInvoicePaid(id=invoice["id"], paid_at=shop.stack.world.clock.now))

    shown = await shop.ask("show_invoice", id=invoice["id"])

    (row,) = await shop.rows(financial_documents)
    entries = [entry for entry in await shop.rows(audit_log) if entry["action"] == "qonto_differs"]
    assert (shown.invoice["status"], shown.invoice["workflow_status"]) == ("paid", "paid")
    assert (row["status"], row["amount_paid"]) == ("paid", row["total_amount"])
    assert entries[-1]["actor"] == "qonto"
    assert entries[-1]["details"]["after"]["status"] == "paid"


async def test_a_payment_taken_back_on_the_dashboard_is_taken_back_here(shop: Shop) -> None:
    invoice = await shop.final()
    shop.on_dashboard(MarkClientInvoicePaid(id=invoice["id"], paid_at=shop.stack.world.clock.now))
    await shop.ask("show_invoice", id=invoice["id"])
    shop.on_dashboard(UnmarkClientInvoicePaid(id=invoice["id"]))

    await shop.ask("show_invoice", id=invoice["id"])

    (row,) = await shop.rows(financial_documents)
    assert (row["status"], row["amount_paid"], row["paid_at"]) == ("finalized", 0, None)


async def test_a_stale_answer_never_makes_a_draft_of_what_is_final(shop: Shop) -> None:
    draft = await shop.draft()
    memory = shop.stack.world.snapshot()
    shop.on_dashboard(FinalizeClientInvoice(id=draft["id"]))
    await shop.ask("show_invoice", id=draft["id"])
    shop.fault("show_client_invoice", Kind.STALE_READ, memory=memory)

    await shop.ask("show_invoice", id=draft["id"])

    (row,) = await shop.rows(financial_documents)
    assert (row["status"], row["number"]) == ("finalized", "F-2026-001")


async def test_the_number_of_a_foreign_invoice_is_burnt_once(shop: Shop, elsewhere: str) -> None:
    await shop.draft()  # the first write binds the database to this bank
    shop.on_dashboard(FinalizeClientInvoice(id=elsewhere))

    await asyncio.gather(*(shop.ask("show_invoice", id=elsewhere) for _ in range(5)))

    (burnt,) = await shop.rows(burnt_numbers)
    assert (burnt["number"], burnt["qonto_id"], burnt["document_id"]) == ("F-2026-001", elsewhere, None)


async def test_a_draft_deleted_on_the_dashboard_is_gone_here_too(shop: Shop) -> None:
    draft = await shop.draft()
    shop.on_dashboard(DeleteClientInvoice(id=draft["id"]))

    shown = await shop.ask("show_invoice", id=draft["local_document_id"])

    (row,) = await shop.rows(financial_documents)
    assert (shown.status, shown.code) == (404, "INVOICE_NOT_FOUND")
    assert row["deleted_at"] is not None
    assert "vanished_at_qonto" in [entry["action"] for entry in await shop.rows(audit_log)]


async def test_reading_it_twice_writes_nothing_the_second_time(shop: Shop) -> None:
    invoice = await shop.final()
    before = await shop.rows(audit_log), await shop.rows(financial_documents)

    await shop.ask("show_invoice", id=invoice["id"])

    assert (await shop.rows(audit_log), await shop.rows(financial_documents)) == before


async def test_a_cancelled_invoice_keeps_its_number_in_the_register(shop: Shop) -> None:
    invoice = await shop.final()
    shop.on_dashboard(CancelClientInvoice(id=invoice["id"]))

    shown = await shop.ask("show_invoice", id=invoice["id"])

    assert (shown.invoice["status"], shown.invoice["number"]) == ("canceled", "F-2026-001")
    assert [row["number"] for row in await shop.rows(burnt_numbers)] == ["F-2026-001"]


async def test_nothing_is_learnt_from_another_world(shop: Shop, edition: str) -> None:
    """After a reset the bank mints the same ids again: what it says of them is said of other invoices."""
    await shop.draft()
    other = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NOON))
    before = await shop.rows(financial_documents), await shop.rows(financial_document_items)
    async with stack(shop.database_url, edition=edition, bank=other) as reset:
        stranger = Shop(stack=reset, database_url=shop.database_url)

        (row,) = await shop.rows(financial_documents)
        shown = await stranger.ask("show_invoice", id=row["id"])
        listed = await stranger.ask("list_invoices")

    assert shown.status == 404
    assert listed.body["invoices"] == []
    assert (await shop.rows(financial_documents), await shop.rows(financial_document_items)) == before


async def test_a_bank_that_is_down_is_said_to_be(shop: Shop) -> None:
    draft = await shop.draft()
    shop.fault("show_client_invoice", Kind.RESET, count=3)

    shown = await shop.ask("show_invoice", id=draft["id"])

    assert (shown.status, shown.code) == (503, "UPSTREAM_UNREACHABLE")


async def test_a_head_request_says_everything_but_the_body(shop: Shop) -> None:
    draft = await shop.draft()

    answer: httpx.Response = await shop.stack.client.head(f"/api/qonto/invoices/{draft['id']}")

    assert (answer.status_code, answer.content) == (200, b"")
