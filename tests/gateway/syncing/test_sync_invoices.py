"""`POST /api/qonto/sync-invoices`: what became of documents at Qonto is known here, and nobody is made up."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.db.tables import (
    audit_log,
    burnt_numbers,
    financial_document_items,
    financial_documents,
    individual_customers,
    organisations,
    sync_runs,
)
from gateway.money import decimal_of
from gateway.resources.documents.model import IntentKind
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.billing.terms import Item
from mock_qonto.resources.client_invoices.messages import (
    CancelClientInvoice,
    FinalizeClientInvoice,
    MarkClientInvoicePaid,
)
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Row, Shop
from tests.gateway.support import NOON
from tests.gateway.syncing.books import credit_there, invoice_there, invoices_with, opened
from tests.gateway.syncing.meddling import (
    burn,
    change,
    close_intents,
    creating,
    draft_credit_note,
    rewrite,
)

pytestmark = pytest.mark.anyio

ORDER = INVOICEABLE[0]
PART = Item(title="Papier", quantity="1", unit_price_cents=1000, unit_price_currency="EUR", vat_rate="0.2")


async def synced(shop: Shop, **params: Any) -> dict[str, Any]:
    answer = await shop.ask("sync_invoices", params=params)
    assert answer.status == 200, answer.body
    return answer.body


async def document(shop: Shop, qonto_id: str) -> Row:
    (row,) = await shop.rows(financial_documents, qonto_id=qonto_id)
    return row


def reasons(said: dict[str, Any]) -> dict[str, str]:
    return {one["qontoId"]: one["reason"] for one in said["unmatched"]}


# ------------------------------------------------------------------ invoices of ours
async def test_what_was_done_on_the_dashboard_is_learnt(shop: Shop) -> None:
    paid, canceled, same = [(await shop.draft(place))["id"] for place in range(3)]
    for id in (paid, canceled):
        shop.on_dashboard(FinalizeClientInvoice(id=id))
    shop.on_dashboard(MarkClientInvoicePaid(id=paid, paid_at=NOON))
    shop.on_dashboard(CancelClientInvoice(id=canceled))
    shop.stack.wait(seconds=5)

    said = await synced(shop)

    assert (said["synced"], said["updated"], said["created"], said["skipped"]) == (3, 2, 0, 1)
    assert said["unmatched"] == []
    assert [(await document(shop, id))["status"] for id in (paid, canceled, same)] == [
        "paid",
        "cancelled",
        "draft",
    ]
    assert {row["number"] for row in await shop.rows(burnt_numbers)} == {
        (await document(shop, id))["number"] for id in (paid, canceled)
    }
    told = await shop.rows(audit_log, action="qonto_differs")
    assert {row["document_id"] for row in told} == {
        (await document(shop, id))["id"] for id in (paid, canceled)
    }


async def test_a_draft_rewritten_on_the_dashboard_is_learnt_to_its_lines(shop: Shop) -> None:
    draft = await shop.draft()
    await rewrite(shop, draft["id"])

    said = await synced(shop)

    row = await document(shop, draft["id"])
    assert (said["updated"], row["total_amount"]) == (1, decimal_of(1200))
    lines = await shop.rows(financial_document_items, document_id=row["id"])
    assert [line["title"] for line in lines] == ["Papier"]


async def test_nothing_new_is_two_questions_and_changes_nothing(shop: Shop) -> None:
    await shop.draft()
    await invoice_there(shop.stack.bank)
    await synced(shop)
    before = await shop.rows(financial_documents)
    asked = [len(shop.asked_of_bank(name)) for name in ("list_client_invoices", "list_credit_notes")]

    said = await synced(shop)

    assert (said["created"], said["updated"], said["failed"]) == (0, 0, 0)
    assert said["message"] == "Synchronisation terminée : rien de nouveau."
    after = [len(shop.asked_of_bank(name)) for name in ("list_client_invoices", "list_credit_notes")]
    assert after == [count + 1 for count in asked]
    assert await shop.rows(financial_documents) == before


async def test_only_what_has_changed_is_asked_for(database_url: str, edition: str) -> None:
    bank = await invoices_with(12, edition=edition)
    async with opened(database_url, bank, edition) as shop:
        await synced(shop)
        last = max(bank.default_world.all(ClientInvoice), key=lambda one: one.created_at)
        bank.execute(
            bank.default_world, MarkClientInvoicePaid(id=last.id, paid_at=bank.default_world.clock.now)
        )
        bank.advance_to(bank.default_world, bank.default_world.clock.now + timedelta(hours=1))

        said = await synced(shop)

        assert (said["updated"], said["created"]) == (1, 0)
        assert said["synced"] < 12
        assert (await document(shop, last.id))["status"] == "paid"


# ------------------------------------------------------------------ invoices of others
async def test_an_unknown_invoice_gets_a_row_and_nobody_is_made_up(shop: Shop) -> None:
    people = await shop.rows(organisations), await shop.rows(individual_customers)
    id = await invoice_there(shop.stack.bank)
    shop.on_dashboard(FinalizeClientInvoice(id=id))

    said = await synced(shop)

    row = await document(shop, id)
    assert (said["created"], said["linked"], reasons(said)) == (1, 0, {id: "no_purchase_order"})
    assert (row["source"], row["status"], row["customer_name"]) == (
        "sync",
        "finalized",
        "Papeterie d'Ailleurs",
    )
    assert (row["sales_order_id"], row["customer_id"]) == (None, None)
    assert (await shop.rows(burnt_numbers, number=row["number"]))[0]["document_id"] == row["id"]
    assert (await shop.rows(organisations), await shop.rows(individual_customers)) == people
    assert (await shop.ask("show_invoice", id=row["id"])).invoice["number"] == row["number"]


async def test_its_order_is_known_by_its_number_alone(shop: Shop) -> None:
    linked = await invoice_there(shop.stack.bank, purchase_order=ORDER.number)
    alike = await invoice_there(shop.stack.bank, purchase_order=f"{ORDER.number} bis")

    said = await synced(shop)

    assert (said["created"], said["linked"], reasons(said)) == (2, 1, {alike: "unknown_order"})
    assert (await document(shop, linked))["sales_order_id"] == ORDER.id
    assert (await document(shop, alike))["sales_order_id"] is None
    assert (await shop.create()).code == "ORDER_ALREADY_INVOICED"


async def test_an_order_keeps_the_invoice_it_has(shop: Shop) -> None:
    ours = await shop.draft()
    theirs = [await invoice_there(shop.stack.bank, purchase_order=ORDER.number) for _ in range(2)]

    said = await synced(shop)

    assert reasons(said) == dict.fromkeys(theirs, "order_already_invoiced")
    rows = await shop.rows(financial_documents, sales_order_id=ORDER.id)
    assert [row["qonto_id"] for row in rows] == [ours["id"]]


async def test_of_two_for_one_order_the_elder_is_linked(shop: Shop) -> None:
    first = await invoice_there(shop.stack.bank, purchase_order=ORDER.number)
    shop.stack.wait(minutes=1)
    second = await invoice_there(shop.stack.bank, purchase_order=ORDER.number)

    said = await synced(shop)

    assert (said["linked"], reasons(said)) == (1, {second: "order_already_invoiced"})
    assert (await document(shop, first))["sales_order_id"] == ORDER.id


async def test_what_was_deleted_here_is_left_alone(shop: Shop) -> None:
    id = await invoice_there(shop.stack.bank)
    await synced(shop)
    await change(shop, (await document(shop, id))["id"], deleted_at=NOON)

    said = await synced(shop, scope="all")

    assert (said["created"], reasons(said)) == (0, {id: "deleted_here"})


async def test_what_may_be_being_created_is_left_to_its_request(shop: Shop) -> None:
    """Another process has asked for an invoice of that order, and has not heard of it yet."""
    id = await invoice_there(shop.stack.bank, purchase_order=ORDER.number)
    other = await invoice_there(shop.stack.bank, purchase_order=INVOICEABLE[1].number)
    await creating(shop, ORDER.id)

    said = await synced(shop)

    assert reasons(said) == {id: "being_created"}
    assert not await shop.rows(financial_documents, qonto_id=id)
    assert (await document(shop, other))["sales_order_id"] == INVOICEABLE[1].id
    await close_intents(shop)
    shop.stack.wait(hours=2)
    assert (await synced(shop))["linked"] == 1


# ------------------------------------------------------------------ credit notes
async def test_a_credit_note_of_the_dashboard_gets_a_row(shop: Shop) -> None:
    invoice = await shop.final()
    note = credit_there(shop.stack.bank, invoice["id"])

    said = await synced(shop)

    row, credited = await document(shop, note.id), await document(shop, invoice["id"])
    assert (said["creditNotes"], said["created"], said["unmatched"]) == (1, 1, [])
    assert (row["document_type"], row["status"], row["number"]) == ("credit_note", "finalized", note.number)
    assert (row["parent_id"], row["credited_qonto_id"]) == (credited["id"], invoice["id"])
    assert row["total_amount"] == credited["total_amount"]
    assert (await shop.rows(burnt_numbers, number=note.number))[0]["document_type"] == "credit_note"
    assert len(await shop.rows(financial_document_items, document_id=row["id"])) > 0
    # A full one cancels its invoice, at Qonto and here.
    assert credited["status"] == "cancelled"


async def test_the_draft_that_waited_for_it_becomes_it(shop: Shop) -> None:
    invoice = await shop.final()
    credited = await document(shop, invoice["id"])
    draft = await draft_credit_note(shop, credited, total_cents=invoice["total_amount_cents"])
    other = await draft_credit_note(shop, credited, total_cents=1)
    note = credit_there(shop.stack.bank, invoice["id"])

    said = await synced(shop)

    row = await document(shop, note.id)
    assert (said["created"], said["updated"]) == (0, 2)
    assert (row["id"], row["status"], row["number"]) == (draft.id, "finalized", note.number)
    assert (row["origin"], row["created_by"]) == ("qonto", "camille")
    (told,) = await shop.rows(audit_log, action="linked_by_sync")
    assert (told["document_id"], told["details"]["number"]) == (draft.id, note.number)
    assert len(await shop.rows(burnt_numbers, number=note.number)) == 1
    (left,) = await shop.rows(financial_documents, id=other.id)
    assert (left["status"], left["number"], left["origin"]) == ("draft", None, "local")
    assert (await synced(shop, scope="all"))["updated"] == 0


async def test_a_draft_of_another_total_goes_on_waiting(shop: Shop) -> None:
    invoice = await shop.final()
    draft = await draft_credit_note(shop, await document(shop, invoice["id"]), total_cents=1)
    note = credit_there(shop.stack.bank, invoice["id"], items=(PART,))

    said = await synced(shop)

    assert said["created"] == 1
    assert (await document(shop, note.id))["id"] != draft.id
    assert (await document(shop, note.id))["total_amount"] == decimal_of(1200)
    # A part leaves the invoice as it is.
    assert (await document(shop, invoice["id"]))["status"] == "finalized"


async def test_one_that_is_being_issued_is_left_to_its_request(shop: Shop) -> None:
    invoice = await shop.final()
    draft = await draft_credit_note(
        shop, await document(shop, invoice["id"]), total_cents=invoice["total_amount_cents"]
    )
    note = credit_there(shop.stack.bank, invoice["id"])
    await creating(shop, None, document_id=draft.id, kind=IntentKind.CREATE_CREDIT_NOTE)

    said = await synced(shop)

    assert reasons(said) == {note.id: "being_created"}
    await close_intents(shop)
    shop.stack.wait(hours=2)
    assert (await synced(shop))["updated"] == 1
    assert (await document(shop, note.id))["id"] == draft.id


# ------------------------------------------------------------------ trouble
async def test_a_run_that_stops_is_no_success_and_the_next_goes_on(database_url: str, edition: str) -> None:
    bank = await invoices_with(101, edition=edition)
    async with opened(database_url, bank, edition) as shop:
        shop.fault("list_client_invoices", Kind.STATUS, nth=2, count=9)

        answer = await shop.ask("sync_invoices")

        assert (answer.status, answer.code) == (502, "UPSTREAM_FAILED")
        assert answer.body["details"]["itemsCreated"] == 100
        (run,) = await shop.rows(sync_runs)
        assert (run["id"], run["status"]) == (answer.body["details"]["syncRunId"], "failed")
        shop.stack.faults.clear(shop.stack.world.slug)

        said = await synced(shop)

        # One more invoice, and the credit note.
        assert (said["created"], said["synced"]) == (2, 3)
        assert len(await shop.rows(financial_documents)) == 102


async def test_a_number_used_twice_is_an_alarm(shop: Shop) -> None:
    id = await invoice_there(shop.stack.bank)
    shop.on_dashboard(FinalizeClientInvoice(id=id))
    number = shop.stack.world.find(ClientInvoice, id).number  # type: ignore[union-attr]
    await burn(shop, number)

    await synced(shop)

    assert number in (await document(shop, id))["alarm"]
    assert len(await shop.rows(audit_log, action="number_used_twice")) == 1


@pytest.mark.parametrize(
    ("params", "field"),
    [({"scope": "new"}, "scope"), ({"since": "x"}, "since"), ({"from": "2026-01-01"}, "from")],
)
async def test_what_cannot_be_asked_is_refused_by_name(
    shop: Shop, params: dict[str, Any], field: str
) -> None:
    answer = await shop.ask("sync_invoices", params=params)

    assert (answer.status, answer.code) == (422, "INVALID_PARAMETER")
    assert [one["field"] for one in answer.body["details"]["fields"]] == [field]


async def test_nothing_is_changed_at_qonto(shop: Shop) -> None:
    await shop.final()
    await invoice_there(shop.stack.bank, purchase_order=INVOICEABLE[1].number)
    asked = len(shop.stack.bank.journal.exchanges)

    await synced(shop)

    since = list(shop.stack.bank.journal.exchanges)[asked:]
    assert {one.method for one in since} == {"GET"}
