"""GET /api/qonto/credit-notes/{id}/pdf: rules 4 and 5, as for invoices."""

import httpx
import pytest

from gateway.db.tables import stored_pdfs
from mock_qonto.web.faults import Kind
from tests.gateway.credit_notes.noted import MODERN, UNKNOWN, drafted, issued, issued_on_the_dashboard
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def pdf(shop: Shop, id: str) -> httpx.Response:
    return await shop.stack.client.get(f"/api/qonto/credit-notes/{id}/pdf")


async def test_there_is_none_of_a_draft(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())

    answer = await pdf(shop, draft["id"])

    assert (answer.status_code, answer.json()["code"]) == (404, "PDF_NOT_AVAILABLE")


async def test_it_is_inline_and_says_where_it_came_from(shop: Shop, edition: str) -> None:
    made = await issued_on_the_dashboard(shop, await shop.final())
    shop.stack.wait(seconds=2)

    answer = await pdf(shop, made["credit_note_id"])

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"] == 'inline; filename="avoir-A-2026-001.pdf"'
    assert answer.headers["x-pdf-source"] == ("pdf_url" if edition == "guide" else "attachment")


async def test_while_qonto_renders_it_try_again(shop: Shop) -> None:
    made = await issued_on_the_dashboard(shop, await shop.final())

    answer = await pdf(shop, made["credit_note_id"])

    assert (answer.status_code, answer.json()["code"]) == (503, "PDF_PENDING")
    assert answer.headers["retry-after"] == "2"


async def test_a_url_of_thirty_minutes_is_not_used(shop: Shop) -> None:
    made = await issued_on_the_dashboard(shop, await shop.final())
    shop.stack.wait(seconds=1801)

    answer = await pdf(shop, made["credit_note_id"])

    assert (answer.status_code, answer.headers["x-pdf-source"]) == (200, "attachment")


@MODERN
async def test_a_copy_is_kept_and_answers_when_qonto_cannot(shop: Shop) -> None:
    note = await issued(shop, await shop.final())
    shop.stack.wait(seconds=2)
    first = await pdf(shop, note["id"])
    shop.fault("show_credit_note", Kind.STATUS, count=3)

    second = await pdf(shop, note["local_document_id"])

    assert len(await shop.rows(stored_pdfs)) == 1
    assert (second.status_code, second.headers["x-pdf-source"]) == (200, "local")
    assert second.content == first.content


async def test_of_an_unknown_one_there_is_none(shop: Shop) -> None:
    answer = await pdf(shop, UNKNOWN)

    assert (answer.status_code, answer.json()["code"]) == (404, "CREDIT_NOTE_NOT_FOUND")
