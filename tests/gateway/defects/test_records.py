"""
What is written down, and what is left alone.

The reference wrote documents nobody had made and without their number, and forgot services altogether (10),
replaced the lines of an order without a transaction (12), the files of a transaction by the last one (15),
and wrote no row of what it synchronised but customers it had made up (16).
"""

import asyncio
from typing import Any

import pytest

from gateway.db import Database
from gateway.db.tables import (
    audit_log,
    bank_transactions,
    financial_document_items,
    financial_documents,
    individual_customers,
    organisations,
    sales_order_items,
    sales_orders,
)
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Movement, Side
from mock_qonto.web.faults import Kind
from tests.gateway.attachments.drawer import JPEG, PDF, PNG, Drawer, bank_of, clock_of
from tests.gateway.invoices.shop import Row, Shop
from tests.gateway.papers import confirmed, quoted
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio

CHAIRS, WITH_NOTES = 3, 9


# ------------------------------------------------------------------ 10
async def test_what_is_written_down_names_the_person(shop: Shop) -> None:
    made = await shop.ask("create_invoice", json={"salesOrderId": INVOICEABLE[0].id}, user="claire")
    quote = await shop.ask("create_quote", json={"salesOrderId": INVOICEABLE[1].id}, user="claire")

    rows = await shop.rows(financial_documents)
    assert (made.status, quote.status) == (201, 201)
    assert {row["id"] for row in rows} == {made.body["localDocumentId"], quote.body["localDocumentId"]}
    assert {row["created_by"] for row in rows} == {"claire"}


async def test_a_service_invoice_is_written_down_like_any_other(shop: Shop) -> None:
    person = next(row for row in await shop.rows(individual_customers) if row["email"])
    line = {"title": "Conseil", "quantity": 2, "unitPrice": 80, "vatRate": 0.2}
    asked = {"clientId": person["id"], "clientType": "individual", "items": [line]}

    made = await shop.ask("create_service_invoice", json=asked)

    (row,) = await shop.rows(financial_documents)
    (item,) = await shop.rows(financial_document_items)
    assert (made.status, row["id"]) == (201, made.body["localDocumentId"])
    assert (row["qonto_id"], row["source"]) == (made.invoice["id"], "service")
    assert (str(row["total_amount"]), str(item["total_ttc"])) == ("192.00", "192.00")
    listed = await shop.ask("list_service_invoices")
    assert [one["id"] for one in listed.body["invoices"]] == [made.invoice["id"]]


async def test_the_number_that_is_written_down_is_the_one_qonto_gave(shop: Shop) -> None:
    draft = await shop.draft()
    (before,) = await shop.rows(financial_documents)

    final = await confirmed(shop, "finalize_invoice", draft["id"])

    (after,) = await shop.rows(financial_documents)
    assert (before["number"], before["status"]) == (None, "draft")
    assert (after["number"], after["status"]) == (final.invoice["number"], "finalized")
    assert final.invoice["number"] == "F-2026-001"


# ------------------------------------------------------------------ 12
async def _order(shop: Shop) -> tuple[Row, list[Row]]:
    (row,) = await shop.rows(sales_orders, id=INVOICEABLE[CHAIRS].id)
    lines = await shop.rows(sales_order_items, sales_order_id=row["id"])
    return row, sorted(lines, key=lambda line: str(line["id"]))


def _line(title: str, quantity: str, price: str) -> dict[str, Any]:
    amount = {"value": price, "currency": "EUR"}
    return {"title": title, "quantity": quantity, "unitPrice": amount, "vatRate": "0.2"}


async def test_an_order_is_updated_in_one_transaction_and_never_with_nothing(shop: Shop) -> None:
    draft = await shop.draft(CHAIRS)
    lines = [_line("Chaise pliante en hêtre", "6", "60.00")]
    await shop.ask("update_invoice", id=draft["id"], json={"items": lines, "syncToOrder": False})
    before = await _order(shop)
    await _run(shop, _REFUSE)

    broken = await shop.ask("sync_invoice_to_order", id=draft["id"])
    halfway = await _order(shop)
    await _run(shop, _ALLOW)
    synced = await shop.ask("sync_invoice_to_order", id=draft["id"])

    order, (chairs,) = await _order(shop)
    assert (broken.status, halfway) == (500, before)
    assert (synced.status, str(chairs["quantity"]), str(chairs["unit_price_ht"])) == (200, "6.000", "60.00")
    # What the invoice does not say stays as the order has it.
    said = {name: value for name, value in before[0].items() if name.endswith(("_address", "_ht", "_rate"))}
    said = {name: value for name, value in said.items() if value is not None and name != "total_ht"}
    assert {name: order[name] for name in said} == said
    assert "shipping_cost_ht" in said
    assert chairs["id"] in {line["id"] for line in before[1]}


