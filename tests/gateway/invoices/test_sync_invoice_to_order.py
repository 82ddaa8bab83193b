"""POST /api/qonto/invoices/{id}/sync-to-order, and PATCH with `syncToOrder`."""

import asyncio
from typing import Any

import pytest

from gateway.db import Database
from gateway.db.tables import audit_log, sales_order_items, sales_orders
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from tests.gateway.invoices.shop import Row, Shop

pytestmark = pytest.mark.anyio

LAMP_ORDER, FURNITURE, SHIPPED = 0, 3, 2
LINE = {
    "title": "Lampe d'atelier",
    "quantity": "3",
    "unitPrice": {"value": "45.00", "currency": "EUR"},
    "vatRate": "0.2",
}
NEW = {
    "title": "Réglage",
    "quantity": "1",
    "unitPrice": {"value": "10.00", "currency": "EUR"},
    "vatRate": "0.1",
}


async def order(shop: Shop, place: int) -> Row:
    (row,) = await shop.rows(sales_orders, id=INVOICEABLE[place].id)
    return row


async def lines(shop: Shop, place: int) -> list[Row]:
    rows = await shop.rows(sales_order_items, sales_order_id=INVOICEABLE[place].id)
    return sorted(rows, key=lambda row: int(row["sort_order"]))


async def changed(shop: Shop, place: int, **body: Any) -> dict[str, Any]:
    draft = await shop.draft(place)
    answer = await shop.ask("update_invoice", id=draft["id"], json=body)
    assert (answer.status, answer.body["synced"]) == (200, False)
    return answer.invoice


async def test_a_changed_line_is_changed_in_the_order_and_stays_the_same_line(shop: Shop) -> None:
    (before,) = await lines(shop, LAMP_ORDER)
    draft = await changed(shop, LAMP_ORDER, items=[LINE])

    synced = await shop.ask("sync_invoice_to_order", id=draft["id"])

    (after,) = await lines(shop, LAMP_ORDER)
    row = await order(shop, LAMP_ORDER)
    assert synced.body["updatedOrder"] == {"id": INVOICEABLE[LAMP_ORDER].id, "itemsUpdated": 1}
    assert (after["id"], after["product_id"]) == (before["id"], before["product_id"])
    assert (str(after["quantity"]), str(after["unit_price_ht"])) == ("3.000", "45.00")
    assert (str(row["total_ht"]), str(row["total_ttc"])) == ("135.00", "162.00")
    assert len(await shop.rows(audit_log, action="sync_invoice_to_order")) == 1


async def test_a_new_line_is_added_and_a_missing_one_removed(shop: Shop) -> None:
    draft = await changed(shop, LAMP_ORDER, items=[NEW])

    synced = await shop.ask("sync_invoice_to_order", id=draft["id"])

    (after,) = await lines(shop, LAMP_ORDER)
    assert synced.body["updatedOrder"]["itemsUpdated"] == 2
    assert (after["label"], str(after["tax_rate"])) == ("Réglage", "0.10000")


async def test_fees_stay_columns_and_are_never_lines(shop: Shop) -> None:
    before = await lines(shop, FURNITURE)
    draft = await changed(shop, FURNITURE, shipping_cost_ht=30.5)

    synced = await shop.ask("sync_invoice_to_order", id=draft["id"])

    row = await order(shop, FURNITURE)
    assert synced.body["updatedOrder"]["itemsUpdated"] == 0
    assert await lines(shop, FURNITURE) == before
    assert [str(row[f"{fee}_cost_ht"]) for fee in ("shipping", "handling", "insurance")] == [
        "30.50",
        "5.00",
        "3.50",
    ]


async def test_nothing_is_overwritten_with_nothing(shop: Shop) -> None:
    before = await order(shop, FURNITURE)
    notes = [line["notes"] for line in await lines(shop, FURNITURE)]
    draft = await shop.draft(FURNITURE)

    await shop.ask("sync_invoice_to_order", id=draft["id"])

    after = await order(shop, FURNITURE)
    kept = ("notes", "fees_vat_rate", "payment_terms", "status", "customer_id", "total_ttc")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert [line["notes"] for line in await lines(shop, FURNITURE)] == notes
    if before["billing_address"] is not None:
        assert after["billing_address"] == before["billing_address"]


