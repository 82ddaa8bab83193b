"""GET /api/qonto/credit-notes/{id}: a draft of ours, or Qonto's word."""

import pytest

from gateway.db.tables import burnt_numbers, financial_documents
from tests.gateway.credit_notes.noted import MODERN, UNKNOWN, drafted, issued, issued_on_the_dashboard, noted
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_draft_is_shown_as_it_was_made_and_qonto_is_not_asked(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final(3))

    shown = await shop.ask("show_credit_note", id=draft["id"])

    assert (shown.status, noted(shown)) == (200, draft)
    assert shop.asked_of_bank("show_credit_note") == []


@MODERN
async def test_one_that_was_issued_here_has_both_ids(shop: Shop) -> None:
    note = await issued(shop, await shop.final())
    shop.stack.wait(seconds=2)

    theirs = await shop.ask("show_credit_note", id=note["id"])
    ours = await shop.ask("show_credit_note", id=note["local_document_id"])

    assert theirs.body == ours.body
    assert noted(ours)["invoice"]["invoice_number"] == "F-2026-001"
    assert noted(ours)["pdf_url"] == f"/api/qonto/credit-notes/{note['id']}/pdf"
    (row,) = await shop.rows(financial_documents, document_type="credit_note")
    assert row["attachment_id"] == noted(ours)["attachment_id"] is not None


async def test_one_made_on_the_dashboard_is_shown_not_kept_and_its_number_noted(
    shop: Shop, finalized_elsewhere: str
) -> None:
    await shop.draft()  # the database belongs to this world from now on
    made = await issued_on_the_dashboard(shop, finalized_elsewhere)

    note = noted(await shop.ask("show_credit_note", id=made["credit_note_id"]))

    assert (note["number"], note["status"], note["local_document_id"]) == ("A-2026-001", "finalized", None)
    assert note["invoice"] == {"id": finalized_elsewhere, "invoice_number": "F-2026-001"}
    assert note["items"][0]["discount"] == {"type": "percentage", "value": "0.1"}
    assert await shop.rows(financial_documents, document_type="credit_note") == []
    (burnt,) = await shop.rows(burnt_numbers, document_type="credit_note")
    assert (burnt["number"], burnt["burnt_by"]) == ("A-2026-001", "qonto")


async def test_in_the_sandboxs_shape_too(shop: Shop) -> None:
    made = await issued_on_the_dashboard(shop, await shop.final())
    shop.stack.world.change(
        switches={**shop.stack.world.settings.switches, "credit_note_sandbox_shape": True}
    )

    note = noted(await shop.ask("show_credit_note", id=made["credit_note_id"]))

    assert (note["number"], note["client"]) == ("A-2026-001", None)


@pytest.mark.parametrize("id", [UNKNOWN, "nothing"])
async def test_an_unknown_one_is_not_found(shop: Shop, id: str) -> None:
    shown = await shop.ask("show_credit_note", id=id)

    assert (shown.status, shown.code) == (404, "CREDIT_NOTE_NOT_FOUND")


async def test_an_invoice_is_no_credit_note(shop: Shop) -> None:
    invoice = await shop.final()

    shown = await shop.ask("show_credit_note", id=invoice["local_document_id"])

    assert (shown.status, shown.code) == (404, "CREDIT_NOTE_NOT_FOUND")
