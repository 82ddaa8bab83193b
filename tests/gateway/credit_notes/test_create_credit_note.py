"""POST /api/qonto/credit-notes: a draft of ours, and nothing at Qonto."""

from typing import Any

import pytest

from gateway.db.tables import audit_log, financial_document_items, financial_documents
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice
from tests.gateway.credit_notes.noted import (
    GUIDE,
    MODERN,
    UNKNOWN,
    create,
    drafted,
    issued_on_the_dashboard,
    line,
    noted,
    switch,
)
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_the_lines_of_the_invoice_are_copied_as_they_are(shop: Shop) -> None:
    invoice = await shop.final(3)

    note = await drafted(shop, invoice)

    assert note["items"] == invoice["items"]
    assert note["total_amount_cents"] == invoice["total_amount_cents"]
    assert note["client"] == invoice["client"]
    assert (note["status"], note["origin"], note["number"], note["qonto_id"]) == (
        "draft",
        "local",
        None,
        None,
    )
    assert note["invoice"] == {"id": invoice["id"], "invoice_number": "F-2026-001"}
    assert note["reason"] == "Avoir sur la facture F-2026-001"
    assert note["pdf_url"] is None


async def test_a_discount_is_copied_with_its_line(shop: Shop, finalized_elsewhere: str) -> None:
    note = await drafted(shop, finalized_elsewhere)

    (item,) = note["items"]
    assert (item["unit_price"]["value"], item["quantity"], item["subtotal_cents"]) == ("10.00", "2", 1800)
    assert item["discount"] == {"type": "percentage", "value": "0.1"}
    assert note["total_amount_cents"] == 2160


async def test_it_is_a_row_of_ours_and_qonto_is_only_looked_at(shop: Shop) -> None:
    invoice = await shop.final()
    before = len(shop.stack.bank.journal.exchanges)

    note = await drafted(shop, invoice, reason="Produit retourné")

    (row,) = await shop.rows(financial_documents, document_type="credit_note")
    assert (row["id"], row["status"], row["number"], row["origin"]) == (note["id"], "draft", None, "local")
    assert (row["parent_id"], row["credited_qonto_id"]) == (invoice["local_document_id"], invoice["id"])
    assert (row["reason"], row["qonto_id"]) == ("Produit retourné", None)
    (item,) = await shop.rows(financial_document_items, document_id=note["id"])
    assert (item["unit"], item["tva_rate"]) == ("pièce", 20)
    assert len(await shop.rows(audit_log, action="create_credit_note")) == 1
    assert {one.method for one in list(shop.stack.bank.journal.exchanges)[before:]} == {"GET"}


async def test_both_ids_of_an_invoice_are_understood(shop: Shop) -> None:
    invoice = await shop.final()

    note = await drafted(shop, invoice["local_document_id"])

    assert note["invoice_id"] == invoice["id"]


async def test_lines_of_ones_own_are_counted(shop: Shop) -> None:
    invoice = await shop.final(3)
    lines = [
        line("33.33", quantity="3", vatRate="0.055", unit="heure"),
        line("20.00", discount={"type": "percentage", "value": "0.5"}),
        line("20.00", discount={"type": "absolute", "value": "5.00"}, vatRate="0"),
    ]

    note = await drafted(shop, invoice, items=lines)

    assert [item["total_amount_cents"] for item in note["items"]] == [10549, 1200, 1500]
    assert note["items"][0]["unit"] == "heure"
    assert note["total_amount_cents"] == 10549 + 1200 + 1500


async def test_a_discount_on_the_whole_shrinks_the_vat_with_it(shop: Shop) -> None:
    invoice = await shop.final(3)

    note = await drafted(
        shop, invoice, items=[line("100.00")], discount={"type": "percentage", "value": "0.25"}
    )

    assert (note["subtotal_amount_cents"], note["total_vat_cents"]) == (7500, 1500)
    assert note["discount"] == {"type": "percentage", "value": "0.25"}


@MODERN
async def test_where_it_can_be_issued_no_more_is_said(shop: Shop) -> None:
    invoice = await shop.final()

    made = await create(shop, invoice)

    assert (made.status, made.body["warning"]) == (201, None)
    assert "finalisez" in made.body["message"]


# ------------------------------------------------------------------ where Qonto cannot create it
@GUIDE
async def test_where_it_cannot_be_issued_the_dashboard_is_named_and_nothing_kept(shop: Shop) -> None:
    invoice = await shop.final()

    answer = await create(shop, invoice)

    assert (answer.status, answer.code) == (501, "CREDIT_NOTE_CREATION_UNSUPPORTED")
    assert "tableau de bord Qonto" in answer.body["error"]
    assert answer.body["details"]["localDraft"] is False
    assert await shop.rows(financial_documents, document_type="credit_note") == []


@GUIDE
async def test_a_draft_asked_for_all_the_same_comes_with_a_warning(shop: Shop) -> None:
    invoice = await shop.final()

    answer = await create(shop, invoice, localDraft=True)

    assert answer.status == 201
    assert "tableau de bord Qonto" in answer.body["warning"]


