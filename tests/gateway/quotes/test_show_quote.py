"""GET /api/qonto/quotes/{id}: Qonto's word, and what we keep of it."""

from datetime import UTC, datetime

import pytest

from gateway.db.tables import audit_log, burnt_numbers
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote, DeleteQuote
from tests.gateway.invoices.shop import Shop
from tests.gateway.quotes.quoted import draft, final, footer, row, shown

pytestmark = pytest.mark.anyio


async def test_by_the_gateways_id_or_qontos(shop: Shop) -> None:
    quote = await draft(shop)

    assert await shown(shop, quote["local_document_id"]) == await shown(shop, quote["id"])


async def test_a_line_is_told_in_one_shape(shop: Shop) -> None:
    quote = await draft(shop, 2)

    assert (await shown(shop, quote["id"]))["items"] == [
        {
            "title": "Toile enduite au mètre",
            "description": None,
            "quantity": "1.5",
            "unit": "pièce",
            "unit_price": {"value": "19.99", "currency": "EUR"},
            "unit_price_cents": 1999,
            "vat_rate": "0.2",
            "subtotal": {"value": "29.99", "currency": "EUR"},
            "subtotal_cents": 2999,
            "total_vat": {"value": "5.99", "currency": "EUR"},
            "total_vat_cents": 599,
            "total_amount": {"value": "35.98", "currency": "EUR"},
            "total_amount_cents": 3598,
            "discount": None,
        }
    ]


async def test_a_finalised_one_has_its_pdf_and_a_link_that_ends_after_the_offer(shop: Shop) -> None:
    quote = await shown(shop, (await final(shop))["id"])

    assert (quote["status"], quote["qonto_status"]) == ("finalized", "pending_approval")
    assert quote["pdf_url"] == f"/api/qonto/quotes/{quote['id']}/pdf"
    assert quote["view_url"].startswith(f"http://127.0.0.1:8080/api/qonto/quotes/{quote['id']}/view?expires=")
    assert datetime.fromisoformat(quote["view_url_expires_at"]) == datetime(2026, 3, 23, tzinfo=UTC)
    assert (await shown(shop, quote["id"]))["view_url"] == quote["view_url"]


async def test_what_a_person_at_qonto_approved_is_accepted_and_learnt(shop: Shop) -> None:
    quote = await draft(shop)
    shop.on_dashboard(ApproveQuote(id=quote["id"]))

    approved = await shown(shop, quote["id"])

    kept = await row(shop, quote)
    assert (approved["status"], approved["qonto_status"]) == ("accepted", "approved")
    assert (kept["status"], kept["quote_status"], kept["finalized_by"]) == ("finalized", "accepted", "qonto")
    assert [burnt["number"] for burnt in await shop.rows(burnt_numbers)] == ["D-2026-001"]
    (told,) = await shop.rows(audit_log, action="qonto_differs")
    assert told["details"]["after"]["quote_status"] == "accepted"


async def test_qonto_comes_before_what_was_written_down_here(shop: Shop) -> None:
    quote = await final(shop)
    await shop.ask("decline_quote", id=quote["id"])
    shop.on_dashboard(ApproveQuote(id=quote["id"]))
    approved = await shown(shop, quote["id"])
    shop.on_dashboard(CancelQuote(id=quote["id"]))

    cancelled = await shown(shop, quote["id"])

    assert (approved["status"], cancelled["status"]) == ("accepted", "canceled")
    assert (await row(shop, quote))["status"] == "cancelled"


async def test_a_draft_that_was_changed_on_the_dashboard_is_learnt(shop: Shop) -> None:
    quote = await draft(shop)
    before = (await row(shop, quote))["content_hash"]
    shop.on_dashboard(footer(shop, quote["id"]))

    changed = await shown(shop, quote["id"])

    assert changed["footer"] == "Ajouté ailleurs"
    assert (await row(shop, quote))["content_hash"] != before


async def test_a_draft_that_was_removed_on_the_dashboard_is_gone_here_too(shop: Shop) -> None:
    quote = await draft(shop)
    shop.on_dashboard(DeleteQuote(id=quote["id"]))

    answer = await shop.ask("show_quote", id=quote["id"])

    assert (answer.status, answer.code) == (404, "QUOTE_NOT_FOUND")
    assert (await row(shop, quote))["deleted_at"] is not None


@pytest.mark.parametrize("id", ["0b53b0a2-0000-4000-8000-000000000000", "nonsense", "%2e%2e"])
async def test_an_unknown_one_is_not_there(shop: Shop, id: str) -> None:
    answer = await shop.ask("show_quote", id=id)

    assert (answer.status, answer.code) == (404, "QUOTE_NOT_FOUND")


async def test_an_invoice_is_no_quote(shop: Shop) -> None:
    invoice = await shop.draft()

    answer = await shop.ask("show_quote", id=invoice["local_document_id"])

    assert answer.status == 404
