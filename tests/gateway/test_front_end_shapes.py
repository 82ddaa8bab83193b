"""
The back office's front end, page by page: what it sends is understood, and what it reads is there.

It was written for one edition of Qonto; in the other the same keys hold the same kinds of values.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

import contracts
from gateway.db.tables import individual_customers, organisations
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from tests.gateway import front_end
from tests.gateway.front_end import as_edited, unreadable
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.papers import credited, offered, quoted
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio

WITH_FEES = 3


@pytest.fixture(params=contracts.EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def shop(sqlite_url: str, edition: str) -> AsyncIterator[Shop]:
    async with stack(sqlite_url, edition=edition) as running:
        yield Shop(stack=running, database_url=sqlite_url)


def holds(shape: Any, answer: Answer, *, status: int = 200) -> bool:
    assert answer.status == status, answer.body
    assert answer.body["success"] is True
    assert list(unreadable(shape, answer.body)) == []
    return True


# ------------------------------------------------------------------ lists
async def test_the_list_of_invoices(shop: Shop) -> None:
    await shop.final()
    await shop.draft(WITH_FEES)

    listed = await shop.ask("list_invoices")

    holds({"invoices": [front_end.INVOICE_ROW], "count": front_end.cents, "meta": front_end.pages}, listed)
    assert [one["number"] for one in listed.body["invoices"]] == [None, "F-2026-001"]


async def test_the_list_of_quotes(shop: Shop) -> None:
    await offered(shop)
    await quoted(shop, WITH_FEES)

    listed = await shop.ask("list_quotes")

    holds({"quotes": [front_end.QUOTE_ROW], "count": front_end.cents, "meta": front_end.pages}, listed)
    assert {one["status"] for one in listed.body["quotes"]} == {"draft", "finalized"}


async def test_the_list_of_credit_notes(shop: Shop) -> None:
    note = await credited(shop)

    listed = await shop.ask("list_credit_notes")

    holds(
        {"credit_notes": [front_end.CREDIT_NOTE_ROW], "count": front_end.cents, "meta": front_end.pages},
        listed,
    )
    assert [one["id"] for one in listed.body["credit_notes"]] == [note["id"]]


@pytest.mark.parametrize("status", ["draft", "unpaid", "paid", "overdue", "cancelled"])
async def test_the_tabs_of_the_list_are_understood(shop: Shop, status: str) -> None:
    final = await shop.final()

    listed = await shop.ask("list_invoices", params={"status": status})

    assert [one["id"] for one in listed.body["invoices"]] == ([final["id"]] if status == "unpaid" else [])


# ------------------------------------------------------------------ one document
async def test_the_page_of_an_invoice(shop: Shop) -> None:
    draft, final = await shop.draft(WITH_FEES), await shop.final()

    for document in (draft, final):
        holds({"invoice": front_end.INVOICE}, await shop.ask("show_invoice", id=document["id"]))


async def test_the_page_of_a_quote(shop: Shop) -> None:
    quote = await quoted(shop)

    holds({"quote": front_end.QUOTE}, await shop.ask("show_quote", id=quote["id"]))


async def test_the_page_of_a_credit_note(shop: Shop) -> None:
    note = await credited(shop)

    holds({"credit_note": front_end.CREDIT_NOTE}, await shop.ask("show_credit_note", id=note["id"]))


async def test_a_page_that_does_not_know_the_type_tries_one_after_the_other(shop: Shop) -> None:
    quote = await quoted(shop)

    tried = [await shop.ask(name, id=quote["id"]) for name in ("show_invoice", "show_credit_note")]

    assert [answer.status for answer in tried] == [404, 404]
    assert [list(unreadable(front_end.failure, answer.body)) for answer in tried] == [[], []]
    assert (await shop.ask("show_quote", id=quote["id"])).body["success"] is True


async def test_the_window_of_an_invoice(shop: Shop) -> None:
    draft = await shop.draft(WITH_FEES)

    details = await shop.ask("show_invoice_details", id=draft["local_document_id"])

    holds({"invoice": front_end.DETAILS}, details)


async def test_the_orders_page_lists_its_invoices(shop: Shop) -> None:
    await shop.draft(WITH_FEES)

    listed = await shop.ask("list_invoices_by_order", orderId=INVOICEABLE[WITH_FEES].id)

    holds({"invoices": [front_end.OF_ORDER], "count": front_end.cents}, listed)


# ------------------------------------------------------------------ the edit page
async def test_the_edit_page_sends_texts_and_gets_the_same_lines_back(shop: Shop) -> None:
    draft = await shop.draft(WITH_FEES)

    saved = await shop.ask(
        "update_invoice",
        id=draft["id"],
        json={
            "items": as_edited(draft),
            "header": "Bonjour",
            "footer": "Merci",
            "termsAndConditions": "À trente jours",
            "dueDate": "2026-04-30",
        },
    )

    holds({"invoice": front_end.INVOICE, "synced": front_end.flag}, saved)
    assert as_edited(saved.invoice) == as_edited(draft)
    assert (saved.invoice["total_amount_cents"], saved.invoice["due_date"]) == (
        draft["total_amount_cents"],
        "2026-04-30",
    )


@pytest.mark.parametrize("vat", ["0", "0.055", "0.1", "0.10", "0.2", "0.20"])
async def test_the_edit_page_offers_four_rates(shop: Shop, vat: str) -> None:
    draft = await shop.draft()
    (line,) = as_edited(draft)

    saved = await shop.ask("update_invoice", id=draft["id"], json={"items": [{**line, "vatRate": vat}]})

    assert saved.status == 200
    assert float(saved.invoice["items"][0]["vat_rate"]) == float(vat)


async def test_the_edit_page_of_a_quote(shop: Shop) -> None:
    quote = await quoted(shop)

    saved = await shop.ask(
        "update_quote",
        id=quote["id"],
        json={"items": as_edited(quote), "expiryDate": "2026-04-30", "header": "Bonjour", "footer": "Merci"},
    )

    holds({"quote": front_end.QUOTE}, saved)
    assert as_edited(saved.body["quote"]) == as_edited(quote)
    assert saved.body["quote"]["expiry_date"] == "2026-04-30"


async def test_the_edit_page_of_a_credit_note(shop: Shop) -> None:
    note = await credited(shop)

    saved = await shop.ask(
        "update_credit_note", id=note["id"], json={"items": as_edited(note), "reason": "Retour"}
    )

    holds({"credit_note": front_end.CREDIT_NOTE}, saved)
    assert as_edited(saved.body["credit_note"]) == as_edited(note)
    assert saved.body["credit_note"]["reason"] == "Retour"


async def test_the_window_of_an_invoice_saves_what_it_knows_twice(shop: Shop) -> None:
    draft = await shop.draft()
    (line,) = as_edited(draft)
    (kept,) = (await shop.ask("show_invoice_details", id=draft["local_document_id"])).invoice["items"]
    local = {key: kept[key] for key in ("id", "quantity", "unit_price_ht", "tva_rate", "product_id")}

    saved = await shop.ask(
        "update_invoice",
        id=draft["id"],
        json={
            "items": [{**line, "quantity": "2"}],
            "localItems": [{**local, "description": line["title"], "quantity": 2}],
            "shipping_cost_ht": 0,
            "handling_cost_ht": 0,
            "insurance_cost_ht": 0,
            "fees_vat_rate": 0.2,
            "notes": "Appeler avant",
            "syncToOrder": True,
        },
    )

    holds({"invoice": front_end.INVOICE, "synced": front_end.flag}, saved)
    assert (saved.invoice["items"][0]["quantity"], saved.body["synced"]) == ("2", True)


# ------------------------------------------------------------------ windows that make something
async def test_the_order_modal_reads_what_it_made(shop: Shop) -> None:
    made = await shop.ask(
        "create_invoice",
        json={
            "salesOrderId": INVOICEABLE[WITH_FEES].id,
            "autoFinalize": False,
            "fees": front_end.FEES,
            "customLines": [{"title": "Montage", "quantity": 1, "unit_price_ht": 40, "vat_rate": 0.2}],
        },
    )

    holds(front_end.MADE_INVOICE, made, status=201)


async def test_the_order_modal_of_quotes_reads_what_it_made(shop: Shop) -> None:
    asked = {"salesOrderId": INVOICEABLE[WITH_FEES].id, "expiryDays": 15, "fees": {}, "customLines": []}

    holds(front_end.MADE_QUOTE, await shop.ask("create_quote", json=asked), status=201)


@pytest.mark.parametrize("client_type", ["organisation", "individual"])
@pytest.mark.parametrize("kind", ["invoice", "quote"])
async def test_the_service_modals_post_and_read_the_same(shop: Shop, kind: str, client_type: str) -> None:
    who = organisations if client_type == "organisation" else individual_customers
    rows = await shop.rows(who)
    somebody = next(row for row in rows if row["email"] and (row["billing_city"] or row["city"]))
    own = {"paymentTerms": "net_30"} if kind == "invoice" else {"validityDays": 30}
    asked = {
        "clientId": somebody["id"],
        "clientType": client_type,
        "items": [front_end.SERVICE],
        "reference": "Chantier 7",
        "autoFinalize": False,
        **own,
    }

    made = await shop.ask(f"create_service_{kind}", json=asked)

    holds(front_end.MADE_INVOICE if kind == "invoice" else front_end.MADE_QUOTE, made, status=201)
    assert made.body[kind]["total_amount_cents"] == 81000


async def test_the_credit_note_modal_reads_a_draft(shop: Shop) -> None:
    final = await shop.final()

    # That window passes the id of the row, where the page of the invoice passes Qonto's.
    made = await shop.ask(
        "create_credit_note",
        json={"invoiceId": final["local_document_id"], "reason": "Retour", "localDraft": True},
    )

    holds({"credit_note": front_end.CREDIT_NOTE, "message": front_end.text}, made, status=201)


async def test_a_quote_made_of_an_invoice_has_a_pdf_to_open_or_none(shop: Shop) -> None:
    draft = await shop.draft()

    made = await shop.ask("create_quote_from_invoice", invoiceId=draft["local_document_id"])

    holds({**front_end.MADE_QUOTE, "pdf_url": front_end.maybe(front_end.pdf_route)}, made, status=201)


async def test_converting_leads_to_the_invoice(shop: Shop) -> None:
    quote = await offered(shop)

    made = await shop.ask("convert_quote", id=quote["id"])

    holds(front_end.MADE_INVOICE, made, status=201)
    again = (await shop.ask("show_quote", id=quote["id"])).body["quote"]
    linked = await shop.ask("show_invoice", id=again["converted_to_invoice_id"])
    assert linked.invoice["id"] == made.invoice["id"]


# ------------------------------------------------------------------ what cannot be undone
@pytest.mark.parametrize("kind", ["invoice", "quote"])
async def test_a_page_that_finalises_with_an_empty_body_is_told_what_to_do(shop: Shop, kind: str) -> None:
    document = await shop.draft() if kind == "invoice" else await quoted(shop)

    answer = await shop.ask(f"finalize_{kind}", id=document["id"])

    assert answer.status == 428
    shape = {**front_end.failure, "confirmation": {"token": front_end.text, "url": front_end.text}}
    assert list(unreadable(shape, answer.body)) == []


# ------------------------------------------------------------------ money
async def test_the_payment_modal_says_more_than_that_it_is_paid(shop: Shop) -> None:
    final = await shop.final()

    paid = await shop.ask(
        "mark_invoice_paid",
        id=final["id"],
        json={
            "amount": 20,
            "payment_date": "2026-02-19",
            "payment_method": "virement",
            "reference": "VIR 1",
            "notes": "",
            "is_partial": True,
        },
    )

    holds({"invoice": front_end.INVOICE, "message": front_end.text}, paid)
    assert paid.invoice["status"] == "unpaid"


async def test_the_reconcile_modal_finds_the_transfer_it_passes_on(shop: Shop) -> None:
    final = await shop.final()
    due = final["total_amount_cents"]
    transfer = shop.receives(due)
    shop.receives(due * 2)

    found = await shop.ask(
        "list_transactions",
        params={"side": "credit", "minAmount": due * 9 // 10, "maxAmount": due * 11 // 10, "perPage": 50},
    )
    holds({"transactions": [front_end.TRANSACTION], "meta": front_end.pages}, found)
    assert all(abs(one["amount"] * 100 - due) <= due // 10 for one in found.body["transactions"])
    named = [one["transaction_id"] for one in found.body["transactions"]]
    candidate = named[named.index(transfer.transaction_id)]
    paid = await shop.ask("reconcile_invoice", id=final["id"], json={"transactionId": candidate})

    told = {"id": front_end.text, "label": front_end.text, "emitted_at": front_end.maybe(front_end.instant)}
    holds({"invoice": front_end.INVOICE, "transaction": told, "message": front_end.text}, paid)
    assert (paid.body["transaction"]["id"], paid.invoice["status"]) == (candidate, "paid")


async def test_the_transactions_page_counts_what_is_new(shop: Shop) -> None:
    synced = await shop.ask("sync_transactions")
    holds(front_end.SYNCED, synced)
    shop.receives(1000)

    again = await shop.ask("sync_transactions")

    holds(front_end.SYNCED, again)
    assert (again.body["itemsCreated"], again.body["itemsUpdated"]) == (1, 0)


async def test_the_treasury_reads_the_balance(shop: Shop) -> None:
    balance = await shop.ask("show_balance")

    holds(front_end.BALANCE, balance)
    assert balance.body["totalBalance"] == sum(one["balance"] for one in balance.body["accounts"])


# ------------------------------------------------------------------ both editions at once
_OURS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|signature=[^\"&]+|\d{4}-\d\d-\d\dT[0-9:.]+Z")


async def test_both_editions_show_one_and_the_same(tmp_path: Path) -> None:
    seen = []
    for edition in contracts.EDITIONS:
        url = f"sqlite:///{tmp_path / edition}.db"
        async with stack(url, edition=edition) as running:
            shop = Shop(stack=running, database_url=url)
            draft = await shop.draft(WITH_FEES)
            shop.on_dashboard(FinalizeClientInvoice(id=draft["id"]))
            shop.stack.wait(seconds=2)
            shown = [
                (await shop.ask("show_invoice", id=draft["id"])).body,
                (await shop.ask("show_quote", id=(await quoted(shop))["id"])).body,
                (await shop.ask("show_credit_note", id=(await credited(shop))["id"])).body,
            ]
        seen.append(_OURS.sub("...", orjson.dumps(shown).decode()))

    assert seen[0] == seen[1]
