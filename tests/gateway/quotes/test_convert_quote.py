"""POST /api/qonto/quotes/{id}/convert."""

import asyncio
from typing import Any

import orjson
import pytest

from gateway.db.tables import financial_document_items, financial_documents, intents
from mock_qonto.resources.client_invoices.messages import (
    CancelClientInvoice,
    DeleteClientInvoice,
    FinalizeClientInvoice,
)
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.quotes import quoted

pytestmark = pytest.mark.anyio


async def convert(shop: Shop, quote: dict[str, Any]) -> Answer:
    return await shop.ask("convert_quote", id=quote["id"])


async def test_a_finalised_quote_becomes_a_draft_with_its_lines_and_its_client(shop: Shop) -> None:
    quote = await quoted.final(shop, 3)

    made = await convert(shop, quote)

    invoice = made.invoice
    assert (made.status, invoice["status"], invoice["number"]) == (201, "draft", None)
    assert invoice["total_amount_cents"] == quote["total_amount_cents"]
    assert invoice["client"]["id"] == quote["client"]["id"]
    assert [(item["title"], item["quantity"], item["vat_rate"]) for item in invoice["items"]] == [
        (item["title"], item["quantity"], item["vat_rate"]) for item in quote["items"]
    ]


async def test_both_documents_know_of_each_other(shop: Shop) -> None:
    quote = await quoted.final(shop)

    made = await convert(shop, quote)

    (offer,) = await shop.rows(financial_documents, document_type="quote")
    (bill,) = await shop.rows(financial_documents, document_type="invoice")
    shown = await quoted.shown(shop, quote["id"])
    assert (bill["parent_id"], bill["source"]) == (offer["id"], "quote")
    assert bill["sales_order_id"] == offer["sales_order_id"]
    assert offer["converted_to_id"] == bill["id"] == made.body["localDocumentId"]
    assert shown["status"] == "converted"
    assert shown["converted_to_invoice_id"] in (bill["id"], bill["qonto_id"])


async def test_fees_stay_fees(shop: Shop) -> None:
    quote = await quoted.final(shop, 3)

    await convert(shop, quote)

    (bill,) = await shop.rows(financial_documents, document_type="invoice")
    items = await shop.rows(financial_document_items, document_id=bill["id"])
    assert sorted(item["kind"] for item in items) == ["fee"] * 3 + ["product"] * 3
    assert str(bill["shipping_cost_ht"]) == "24.90"


async def test_qonto_is_told_of_the_quote_where_it_can_be(shop: Shop, edition: str) -> None:
    quote = await quoted.final(shop)

    await convert(shop, quote)

    (asked,) = shop.asked_of_bank("create_client_invoice")
    said = orjson.loads(asked.request_body)
    assert said["status"] == "draft"
    assert said.get("quote_id") == (quote["id"] if edition == "2026-11" else None)


async def test_an_accepted_quote_is_converted_too(shop: Shop) -> None:
    quote = await quoted.final(shop)
    await shop.ask("accept_quote", id=quote["id"])

    assert (await convert(shop, quote)).status == 201


async def test_a_draft_was_never_offered(shop: Shop) -> None:
    quote = await quoted.draft(shop)

    refused = await convert(shop, quote)

    assert (refused.status, refused.code) == (409, "NOT_FINALIZED")
    assert shop.asked_of_bank("create_client_invoice") == []


async def test_a_declined_quote_is_not_billed(shop: Shop) -> None:
    quote = await quoted.final(shop)
    await shop.ask("decline_quote", id=quote["id"])

    refused = await convert(shop, quote)

    assert (refused.status, refused.code) == (409, "INVALID_STATUS")


async def test_once_is_enough(shop: Shop) -> None:
    quote = await quoted.final(shop)
    first = await convert(shop, quote)

    again = await convert(shop, quote)

    assert (again.status, again.code) == (409, "INVALID_STATUS")
    assert again.body["details"]["convertedToInvoiceId"] == first.body["localDocumentId"]
    assert len(list(shop.stack.world.all(ClientInvoice))) == 1


