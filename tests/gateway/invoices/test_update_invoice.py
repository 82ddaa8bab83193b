"""PATCH /api/qonto/invoices/{id}."""

from typing import Any

import pytest

from gateway.db.tables import audit_log, financial_document_items, financial_documents
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio

TABLE = {
    "title": "Table",
    "quantity": "2",
    "unitPrice": {"value": "120.5", "currency": "EUR"},
    "vatRate": "0.1",
}
FEES = {"shipping_cost_ht": 10, "fees_vat_rate": 0.2}


def lines(invoice: dict[str, Any]) -> dict[str, int]:
    return {item["title"]: item["subtotal_cents"] for item in invoice["items"]}


async def test_texts_and_dates_change_and_the_rest_stays(shop: Shop) -> None:
    draft = await shop.draft(label="Avant")

    changed = await shop.ask(
        "update_invoice", id=draft["id"], json={"footer": "Merci", "dueDate": "2026-12-31"}
    )

    assert changed.status == 200
    assert (changed.invoice["footer"], changed.invoice["due_date"]) == ("Merci", "2026-12-31")
    assert (changed.invoice["header"], changed.invoice["items"]) == ("Avant", draft["items"])
    assert changed.body["synced"] is False


async def test_an_empty_text_clears(shop: Shop) -> None:
    draft = await shop.draft(label="Avant")

    changed = await shop.ask("update_invoice", id=draft["id"], json={"header": ""})

    assert changed.invoice["header"] is None


async def test_lines_are_replaced_as_a_whole_here_and_at_qonto(shop: Shop) -> None:
    draft = await shop.draft()

    changed = await shop.ask("update_invoice", id=draft["id"], json={"items": [TABLE]})

    (item,) = await shop.rows(financial_document_items)
    (row,) = await shop.rows(financial_documents)
    assert lines(changed.invoice) == {"Table": 24100}
    assert (item["title"], item["quantity"], item["total_ttc"]) == ("Table", 2, row["total_amount"])
    assert changed.invoice["total_amount_cents"] == 26510
    assert (item["tva_rate"], item["kind"]) == (10, "custom")


async def test_fees_stay_when_the_lines_are_replaced(shop: Shop) -> None:
    draft = await shop.draft(fees=FEES)

    changed = await shop.ask("update_invoice", id=draft["id"], json={"items": [TABLE]})

    (row,) = await shop.rows(financial_documents)
    assert lines(changed.invoice) == {"Table": 24100, "Frais de livraison": 1000}
    assert row["shipping_cost_ht"] == 10


async def test_a_fee_sent_among_the_lines_is_not_doubled(shop: Shop) -> None:
    draft = await shop.draft(fees=FEES)
    fee = {**TABLE, "title": "Frais de livraison", "quantity": "1", "unitPrice": {"value": "7.00"}}

    changed = await shop.ask("update_invoice", id=draft["id"], json={"items": [TABLE, fee]})

    (row,) = await shop.rows(financial_documents)
    assert lines(changed.invoice) == {"Table": 24100, "Frais de livraison": 700}
    assert row["shipping_cost_ht"] == 7


async def test_a_fee_is_changed_by_its_field_and_taken_away_by_zero(shop: Shop) -> None:
    draft = await shop.draft(fees=FEES)

    dearer = await shop.ask("update_invoice", id=draft["id"], json={"shipping_cost_ht": 12.5})
    without = await shop.ask("update_invoice", id=draft["id"], json={"shipping_cost_ht": 0})

    assert lines(dearer.invoice)["Frais de livraison"] == 1250
    assert lines(without.invoice) == {"Lampe d'atelier": 4990}
    assert dearer.invoice["items"][-1]["vat_rate"] == "0.2"


async def test_a_first_fee_needs_its_rate(shop: Shop) -> None:
    draft = await shop.draft()

    refused = await shop.ask("update_invoice", id=draft["id"], json={"shipping_cost_ht": 12.5})

    assert (refused.status, refused.code) == (422, "INVALID")
    assert refused.body["details"]["fields"][0]["field"] == "fees_vat_rate"


async def test_a_discount_given_on_the_dashboard_survives_a_change_of_fees(
    shop: Shop, elsewhere: str
) -> None:
    changed = await shop.ask("update_invoice", id=elsewhere, json=FEES)

    assert lines(changed.invoice) == {"Papier": 1800, "Frais de livraison": 1000}


