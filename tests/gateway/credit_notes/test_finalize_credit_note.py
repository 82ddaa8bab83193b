"""POST /api/qonto/credit-notes/{id}/finalize: a person is asked, answers once, and a number is burnt."""

import jwt
import pytest

from gateway.db.tables import audit_log, burnt_numbers, confirmations, financial_documents, intents
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.credit_notes.noted import (
    MODERN,
    TEN,
    UNKNOWN,
    asked,
    drafted,
    finalize,
    issued,
    issued_from,
    issued_on_the_dashboard,
    line,
    noted,
)
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio


# ------------------------------------------------------------------ the question
@MODERN
async def test_the_first_call_asks_and_does_nothing(shop: Shop) -> None:
    invoice = await shop.final()
    draft = await drafted(shop, invoice, items=[line("10.00")], reason="Produit retourné")

    confirmation = await asked(shop, draft["id"])

    summary = confirmation["summary"]
    assert (summary["document_id"], summary["document_type"]) == (draft["id"], "credit_note")
    assert summary["customer"]["name"] == invoice["client"]["name"]
    assert summary["total_amount_cents"] == 1200
    assert summary["vat"] == [{"vat_rate": "0.2", "subtotal_cents": 1000, "total_vat_cents": 200}]
    assert (summary["credited_invoice_number"], summary["credited_invoice_id"]) == (
        "F-2026-001",
        invoice["id"],
    )
    assert (summary["reason"], summary["remaining_amount_cents"]) == ("Produit retourné", 5988 - 1200)
    assert len(summary["irreversible"]) == 2
    assert shop.asked_of_bank("create_credit_note") == []
    assert await shop.rows(burnt_numbers, document_type="credit_note") == []


@MODERN
async def test_a_rate_that_is_none_is_warned_of(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final(), items=[line(vatRate="0.002")])

    warnings = (await asked(shop, draft["id"]))["warnings"]

    assert [warning["code"] for warning in warnings] == ["VAT_RATE_NOT_LEGAL"]


@MODERN
async def test_a_yes_in_other_words_is_none(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())

    answer = await shop.ask("finalize_credit_note", id=draft["id"], json={"confirmed": True})

    assert (answer.status, answer.code) == (422, "INVALID")


# ------------------------------------------------------------------ the answer
@MODERN
async def test_the_second_call_burns_a_number_in_the_persons_name(shop: Shop) -> None:
    invoice = await shop.final()
    draft = await drafted(shop, invoice)
    token = (await asked(shop, draft["id"], user="marie"))["token"]

    answer = await finalize(shop, draft["id"], token, user="marie")

    note = noted(answer)
    assert (answer.status, note["number"], note["credit_note_number"]) == (200, "A-2026-001", "A-2026-001")
    assert (note["status"], note["origin"], note["local_document_id"]) == ("finalized", "qonto", draft["id"])
    assert note["id"] == note["qonto_id"] != draft["id"]
    assert (note["finalized_by"], note["alarm"]) == ("marie", None)
    assert "annulée" in answer.body["message"]
    (row,) = await shop.rows(financial_documents, document_type="credit_note")
    assert (row["id"], row["qonto_id"], row["number"]) == (draft["id"], note["id"], "A-2026-001")
    assert (row["status"], row["origin"], row["workflow_status"]) == ("finalized", "qonto", "finalized")
    (burnt,) = await shop.rows(burnt_numbers, document_type="credit_note")
    assert (burnt["number"], burnt["document_id"], burnt["burnt_by"]) == ("A-2026-001", draft["id"], "marie")
    (confirmed,) = await shop.rows(audit_log, action="confirm_finalization")
    assert (confirmed["actor"], confirmed["details"]["operation"]) == ("marie", "finalize_credit_note")
    assert [one["state"] for one in await shop.rows(intents, kind="create_credit_note")] == ["done"]


@MODERN
async def test_a_full_one_cancels_the_invoice_here_too(shop: Shop) -> None:
    invoice = await shop.final()
    await issued(shop, invoice)

    (row,) = await shop.rows(financial_documents, document_type="invoice")

    assert (row["status"], row["workflow_status"]) == ("cancelled", "cancelled")
    assert (await shop.ask("show_invoice", id=invoice["id"])).invoice["status"] == "canceled"
    # Its number is gone, its order is free.
    assert (await shop.create()).status == 201


@MODERN
async def test_a_part_leaves_the_invoice_as_it_is(shop: Shop) -> None:
    invoice = await shop.final()

    note = await issued(shop, invoice, items=[line("10.00")])

    shown = (await shop.ask("show_invoice", id=invoice["id"])).invoice
    assert (note["total_amount_cents"], shown["status"]) == (1200, "unpaid")


@MODERN
async def test_what_qonto_is_told_is_what_was_drafted(shop: Shop, finalized_elsewhere: str) -> None:
    draft = await drafted(
        shop, finalized_elsewhere, reason="Papier mouillé", termsAndConditions="Sans escompte."
    )

    note = await issued_from(shop, draft)

    assert note["items"] == draft["items"]
    assert note["items"][0]["discount"] == {"type": "percentage", "value": "0.1"}
    assert (note["reason"], note["terms_and_conditions"]) == ("Papier mouillé", "Sans escompte.")
    assert note["issue_date"] == "2026-02-19"
    assert note["total_amount_cents"] == draft["total_amount_cents"]


@MODERN
async def test_a_discount_on_the_whole_is_counted_as_qonto_counts_it(shop: Shop) -> None:
    draft = await drafted(
        shop,
        await shop.final(3),
        items=[line("33.33", quantity="3"), line("10.01", vatRate="0.055")],
        discount={"type": "percentage", "value": "0.15"},
    )

    note = await issued_from(shop, draft)

    assert (note["total_amount_cents"], note["total_vat_cents"], note["alarm"]) == (
        draft["total_amount_cents"],
        draft["total_vat_cents"],
        None,
    )


