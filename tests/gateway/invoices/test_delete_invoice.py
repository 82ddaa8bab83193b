"""DELETE /api/qonto/invoices/{id}/delete."""

import asyncio

import pytest

from gateway.db.tables import audit_log, financial_documents
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_draft_is_gone_at_qonto_and_marked_here(shop: Shop) -> None:
    draft = await shop.draft()

    deleted = await shop.ask("delete_invoice", id=draft["local_document_id"], user="claire")

    (row,) = await shop.rows(financial_documents)
    shown = await shop.ask("show_invoice", id=draft["id"])
    assert (deleted.status, deleted.body["deletedInvoiceId"]) == (200, draft["id"])
    assert shop.stack.world.all(ClientInvoice) == []
    assert row["deleted_at"] is not None
    assert shown.status == 404
    assert [entry["actor"] for entry in await shop.rows(audit_log, action="delete_invoice")] == ["claire"]


async def test_the_order_may_be_invoiced_again(shop: Shop) -> None:
    draft = await shop.draft()
    await shop.ask("delete_invoice", id=draft["id"])

    again = await shop.create()

    assert again.status == 201


async def test_a_final_invoice_is_refused_with_its_number(shop: Shop) -> None:
    invoice = await shop.final()

    refused = await shop.ask("delete_invoice", id=invoice["id"])

    assert (refused.status, refused.code) == (409, "ALREADY_FINALIZED")
    assert refused.body["details"]["number"] == "F-2026-001"
    assert shop.asked_of_bank("delete_client_invoice") == []


async def test_deleting_twice_is_not_found_the_second_time(shop: Shop) -> None:
    draft = await shop.draft()
    await shop.ask("delete_invoice", id=draft["id"])

    again = await shop.ask("delete_invoice", id=draft["id"])

    assert (again.status, again.code) == (404, "INVOICE_NOT_FOUND")


async def test_of_several_at_once_one_deletes(shop: Shop) -> None:
    draft = await shop.draft()

    answers = await asyncio.gather(*(shop.ask("delete_invoice", id=draft["id"]) for _ in range(5)))

    statuses = sorted(answer.status for answer in answers)
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {404, 409}


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504])
async def test_a_lost_answer_is_looked_for(shop: Shop, kind: Kind) -> None:
    draft = await shop.draft()
    shop.fault("delete_client_invoice", kind)

    deleted = await shop.ask("delete_invoice", id=draft["id"])

    (row,) = await shop.rows(financial_documents)
    assert (deleted.status, row["deleted_at"] is not None) == (200, True)


async def test_one_made_on_the_dashboard_is_deleted_too(shop: Shop, elsewhere: str) -> None:
    deleted = await shop.ask("delete_invoice", id=elsewhere)

    assert deleted.status == 200
    assert shop.stack.world.all(ClientInvoice) == []
