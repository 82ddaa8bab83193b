"""POST /api/qonto/invoices/{id}/finalize-workflow: the last of three steps, and the only irreversible one."""

import pytest

from gateway.db.tables import burnt_numbers
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from tests.gateway.invoices.shop import Answer, Shop

pytestmark = pytest.mark.anyio

OPERATION = "finalize_invoice_workflow"


async def validated(shop: Shop) -> str:
    draft = await shop.draft()
    answer = await shop.ask("validate_invoice_to_draft", id=draft["id"], user="marie")
    assert answer.status == 200, answer.body
    id: str = draft["id"]
    return id


async def confirmed(shop: Shop, id: str) -> Answer:
    question = await shop.ask(OPERATION, id=id, user="marie")
    assert question.status == 428, question.body
    token = question.body["confirmation"]["token"]
    return await shop.ask(OPERATION, id=id, json={"confirmationToken": token}, user="marie")


async def test_a_draft_nobody_has_validated_is_not_asked_about(shop: Shop) -> None:
    draft = await shop.draft()

    answer = await shop.ask(OPERATION, id=draft["id"])

    assert (answer.status, answer.code) == (409, "INVALID_STATUS")
    assert "validez-le" in answer.body["error"]


async def test_a_validated_draft_is_asked_about_like_any_other(shop: Shop) -> None:
    id = await validated(shop)

    question = await shop.ask(OPERATION, id=id)

    assert (question.status, question.code) == (428, "CONFIRMATION_REQUIRED")
    assert question.body["confirmation"]["summary"]["operation"] == OPERATION


async def test_the_third_step_says_who_took_it_and_what_became_of_it(shop: Shop) -> None:
    id = await validated(shop)

    answer = await confirmed(shop, id)

    assert answer.status == 200
    step = answer.invoice
    assert (step["number"], step["workflow_status"], step["status"]) == ("F-2026-001", "finalized", "unpaid")
    assert (step["finalized_by"], step["finalized_at"][:10]) == ("marie", "2026-02-19")
    assert answer.body["qonto_invoice"]["number"] == "F-2026-001"
    assert [row["number"] for row in await shop.rows(burnt_numbers)] == ["F-2026-001"]


async def test_a_pdf_that_is_not_there_yet_is_no_failure(shop: Shop) -> None:
    id = await validated(shop)

    answer = await confirmed(shop, id)

    assert (answer.status, answer.body["pdf_stored_locally"]) == (200, False)
    assert answer.invoice["qonto_pdf_url"] is None


async def test_a_token_of_plain_finalize_does_not_open_this_door(shop: Shop) -> None:
    id = await validated(shop)
    question = await shop.ask("finalize_invoice", id=id)

    answer = await shop.ask(
        OPERATION, id=id, json={"confirmationToken": question.body["confirmation"]["token"]}
    )

    assert answer.status == 428
    assert shop.asked_of_bank("finalize_client_invoice") == []


async def test_what_is_final_already_is_told_with_its_number(shop: Shop) -> None:
    id = await validated(shop)
    shop.on_dashboard(FinalizeClientInvoice(id=id))

    answer = await shop.ask(OPERATION, id=id)

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
    assert answer.body["details"]["number"] == "F-2026-001"
