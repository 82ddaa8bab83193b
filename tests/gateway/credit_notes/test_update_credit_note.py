"""PATCH /api/qonto/credit-notes/{id}: a draft of ours changes, what is final does not."""

import asyncio
from typing import Any

import pytest

from gateway.db.tables import audit_log, financial_document_items, financial_documents
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice
from tests.gateway.credit_notes.noted import (
    MODERN,
    UNKNOWN,
    drafted,
    issued,
    issued_on_the_dashboard,
    line,
    noted,
)
from tests.gateway.invoices.shop import Answer, Shop

pytestmark = pytest.mark.anyio


async def update(shop: Shop, id: str, **body: Any) -> Answer:
    return await shop.ask("update_credit_note", id=id, json=body)


async def test_only_what_is_given_changes(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final(), reason="Avant")

    answer = await update(shop, draft["id"], reason="Après")

    assert answer.status == 200
    assert noted(answer) == {**draft, "reason": "Après", "updated_at": noted(answer)["updated_at"]}


async def test_lines_are_replaced_as_a_whole(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final(3))

    answer = await update(shop, draft["id"], items=[line("7.50", quantity="2")])

    assert [item["total_amount_cents"] for item in noted(answer)["items"]] == [1800]
    assert (noted(answer)["total_amount_cents"], noted(answer)["total_vat_cents"]) == (1800, 300)
    (row,) = await shop.rows(financial_document_items, document_id=draft["id"])
    assert row["title"] == "Remise"
    assert noted(await shop.ask("show_credit_note", id=draft["id"])) == noted(answer)


async def test_a_discount_stays_until_it_is_taken_away(shop: Shop) -> None:
    tenth = {"type": "percentage", "value": "0.1"}
    draft = await drafted(shop, await shop.final(3), items=[line("10.00")], discount=tenth)

    other = await update(shop, draft["id"], items=[line("20.00")])
    without = await update(shop, draft["id"], discount={"type": "percentage", "value": "0"})

    assert (noted(other)["discount"], noted(other)["total_amount_cents"]) == (tenth, 2160)
    assert (noted(without)["discount"], noted(without)["total_amount_cents"]) == (None, 2400)


async def test_an_empty_text_clears(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final(), termsAndConditions="Sans escompte.")

    answer = await update(shop, draft["id"], reason="", termsAndConditions="")

    assert (noted(answer)["reason"], noted(answer)["terms_and_conditions"]) == (None, None)


async def test_nothing_asked_is_nothing_done(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())

    answer = await update(shop, draft["id"])

    assert (answer.status, noted(answer)) == (200, draft)
    assert await shop.rows(audit_log, action="update_credit_note") == []


async def test_more_than_the_invoice_is_refused_and_nothing_changes(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())

    answer = await update(shop, draft["id"], items=[line("50.00")], reason="Trop")

    assert (answer.status, answer.code) == (422, "CREDIT_EXCEEDS_INVOICE")
    assert noted(await shop.ask("show_credit_note", id=draft["id"])) == draft


async def test_of_a_cancelled_invoice_only_the_words_change(shop: Shop) -> None:
    invoice = await shop.final()
    draft = await drafted(shop, invoice)
    shop.on_dashboard(CancelClientInvoice(id=invoice["id"]))

    lines = await update(shop, draft["id"], items=[line()])
    words = await update(shop, draft["id"], reason="Trop tard")

    assert (lines.status, lines.code, words.status) == (409, "INVALID_STATUS", 200)


@MODERN
async def test_one_issued_here_is_final_by_either_id(shop: Shop) -> None:
    note = await issued(shop, await shop.final())

    for id in (note["id"], note["local_document_id"]):
        answer = await update(shop, id, reason="Trop tard")

        assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
        assert answer.body["details"]["number"] == "A-2026-001"


async def test_one_issued_on_the_dashboard_is_final(shop: Shop) -> None:
    made = await issued_on_the_dashboard(shop, await shop.final())

    answer = await update(shop, made["credit_note_id"], reason="Trop tard")

    assert (answer.status, answer.body["details"]["number"]) == (409, "A-2026-001")


async def test_an_unknown_one_is_not_found(shop: Shop) -> None:
    answer = await update(shop, UNKNOWN, reason="?")

    assert (answer.status, answer.code) == (404, "CREDIT_NOTE_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"items": []}, "items"),
        ({"items": [line(quantity="-1")]}, "items.0.quantity"),
        ({"discount": {"type": "moitié", "value": "0.5"}}, "discount.type"),
        ({"discount": {"type": "absolute", "value": "50000"}}, "discount"),
        ({"status": "finalized"}, "status"),
        ({"header": "Non"}, "header"),
    ],
)
async def test_what_is_wrong_is_named(shop: Shop, body: dict[str, Any], field: str) -> None:
    draft = await drafted(shop, await shop.final())

    answer = await update(shop, draft["id"], **body)

    assert (answer.status, answer.code) == (422, "INVALID"), answer.body
    assert answer.body["details"]["fields"][0]["field"] == field
    assert noted(await shop.ask("show_credit_note", id=draft["id"])) == draft


async def test_of_two_at_once_none_is_lost_unnoticed(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())

    answers = await asyncio.gather(*(update(shop, draft["id"], reason=f"Motif {n}") for n in range(5)))

    done = [noted(answer)["reason"] for answer in answers if answer.status == 200]
    assert {answer.status for answer in answers} <= {200, 409}
    (row,) = await shop.rows(financial_documents, id=draft["id"])
    assert row["reason"] in done