async def test_of_several_at_once_one_makes_the_invoice(shop: Shop) -> None:
    quote = await quoted.final(shop)

    answers = await asyncio.gather(*(convert(shop, quote) for _ in range(5)))

    assert sorted(answer.status for answer in answers) == [201] + [409] * 4
    assert len(list(shop.stack.world.all(ClientInvoice))) == 1


async def test_an_order_that_has_an_invoice_gets_no_second_one(shop: Shop) -> None:
    quote = await quoted.final(shop)
    await shop.draft()

    refused = await convert(shop, quote)

    assert (refused.status, refused.code) == (409, "ORDER_ALREADY_INVOICED")
    assert len(list(shop.stack.world.all(ClientInvoice))) == 1


async def test_an_order_billed_and_a_quote_converted_at_once_make_one_invoice(shop: Shop) -> None:
    """Several orders: what only happens when two meet between two statements does not happen to each."""
    for place in range(4):
        quote = await quoted.final(shop, place)

        answers = await asyncio.gather(
            *(convert(shop, quote) if turn % 2 else shop.create(place) for turn in range(6))
        )

        assert [answer.status for answer in answers].count(201) == 1
        assert {answer.status for answer in answers} == {201, 409}
        assert len(list(shop.stack.world.all(ClientInvoice))) == place + 1


async def test_a_draft_that_is_deleted_leaves_the_quote_free(shop: Shop) -> None:
    quote = await quoted.final(shop)
    made = await convert(shop, quote)
    await shop.ask("delete_invoice", id=made.invoice["id"])

    freed = await quoted.shown(shop, quote["id"])
    again = await convert(shop, quote)

    assert freed["status"] == "finalized"
    assert again.status == 201


async def test_so_does_one_that_is_deleted_on_the_dashboard(shop: Shop) -> None:
    quote = await quoted.final(shop)
    made = await convert(shop, quote)
    shop.on_dashboard(DeleteClientInvoice(id=made.invoice["id"]))
    await shop.ask("show_invoice", id=made.invoice["id"])

    assert (await convert(shop, quote)).status == 201


async def test_an_invoice_that_is_cancelled_does_not(shop: Shop) -> None:
    quote = await quoted.final(shop)
    made = await convert(shop, quote)
    shop.on_dashboard(FinalizeClientInvoice(id=made.invoice["id"]))
    shop.on_dashboard(CancelClientInvoice(id=made.invoice["id"]))

    refused = await convert(shop, quote)

    assert (refused.status, refused.code) == (409, "INVALID_STATUS")


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.TRUNCATED_BODY])
async def test_a_lost_answer_is_looked_for(shop: Shop, kind: Kind) -> None:
    quote = await quoted.final(shop)
    shop.fault("create_client_invoice", kind)

    made = await convert(shop, quote)

    assert (made.status, made.invoice["status"]) == (201, "draft")
    assert (await quoted.shown(shop, quote["id"]))["status"] == "converted"
    assert len(shop.asked_of_bank("create_client_invoice")) == 1


async def test_what_was_not_done_is_said_and_may_be_asked_again(shop: Shop) -> None:
    quote = await quoted.final(shop)
    shop.fault("create_client_invoice", Kind.RESET)

    failed = await convert(shop, quote)
    again = await convert(shop, quote)

    assert (failed.status, failed.code) == (502, "UPSTREAM_FAILED")
    assert again.status == 201
    states = [row["state"] for row in await shop.rows(intents, kind="convert_quote")]
    assert sorted(states) == ["done", "failed"]


async def test_a_quote_nobody_knows_is_not_found(shop: Shop) -> None:
    refused = await convert(shop, {"id": "00000000-0000-4000-8000-000000000000"})

    assert (refused.status, refused.code) == (404, "QUOTE_NOT_FOUND")