async def test_what_only_we_keep_is_kept(shop: Shop) -> None:
    draft = await shop.draft()
    address = {"address_line1": "3 rue Neuve", "zip_code": "44000", "city": "Nantes", "country": "France"}

    await shop.ask(
        "update_invoice",
        id=draft["id"],
        json={"notes": "à relancer", "shipping_address": address, "localItems": [{"id": "x"}]},
    )

    shown = await shop.ask("show_invoice", id=draft["id"])
    assert shown.body["localData"]["notes"] == "à relancer"
    assert shown.body["localData"]["shipping_address"]["street"] == "3 rue Neuve"


async def test_nothing_asked_changes_nothing(shop: Shop) -> None:
    draft = await shop.draft()

    same = await shop.ask("update_invoice", id=draft["id"], json={})

    assert (same.status, same.invoice) == (200, draft)
    assert shop.asked_of_bank("update_client_invoice") == []


async def test_a_final_invoice_is_refused_with_its_number(shop: Shop) -> None:
    invoice = await shop.final()

    refused = await shop.ask("update_invoice", id=invoice["id"], json={"footer": "trop tard"})

    assert (refused.status, refused.code) == (409, "ALREADY_FINALIZED")
    assert refused.body["details"]["number"] == "F-2026-001"
    assert shop.asked_of_bank("update_client_invoice") == []


async def test_one_finalised_a_moment_ago_is_refused_with_its_number(shop: Shop) -> None:
    """The GET before the PATCH still sees a draft."""
    draft = await shop.draft()
    memory = shop.stack.world.snapshot()
    shop.on_dashboard(FinalizeClientInvoice(id=draft["id"]))
    shop.fault("show_client_invoice", Kind.STALE_READ, memory=memory)

    refused = await shop.ask("update_invoice", id=draft["id"], json={"footer": "trop tard"})

    assert (refused.status, refused.code) == (409, "ALREADY_FINALIZED")
    assert refused.body["details"]["number"] == "F-2026-001"


async def test_a_due_date_before_the_invoice_is_refused_before_qonto_is_asked(shop: Shop) -> None:
    draft = await shop.draft()

    refused = await shop.ask("update_invoice", id=draft["id"], json={"dueDate": "2026-01-01"})

    assert (refused.status, refused.code) == (422, "INVALID")
    assert shop.asked_of_bank("update_client_invoice") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"items": []}, "items"),
        ({"items": [{**TABLE, "quantity": "-1"}]}, "items.0.quantity"),
        ({"items": [{**TABLE, "vatRate": "20"}]}, "items.0.vatRate"),
        ({"items": [{**TABLE, "quantity": "999999", "unitPrice": {"value": "99999999"}}]}, "items"),
        ({"items": [{**TABLE, "unitPrice": {"value": "abc"}}]}, "items.0.unitPrice.value"),
        ({"dueDate": "demain"}, "dueDate"),
        ({"status": "unpaid"}, "status"),
        ({"number": "F-2026-007"}, "number"),
    ],
    ids=str,
)
async def test_a_field_that_makes_no_sense_is_named(shop: Shop, body: dict[str, Any], field: str) -> None:
    draft = await shop.draft()

    refused = await shop.ask("update_invoice", id=draft["id"], json=body)

    assert (refused.status, refused.code) == (422, "INVALID")
    assert refused.body["details"]["fields"][0]["field"] == field


async def test_a_lost_answer_is_looked_for(shop: Shop) -> None:
    draft = await shop.draft()
    shop.fault("update_client_invoice", Kind.APPLY_THEN_DROP)

    changed = await shop.ask("update_invoice", id=draft["id"], json={"items": [TABLE]})

    assert (changed.status, lines(changed.invoice)) == (200, {"Table": 24100})
    assert "update_invoice" in [entry["action"] for entry in await shop.rows(audit_log)]


async def test_what_did_not_reach_qonto_did_not_change_here(shop: Shop) -> None:
    draft = await shop.draft()
    shop.fault("update_client_invoice", Kind.RESET)

    failed = await shop.ask("update_invoice", id=draft["id"], json={"items": [TABLE]})

    (item,) = await shop.rows(financial_document_items)
    assert (failed.status, failed.code) == (502, "UPSTREAM_FAILED")
    assert item["title"] == "Lampe d'atelier"


async def test_a_draft_made_on_the_dashboard_is_adopted_by_the_first_change(
    shop: Shop, elsewhere: str
) -> None:
    changed = await shop.ask("update_invoice", id=elsewhere, json={"footer": "Merci"}, user="claire")

    (row,) = await shop.rows(financial_documents)
    assert changed.invoice["local_document_id"] == row["id"]
    assert (row["qonto_id"], row["source"], row["created_by"]) == (elsewhere, "sync", "claire")
