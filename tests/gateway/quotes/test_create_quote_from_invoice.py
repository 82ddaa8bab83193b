"""POST /api/qonto/quotes/from-invoice/{invoiceId}: the lines of a draft invoice, and nothing is sent."""

import asyncio

import pytest

from gateway.seed.catalogue import INVOICEABLE
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.quotes.quoted import at_bank, draft, quote_of, row

pytestmark = pytest.mark.anyio

WITH_FEES = 3


async def from_invoice(shop: Shop, id: str, **body: object) -> Answer:
    return await shop.ask("create_quote_from_invoice", invoiceId=id, json=body or None)


async def test_lines_and_fees_are_taken_over_once_and_nothing_is_sent(shop: Shop) -> None:
    invoice = await shop.draft(WITH_FEES)

    made = await from_invoice(shop, invoice["id"], expiryDays=7)

    quote = quote_of(made)
    assert (made.status, made.body["pdf_url"], quote["status"]) == (201, None, "draft")
    assert [item["title"] for item in quote["items"]] == [item["title"] for item in invoice["items"]]
    assert quote["items"] == invoice["items"]
    assert quote["total_amount_cents"] == invoice["total_amount_cents"]
    assert quote["expiry_date"] == "2026-02-26"
    assert quote["client"]["id"] == invoice["client"]["id"]
    assert shop.asked_of_bank("send_quote") == []
    kept = await row(shop, quote)
    assert (kept["source"], kept["parent_id"]) == ("invoice", invoice["local_document_id"])
    assert (kept["sales_order_id"], quote["source_invoice_id"]) == (
        INVOICEABLE[WITH_FEES].id,
        invoice["local_document_id"],
    )


async def test_by_the_gateways_own_id_and_at_any_step_of_the_draft(shop: Shop) -> None:
    invoice = await shop.draft()
    await shop.ask("validate_invoice_to_draft", id=invoice["id"])

    made = await from_invoice(shop, invoice["local_document_id"])

    assert made.status == 201
    assert (await shop.ask("show_invoice", id=invoice["id"])).invoice["status"] == "draft"


async def test_one_made_on_the_dashboard_with_its_discount(shop: Shop, elsewhere: str) -> None:
    made = await from_invoice(shop, elsewhere)

    assert (made.status, quote_of(made)["total_amount_cents"]) == (201, 2160)


async def test_a_final_invoice_is_refused_with_its_number(shop: Shop) -> None:
    invoice = await shop.final()

    answer = await from_invoice(shop, invoice["id"])

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
    assert answer.body["details"]["number"] == "F-2026-001"
    assert at_bank(shop) == []


async def test_an_unknown_invoice_is_not_there(shop: Shop) -> None:
    answer = await from_invoice(shop, "0b53b0a2-0000-4000-8000-000000000000")

    assert (answer.status, answer.code) == (404, "INVOICE_NOT_FOUND")


async def test_asked_twice_at_once_it_is_made_once(shop: Shop, elsewhere: str) -> None:
    answers = await asyncio.gather(*(from_invoice(shop, elsewhere) for _ in range(4)))

    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]
    assert {answer.code for answer in answers if answer.status == 409} == {"QUOTE_ALREADY_EXISTS"}
    assert len(at_bank(shop)) == 1


async def test_an_order_that_has_a_quote_gets_no_second_one_by_its_invoice(shop: Shop) -> None:
    quote = await draft(shop)
    invoice = await shop.draft()

    answer = await from_invoice(shop, invoice["id"])

    assert (answer.status, answer.code) == (409, "QUOTE_ALREADY_EXISTS")
    assert answer.body["existingQuoteId"] == quote["local_document_id"]
