"""POST /api/qonto/invoices/{id}/validate-to-draft."""

import asyncio

import pytest

from gateway.db.tables import audit_log, financial_documents
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_draft_is_validated_by_somebody_and_stays_a_draft_at_qonto(shop: Shop) -> None:
    draft = await shop.draft()

    done = await shop.ask("validate_invoice_to_draft", id=draft["local_document_id"], user="claire")

    shown = await shop.ask("show_invoice", id=draft["id"])
    assert done.invoice["workflow_status"] == "draft_validated"
    assert done.invoice["validated_by"] == "claire"
    assert (shown.invoice["status"], shown.invoice["workflow_status"]) == ("draft", "draft_validated")
    assert "validate_invoice_to_draft" in [entry["action"] for entry in await shop.rows(audit_log)]


async def test_of_several_at_once_one_validates(shop: Shop) -> None:
    draft = await shop.draft()

    answers = await asyncio.gather(*(shop.ask("validate_invoice_to_draft", id=draft["id"]) for _ in range(5)))

    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409]


async def test_a_validated_one_is_not_validated_again(shop: Shop) -> None:
    draft = await shop.draft()
    await shop.ask("validate_invoice_to_draft", id=draft["id"])

    again = await shop.ask("validate_invoice_to_draft", id=draft["id"], json={})

    assert (again.status, again.code) == (409, "INVALID_STATUS")


async def test_a_final_one_is_refused_with_its_number(shop: Shop) -> None:
    invoice = await shop.final()

    refused = await shop.ask("validate_invoice_to_draft", id=invoice["id"])

    assert (refused.status, refused.code) == (409, "ALREADY_FINALIZED")
    assert refused.body["details"]["number"] == "F-2026-001"


async def test_one_made_on_the_dashboard_is_adopted_first(shop: Shop, elsewhere: str) -> None:
    done = await shop.ask("validate_invoice_to_draft", id=elsewhere)

    (row,) = await shop.rows(financial_documents)
    assert (done.status, done.invoice["id"]) == (200, row["id"])
