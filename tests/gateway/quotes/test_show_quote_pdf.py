"""GET /api/qonto/quotes/{id}/pdf: never of a draft; then pdf_url, the attachment, the copy we kept."""

import httpx
import pytest

from gateway.db.tables import stored_pdfs
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.quotes.quoted import LATER, asked, create, draft, final, finalize, quote_of

pytestmark = pytest.mark.anyio


async def pdf(shop: Shop, id: str) -> httpx.Response:
    return await shop.stack.client.get(f"/api/qonto/quotes/{id}/pdf")


async def test_a_draft_has_none_although_qonto_has_made_one(shop: Shop) -> None:
    quote = await draft(shop)

    answer = await pdf(shop, quote["id"])

    assert quote["status"] == "draft"
    assert (answer.status_code, answer.json()["code"]) == (404, "PDF_NOT_AVAILABLE")


async def test_a_finalised_one_is_shown_inline_and_kept(shop: Shop, edition: str) -> None:
    quote = await final(shop)

    answer = await pdf(shop, quote["id"])

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"] == 'inline; filename="devis-D-2026-001.pdf"'
    assert answer.headers["x-pdf-source"] == ("pdf_url" if edition == "guide" else "attachment")
    (copy,) = await shop.rows(stored_pdfs)
    assert bytes(copy["content"]) == answer.content


async def test_half_an_hour_later_it_comes_from_the_attachment(shop: Shop) -> None:
    quote = await final(shop)
    shop.stack.wait(minutes=31)

    answer = await pdf(shop, quote["id"])

    assert (answer.status_code, answer.headers["x-pdf-source"]) == (200, "attachment")


async def test_what_was_kept_answers_when_qonto_cannot(shop: Shop) -> None:
    quote = await final(shop)
    before = await pdf(shop, quote["id"])
    shop.fault("show_quote", Kind.STATUS, count=3)

    answer = await pdf(shop, quote["id"])

    assert (answer.status_code, answer.headers["x-pdf-source"]) == (200, "local")
    assert answer.headers["x-pdf-reason"] == "qonto_unavailable"
    assert answer.content == before.content


async def test_while_qonto_makes_it_one_is_asked_to_come_back(shop: Shop) -> None:
    quote = quote_of(await create(shop))
    question = await asked(shop, quote["id"])
    assert (await finalize(shop, quote["id"], question["token"])).status == 200

    early = await pdf(shop, quote["id"])
    shop.stack.wait(seconds=LATER)
    later = await pdf(shop, quote["id"])

    assert (early.status_code, early.json()["code"]) == (503, "PDF_PENDING")
    assert early.headers["retry-after"] == "2"
    assert later.status_code == 200


async def test_an_unknown_one_is_not_there(shop: Shop) -> None:
    answer = await pdf(shop, "0b53b0a2-0000-4000-8000-000000000000")

    assert (answer.status_code, answer.json()["code"]) == (404, "QUOTE_NOT_FOUND")
