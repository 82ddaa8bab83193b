"""GET /api/qonto/invoices/{id}/details."""

import pytest

from gateway.db.tables import financial_documents
from gateway.seed.catalogue import INVOICEABLE
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_document_comes_with_its_customer_its_order_and_its_lines(shop: Shop) -> None:
    draft = await shop.draft(3)

    shown = await shop.ask("show_invoice_details", id=draft["local_document_id"])

    invoice = shown.invoice
    assert invoice["id"] == draft["local_document_id"]
    assert invoice["qonto_invoice_id"] == draft["id"]
    assert invoice["partner"]["name"] == draft["client"]["name"]
    assert invoice["sales_order"]["order_number"] == INVOICEABLE[3].number
    assert [item["title"] for item in invoice["items"]] == [item["title"] for item in draft["items"]]
    assert invoice["total_ttc_cents"] == sum(item["total_ttc_cents"] for item in invoice["items"])
    assert (invoice["shipping_cost_ht"], invoice["fees_vat_rate"]) == (24.9, 0.2)
    assert invoice["items"][0]["tva_rate"] == 20


async def test_both_ids_are_understood(shop: Shop) -> None:
    draft = await shop.draft()

    ours = await shop.ask("show_invoice_details", id=draft["local_document_id"])
    theirs = await shop.ask("show_invoice_details", id=draft["id"])

    assert ours.body == theirs.body


async def test_payments_are_listed(shop: Shop) -> None:
    invoice = await shop.final()
    await shop.ask("mark_invoice_paid", id=invoice["id"], json={"reference": "VIR 12"})

    shown = await shop.ask("show_invoice_details", id=invoice["id"])

    (payment,) = shown.invoice["payments"]
    assert (payment["amount_cents"], payment["reference"]) == (5988, "VIR 12")
    assert (shown.invoice["amount_paid"], shown.invoice["status"]) == (59.88, "paid")


async def test_an_invoice_made_on_the_dashboard_is_shown_and_not_kept(shop: Shop, elsewhere: str) -> None:
    shown = await shop.ask("show_invoice_details", id=elsewhere)

    assert (shown.invoice["id"], shown.invoice["sales_order"]) == (elsewhere, None)
    assert shown.invoice["items"][0]["total_ht_cents"] == 1800
    assert await shop.rows(financial_documents) == []


async def test_an_unknown_one_is_not_found(shop: Shop) -> None:
    shown = await shop.ask("show_invoice_details", id="0b53b0a2-0000-4000-8000-000000000000")

    assert (shown.status, shown.code) == (404, "INVOICE_NOT_FOUND")
