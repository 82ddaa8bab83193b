"""GET /api/qonto/invoices/by-order/{orderId}."""

import pytest

from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_an_order_lists_its_invoices_newest_first_in_the_references_words(shop: Shop) -> None:
    first = await shop.final()
    shop.on_dashboard(CancelClientInvoice(id=first["id"]))
    second = await shop.draft()

    listed = await shop.ask("list_invoices_by_order", orderId=INVOICEABLE[0].id)

    assert [row["qonto_invoice_id"] for row in listed.body["invoices"]] == [second["id"], first["id"]]
    assert [row["status"] for row in listed.body["invoices"]] == ["draft", "canceled"]
    assert [row["document_number"] for row in listed.body["invoices"]] == [None, "F-2026-001"]
    assert listed.body["invoices"][0]["total_ttc"] == 59.88
    assert listed.body["invoices"][0]["total_ht_cents"] == 4990


async def test_a_deleted_draft_is_left_out(shop: Shop) -> None:
    draft = await shop.draft()
    await shop.ask("delete_invoice", id=draft["id"])

    listed = await shop.ask("list_invoices_by_order", orderId=INVOICEABLE[0].id)

    assert listed.body["invoices"] == []


async def test_an_unknown_order_has_no_invoices(shop: Shop) -> None:
    listed = await shop.ask("list_invoices_by_order", orderId="nothing-of-the-kind")

    assert (listed.status, listed.body["count"]) == (200, 0)


async def test_qonto_is_not_asked(shop: Shop) -> None:
    await shop.draft()
    before = len(shop.stack.bank.journal.exchanges)

    await shop.ask("list_invoices_by_order", orderId=INVOICEABLE[0].id)

    assert len(shop.stack.bank.journal.exchanges) == before
