"""DELETE /api/qonto/credit-notes/{id}: a draft of ours goes, what is final stays."""

import pytest

from gateway.db.tables import audit_log, burnt_numbers, financial_documents
from tests.gateway.credit_notes.noted import MODERN, UNKNOWN, drafted, issued, issued_on_the_dashboard
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_draft_is_gone_and_its_row_remembers(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())

    answer = await shop.ask("delete_credit_note", id=draft["id"])

    assert (answer.status, answer.body["deletedCreditNoteId"]) == (200, draft["id"])
    assert (await shop.ask("show_credit_note", id=draft["id"])).status == 404
    (row,) = await shop.rows(financial_documents, id=draft["id"])
    assert row["deleted_at"] is not None
    (told,) = await shop.rows(audit_log, action="delete_credit_note")
    assert told["actor"] == "local-user"


async def test_twice_is_once(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())
    await shop.ask("delete_credit_note", id=draft["id"])

    answer = await shop.ask("delete_credit_note", id=draft["id"])

    assert (answer.status, answer.code) == (404, "CREDIT_NOTE_NOT_FOUND")


@MODERN
async def test_one_issued_here_stays_and_so_does_its_number(shop: Shop) -> None:
    note = await issued(shop, await shop.final())

    for id in (note["id"], note["local_document_id"]):
        answer = await shop.ask("delete_credit_note", id=id)

        assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
        assert answer.body["details"]["number"] == "A-2026-001"
    assert len(await shop.rows(burnt_numbers, document_type="credit_note")) == 1


async def test_one_issued_on_the_dashboard_stays(shop: Shop) -> None:
    made = await issued_on_the_dashboard(shop, await shop.final())

    answer = await shop.ask("delete_credit_note", id=made["credit_note_id"])

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")


async def test_an_unknown_one_is_not_found(shop: Shop) -> None:
    answer = await shop.ask("delete_credit_note", id=UNKNOWN)

    assert (answer.status, answer.code) == (404, "CREDIT_NOTE_NOT_FOUND")