@MODERN
@pytest.mark.parametrize("state", ["absent-edge", "absent-routed"])
async def test_a_capability_taken_away_is_noticed_at_once(shop: Shop, state: str) -> None:
    invoice = await shop.final()
    await switch(shop, state)

    answer = await create(shop, invoice)

    assert (answer.status, answer.code) == (501, "CREDIT_NOTE_CREATION_UNSUPPORTED")


# ------------------------------------------------------------------ what cannot be credited
async def test_a_draft_is_changed_not_credited(shop: Shop) -> None:
    draft = await shop.draft()

    answer = await create(shop, draft, localDraft=True)

    assert (answer.status, answer.code) == (409, "NOT_FINALIZED")


async def test_a_cancelled_invoice_has_nothing_left(shop: Shop) -> None:
    invoice = await shop.final()
    shop.on_dashboard(CancelClientInvoice(id=invoice["id"]))

    answer = await create(shop, invoice, localDraft=True)

    assert (answer.status, answer.code) == (409, "INVALID_STATUS")


async def test_an_unknown_invoice_is_not_found(shop: Shop) -> None:
    answer = await create(shop, UNKNOWN, localDraft=True)

    assert (answer.status, answer.code) == (404, "INVOICE_NOT_FOUND")


async def test_a_cent_more_than_the_invoice_is_refused(shop: Shop) -> None:
    invoice = await shop.final()
    assert invoice["total_amount_cents"] == 5988

    answer = await create(shop, invoice, localDraft=True, items=[line("49.91")])

    assert (answer.status, answer.code) == (422, "CREDIT_EXCEEDS_INVOICE")
    assert answer.body["details"]["remaining_amount_cents"] == 5988
    assert await shop.rows(financial_documents, document_type="credit_note") == []


async def test_what_the_dashboard_has_credited_counts(shop: Shop) -> None:
    invoice = await shop.final()
    ten = {"title": "Remise", "quantity": "1", "unit_price": {"value": "10.00", "currency": "EUR"}}
    await issued_on_the_dashboard(shop, invoice, items=[{**ten, "vat_rate": "0.2"}])

    whole = await create(shop, invoice, localDraft=True)
    rest = await create(shop, invoice, localDraft=True, items=[line("39.90")])

    assert (whole.status, whole.code) == (422, "CREDIT_EXCEEDS_INVOICE")
    assert whole.body["details"]["remaining_amount_cents"] == 4788
    assert (rest.status, noted(rest)["total_amount_cents"]) == (201, 4788)


async def test_drafts_of_ours_do_not_count(shop: Shop) -> None:
    invoice = await shop.final()
    await drafted(shop, invoice)

    assert (await create(shop, invoice, localDraft=True)).status == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"items": []}, "items"),
        ({"items": [line(title="")]}, "items.0.title"),
        ({"items": [line(vatRate="20")]}, "items.0.vatRate"),
        ({"items": [line(quantity=1)]}, "items.0.quantity"),
        ({"items": [line(unitPrice={"value": "10.00", "currency": "USD"})]}, "items.0.unitPrice.currency"),
        ({"items": [line("0.00")]}, "items"),
        ({"items": [line(discount={"type": "absolute", "value": "10.01"})]}, "items.0.discount"),
        ({"items": [line(discount={"type": "percentage", "value": "1.01"})]}, "items.0.discount"),
        ({"items": [line()], "discount": {"type": "absolute", "value": "11"}}, "discount"),
        ({"reason": 7}, "reason"),
        ({"localDraft": "oui"}, "localDraft"),
        ({"number": "A-2026-999"}, "number"),
    ],
)
async def test_what_is_wrong_is_named(shop: Shop, body: dict[str, Any], field: str) -> None:
    invoice = await shop.final()

    answer = await create(shop, invoice, **{"localDraft": True, **body})

    assert (answer.status, answer.code) == (422, "INVALID"), answer.body
    assert answer.body["details"]["fields"][0]["field"] == field
    assert await shop.rows(financial_documents, document_type="credit_note") == []


async def test_without_an_invoice_there_is_nothing_to_credit(shop: Shop) -> None:
    answer = await shop.ask("create_credit_note", json={"reason": "?"})

    assert (answer.status, answer.body["details"]["fields"][0]["field"]) == (422, "invoiceId")


async def test_a_wish_to_finalise_at_once_is_refused(shop: Shop) -> None:
    invoice = await shop.final()

    answer = await create(shop, invoice, localDraft=True, autoFinalize=True)

    assert (answer.status, answer.code) == (422, "AUTO_FINALIZE_FORBIDDEN")


async def test_an_invoice_made_elsewhere_is_adopted_with_its_credit_note(
    shop: Shop, finalized_elsewhere: str
) -> None:
    note = await drafted(shop, finalized_elsewhere)

    (invoice,) = await shop.rows(financial_documents, document_type="invoice")
    (row,) = await shop.rows(financial_documents, id=note["id"])
    assert (row["parent_id"], invoice["qonto_id"]) == (invoice["id"], finalized_elsewhere)