@MODERN
async def test_numbers_follow_one_another_and_none_comes_back(shop: Shop) -> None:
    invoice = await shop.final(3)

    numbers = [(await issued(shop, invoice, items=[line(price)]))["number"] for price in ("1.00", "2.00")]

    assert numbers == ["A-2026-001", "A-2026-002"]


@MODERN
async def test_a_token_serves_once_even_when_qonto_then_fails(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())
    token = (await asked(shop, draft["id"]))["token"]
    shop.fault("create_credit_note", Kind.STATUS, status=422)
    refused = await finalize(shop, draft["id"], token)
    assert (refused.status, refused.code) == (502, "UPSTREAM_REFUSED")

    again = await finalize(shop, draft["id"], token)

    assert again.status == 428
    assert (await finalize(shop, draft["id"], again.body["confirmation"]["token"])).status == 200


@MODERN
async def test_at_five_minutes_it_is_dead_and_a_fresh_one_is_given(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())
    token = (await asked(shop, draft["id"]))["token"]
    shop.stack.wait(minutes=5)

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.body["confirmation"]["token"] == token) == (428, False)


@MODERN
async def test_somebody_elses_token_is_refused(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())
    token = (await asked(shop, draft["id"], user="marie"))["token"]

    answer = await finalize(shop, draft["id"], token, user="paul")

    assert (answer.status, answer.code) == (403, "FORBIDDEN")


@MODERN
async def test_a_token_of_an_invoice_answers_nothing_here(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final(0))
    other = await shop.draft(1)
    token = (await shop.ask("finalize_invoice", id=other["id"])).body["confirmation"]["token"]

    answer = await finalize(shop, draft["id"], token)

    assert answer.status == 428
    assert shop.asked_of_bank("create_credit_note") == []


# ------------------------------------------------------------------ what changed in between
@MODERN
async def test_a_draft_changed_meanwhile_is_asked_about_anew(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())
    token = (await asked(shop, draft["id"]))["token"]
    await shop.ask("update_credit_note", id=draft["id"], json={"reason": "Autre chose"})

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (409, "DOCUMENT_CHANGED")
    assert shop.asked_of_bank("create_credit_note") == []
    assert (await finalize(shop, draft["id"], answer.body["confirmation"]["token"])).status == 200


@MODERN
async def test_what_the_dashboard_has_credited_meanwhile_is_told(shop: Shop) -> None:
    invoice = await shop.final()
    small = await drafted(shop, invoice, items=[line("5.00")])
    whole = await drafted(shop, invoice)
    small_token, whole_token = [(await asked(shop, one["id"]))["token"] for one in (small, whole)]
    await issued_on_the_dashboard(shop, invoice, items=[TEN])

    changed = await finalize(shop, small["id"], small_token)
    too_much = await finalize(shop, whole["id"], whole_token)

    assert (changed.status, changed.code) == (409, "DOCUMENT_CHANGED")
    assert changed.body["confirmation"]["summary"]["remaining_amount_cents"] == 5988 - 1200 - 600
    assert (too_much.status, too_much.code) == (422, "CREDIT_EXCEEDS_INVOICE")
    assert too_much.body["details"]["remaining_amount_cents"] == 4788
    assert shop.asked_of_bank("create_credit_note") == []


@MODERN
async def test_an_invoice_cancelled_meanwhile_has_nothing_left(shop: Shop) -> None:
    invoice = await shop.final()
    draft = await drafted(shop, invoice)
    token = (await asked(shop, draft["id"]))["token"]
    shop.on_dashboard(CancelClientInvoice(id=invoice["id"]))

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (409, "INVALID_STATUS")


@MODERN
async def test_what_is_final_is_told_with_its_number(shop: Shop) -> None:
    note = await issued(shop, await shop.final())

    by_qontos, by_ours = [await finalize(shop, note[id]) for id in ("id", "local_document_id")]

    assert (by_qontos.status, by_qontos.code) == (409, "ALREADY_FINALIZED")
    assert by_qontos.body["details"]["number"] == "A-2026-001"
    assert by_ours.body == by_qontos.body
    assert len(await shop.rows(confirmations)) == 1


async def test_one_that_the_dashboard_has_issued_is_final(shop: Shop) -> None:
    made = await issued_on_the_dashboard(shop, await shop.final())

    answer = await finalize(shop, made["credit_note_id"])

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")


@MODERN
@pytest.mark.parametrize("id", [UNKNOWN, "nothing"])
async def test_an_unknown_one_is_not_found(shop: Shop, id: str) -> None:
    answer = await finalize(shop, id)

    assert (answer.status, answer.code) == (404, "CREDIT_NOTE_NOT_FOUND")


@MODERN
async def test_a_deleted_one_is_gone(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())
    token = (await asked(shop, draft["id"]))["token"]
    await shop.ask("delete_credit_note", id=draft["id"])

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (404, "CREDIT_NOTE_NOT_FOUND")


# ------------------------------------------------------------------ who
async def test_a_service_is_no_person(sqlite_url: str) -> None:
    secret = "a-secret-of-at-least-32-bytes-for-tests"
    settings = {"gateway_auth": "jwt", "gateway_jwt_secret": secret}
    async with stack(sqlite_url, edition="2026-11", settings=settings) as running:
        claims = {"sub": "cron", "role": "service", "exp": 4_000_000_000}
        bearer = {"Authorization": f"Bearer {jwt.encode(claims, secret)}"}

        answer = await running.client.post("/api/qonto/credit-notes/x/finalize", headers=bearer)

        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
