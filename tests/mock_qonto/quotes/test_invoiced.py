"""An invoice made from a quote belongs to it (2026-11)."""

import pytest

from mock_qonto.resources.client_invoices.model import ClientInvoice
from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_a_quote_names_the_invoices_made_from_it(modern: Customer) -> None:
    quote = await modern.quote()

    first, second = await modern.draft(quote_id=quote["id"]), await modern.draft(quote_id=quote["id"])

    again = await modern.quote_again(quote)
    assert again["invoice_ids"] == [first["id"], second["id"]]
    assert again["status"] == "pending_approval"


async def test_a_final_invoice_is_linked_as_well(modern: Customer) -> None:
    quote = await modern.quote()

    invoice = await modern.draft(quote_id=quote["id"], status="unpaid")

    assert (await modern.quote_again(quote))["invoice_ids"] == [invoice["id"]]


async def test_a_removed_draft_is_no_longer_named(modern: Customer) -> None:
    quote = await modern.quote()
    gone, stays = await modern.draft(quote_id=quote["id"]), await modern.draft(quote_id=quote["id"])

    await modern.delete(f"/v2/client_invoices/{gone['id']}")

    assert (await modern.quote_again(quote))["invoice_ids"] == [stays["id"]]


async def test_an_unknown_quote_is_refused_and_no_invoice_is_made(modern: Customer) -> None:
    body = await modern.invoice_body(quote_id=UNKNOWN_ID, status="unpaid")

    answer = await modern.post("/v2/client_invoices", body)

    assert refusal(answer) == (422, "invalid", "/data/attributes/quote_id")
    assert modern.world.all(ClientInvoice) == []
    assert (await modern.draft(status="unpaid"))["number"] == "F-2026-001"


async def test_no_quote_at_all_may_be_said_as_null(modern: Customer) -> None:
    assert (await modern.draft(quote_id=None))["status"] == "draft"


async def test_the_guide_does_not_know_the_field(guided: Customer) -> None:
    quote = await guided.quote()

    await guided.draft(quote_id=quote["id"])

    assert guided.exchange.unread == ("/quote_id",)
    assert (await guided.quote_again(quote))["invoice_ids"] == []