async def test_what_the_order_says_is_not_overwritten_with_nothing(shop: Shop) -> None:
    draft = await shop.draft(WITH_NOTES)
    (before,) = await shop.rows(sales_orders, id=INVOICEABLE[WITH_NOTES].id)

    synced = await shop.ask("sync_invoice_to_order", id=draft["id"])

    (after,) = await shop.rows(sales_orders, id=INVOICEABLE[WITH_NOTES].id)
    lines = await shop.rows(sales_order_items, sales_order_id=after["id"])
    assert synced.status == 200
    assert (before["notes"], after["notes"]) == (INVOICEABLE[WITH_NOTES].notes,) * 2
    assert [line["label"] for line in lines] == [item.label for item in INVOICEABLE[WITH_NOTES].items]


_REFUSE = {
    "sqlite": "CREATE TRIGGER full_up BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END",
    "postgresql": "ALTER TABLE audit_log ADD CONSTRAINT full_up CHECK (false) NOT VALID",
}
_ALLOW = {
    "sqlite": "DROP TRIGGER full_up",
    "postgresql": "ALTER TABLE audit_log DROP CONSTRAINT full_up",
}


async def _run(shop: Shop, statements: dict[str, str]) -> None:
    db = Database.open(shop.database_url)
    async with db.transaction() as tx:
        await tx.exec_driver_sql(statements[tx.dialect.name])
    await db.close()


# ------------------------------------------------------------------ 15
async def test_an_upload_adds_to_what_is_attached(database_url: str, edition: str) -> None:
    bank = bank_of(edition)
    async with stack(database_url, edition=edition, bank=bank, clock=clock_of(bank)) as running:
        drawer = Drawer(stack=running, database_url=database_url)
        transaction = drawer.booked()
        (scan,) = drawer.given(transaction, JPEG, name="scan.jpg")
        local = await drawer.known(transaction, scan)

        first = await drawer.upload(transaction, PDF)
        crowd = await asyncio.gather(
            *(drawer.upload(transaction, PNG + end, name="a.png") for end in (b"a", b"b"))
        )

        assert [one.status for one in (first, *crowd)] == [201, 201, 201]
        attached = [file.id for file in drawer.at_the_bank(transaction)]
        assert attached[:2] == [scan, first.body["attachmentId"]]
        assert len(set(attached)) == 4
        assert sorted(await drawer.attachment_ids(local)) == sorted(attached)


@pytest.mark.parametrize(("status", "told"), [(401, 502), (404, 404), (422, 502)])
async def test_what_qonto_says_of_an_upload_is_passed_on(
    database_url: str, edition: str, status: int, told: int
) -> None:
    bank = bank_of(edition)
    async with stack(database_url, edition=edition, bank=bank, clock=clock_of(bank)) as running:
        drawer = Drawer(stack=running, database_url=database_url)
        transaction = drawer.booked()
        drawer.fault("upload_transaction_attachment", Kind.STATUS, status=status)

        refused = await drawer.upload(transaction)

        assert (refused.status, refused.body["success"]) == (told, False), refused.body
        assert drawer.at_the_bank(transaction) == []


# ------------------------------------------------------------------ 16
async def test_a_sync_keeps_rows_and_invents_nobody(shop: Shop, elsewhere: str) -> None:
    shop.on_dashboard(FinalizeClientInvoice(id=elsewhere))
    people = (await shop.rows(organisations), await shop.rows(individual_customers))
    there = shop.stack.world.all(Transaction)

    moved = await shop.ask("sync_transactions", params={"scope": "all"})
    billed = await shop.ask("sync_invoices", params={"scope": "all"})

    rows = await shop.rows(bank_transactions)
    (invoice,) = await shop.rows(financial_documents, qonto_id=elsewhere)
    assert (moved.status, moved.body["itemsFailed"]) == (200, 0)
    assert {row["qonto_id"] for row in rows} == {one.id for one in there}
    assert (billed.status, billed.body["created"], billed.body["failed"]) == (200, 1, 0)
    assert (invoice["customer_id"], invoice["sales_order_id"]) == (None, None)
    assert invoice["customer_name"] == "Papeterie d'Ailleurs"
    assert (await shop.rows(organisations), await shop.rows(individual_customers)) == people


async def test_a_sync_repeated_writes_nothing_and_a_change_is_learnt(shop: Shop) -> None:
    movement = Movement(side=Side.CREDIT, operation_type="income", amount_cents=500, label="Virement")
    shop.books(movement)
    await shop.ask("sync_transactions", params={"scope": "all"})
    before = await shop.rows(bank_transactions)

    again = await shop.ask("sync_transactions", params={"scope": "all"})

    assert (again.body["itemsCreated"], again.body["itemsUpdated"]) == (0, 0)
    assert await shop.rows(bank_transactions) == before


async def test_a_failed_sync_is_no_success(shop: Shop) -> None:
    shop.fault("list_transactions", Kind.STATUS, status=500, count=9)
    shop.fault("list_client_invoices", Kind.STATUS, status=500, count=9)

    moved = await shop.ask("sync_transactions")
    billed = await shop.ask("sync_invoices")

    assert [(one.status, one.body["success"]) for one in (moved, billed)] == [(502, False), (502, False)]


async def test_every_change_is_on_record(shop: Shop) -> None:
    await quoted(shop)
    await shop.draft(1)

    assert {row["action"] for row in await shop.rows(audit_log)} >= {"create_invoice", "create_quote"}