async def test_an_address_and_notes_that_are_given_reach_the_order(shop: Shop) -> None:
    address = {"street": "9 rue Neuve", "postal_code": "69001", "city": "Lyon", "country": "FR"}
    draft = await changed(shop, LAMP_ORDER, shipping_address=address, notes="Sonner deux fois")

    await shop.ask("sync_invoice_to_order", id=draft["id"])

    row = await order(shop, LAMP_ORDER)
    assert (row["shipping_address"], row["notes"]) == (address, "Sonner deux fois")


async def test_a_patch_carries_the_order_along_only_when_asked(shop: Shop) -> None:
    draft = await shop.draft(LAMP_ORDER)

    answer = await shop.ask("update_invoice", id=draft["id"], json={"items": [LINE], "syncToOrder": True})

    (after,) = await lines(shop, LAMP_ORDER)
    assert (answer.status, answer.body["synced"]) == (200, True)
    assert (await shop.ask("update_invoice", id=draft["id"], json={"notes": "x"})).body["synced"] is False
    assert str(after["quantity"]) == "3.000"


async def test_a_patch_whose_order_may_not_change_is_saved_and_says_so(shop: Shop) -> None:
    before = await lines(shop, SHIPPED)
    draft = await shop.draft(SHIPPED)

    answer = await shop.ask("update_invoice", id=draft["id"], json={"items": [LINE], "syncToOrder": True})

    assert (answer.status, answer.body["synced"]) == (200, False)
    assert "ne peut plus changer" in answer.body["message"]
    assert answer.invoice["items"][0]["quantity"] == "3"
    assert await lines(shop, SHIPPED) == before


async def test_an_order_that_has_left_is_not_touched(shop: Shop) -> None:
    draft = await changed(shop, SHIPPED, items=[LINE])
    before = (await order(shop, SHIPPED), await lines(shop, SHIPPED))

    refused = await shop.ask("sync_invoice_to_order", id=draft["id"])

    assert (refused.status, refused.code) == (409, "INVALID_STATUS")
    assert (await order(shop, SHIPPED), await lines(shop, SHIPPED)) == before


async def test_a_final_invoice_is_not_carried_back(shop: Shop) -> None:
    draft = await shop.draft(LAMP_ORDER)
    shop.on_dashboard(FinalizeClientInvoice(id=draft["id"]))

    refused = await shop.ask("sync_invoice_to_order", id=draft["id"])

    assert (refused.status, refused.code) == (409, "ALREADY_FINALIZED")


async def test_an_invoice_without_an_order_says_so(shop: Shop, elsewhere: str) -> None:
    refused = await shop.ask("sync_invoice_to_order", id=elsewhere)

    assert (refused.status, refused.code) == (404, "ORDER_NOT_FOUND")


async def test_several_at_once_leave_one_set_of_lines(shop: Shop) -> None:
    draft = await changed(shop, LAMP_ORDER, items=[LINE, NEW])

    answers = await asyncio.gather(*(shop.ask("sync_invoice_to_order", id=draft["id"]) for _ in range(5)))

    assert {answer.status for answer in answers} == {200}
    assert [line["label"] for line in await lines(shop, LAMP_ORDER)] == ["Lampe d'atelier", "Réglage"]


async def test_a_transaction_that_breaks_halfway_leaves_the_order_as_it_was(shop: Shop) -> None:
    draft = await changed(shop, LAMP_ORDER, items=[LINE, NEW])
    before = (await order(shop, LAMP_ORDER), await lines(shop, LAMP_ORDER))
    db = Database.open(shop.database_url)
    async with db.transaction() as tx:
        # A line that cannot be written: the register of what was done is full for this one document.
        await tx.exec_driver_sql(_REFUSE[tx.dialect.name])
    await db.close()

    broken = await shop.ask("sync_invoice_to_order", id=draft["id"])

    assert broken.status == 500
    assert (await order(shop, LAMP_ORDER), await lines(shop, LAMP_ORDER)) == before


_REFUSE = {
    "sqlite": "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END",
    "postgresql": "ALTER TABLE audit_log ADD CONSTRAINT full_up CHECK (actor = 'nobody') NOT VALID",
}
