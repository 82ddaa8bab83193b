"""POST /api/qonto/invoices/{id}/convert-to-quote: a quote instead of a draft invoice, and the truth of it."""

from typing import Any

import pytest

from gateway.db.tables import financial_documents
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.quotes.quoted import at_bank, quote_of

pytestmark = pytest.mark.anyio


async def convert(shop: Shop, id: str, **body: Any) -> Answer:
    return await shop.ask("convert_invoice_to_quote", id=id, json=body)


async def test_unless_told_otherwise_the_invoice_stays(shop: Shop) -> None:
    invoice = await shop.draft(3)

    made = await convert(shop, invoice["id"])

    assert (made.status, made.body["originalDeleted"]) == (201, False)
    assert quote_of(made)["items"] == invoice["items"]
    assert (await shop.ask("show_invoice", id=invoice["id"])).status == 200
    assert shop.asked_of_bank("send_quote") == []


async def test_the_invoice_goes_once_the_quote_exists(shop: Shop) -> None:
    invoice = await shop.draft()

    made = await convert(shop, invoice["local_document_id"], deleteOriginal=True)

    assert (made.status, made.body["originalDeleted"]) == (201, True)
    assert "supprimée" in made.body["message"]
    assert (await shop.ask("show_invoice", id=invoice["id"])).status == 404
    (kept,) = await shop.rows(financial_documents, qonto_id=invoice["id"])
    assert kept["deleted_at"] is not None
    assert (await shop.create()).status == 201


async def test_a_deletion_that_failed_is_not_claimed(shop: Shop) -> None:
    invoice = await shop.draft()
    shop.fault("delete_client_invoice", Kind.STATUS)

    made = await convert(shop, invoice["id"], deleteOriginal=True)

    assert (made.status, made.body["originalDeleted"]) == (201, False)
    assert "n'a pas pu être supprimée" in made.body["message"]
    assert (await shop.ask("show_invoice", id=invoice["id"])).status == 200


async def test_a_deletion_whose_answer_was_lost_is_looked_for(shop: Shop) -> None:
    invoice = await shop.draft()
    shop.fault("delete_client_invoice", Kind.APPLY_THEN_DROP)

    made = await convert(shop, invoice["id"], deleteOriginal=True)

    assert made.body["originalDeleted"] is True


async def test_where_no_quote_was_made_nothing_is_deleted(shop: Shop) -> None:
    invoice = await shop.draft()
    shop.fault("create_quote", Kind.RESET)

    answer = await convert(shop, invoice["id"], deleteOriginal=True)

    assert answer.status == 502
    assert (at_bank(shop), shop.asked_of_bank("delete_client_invoice")) == ([], [])
    assert (await shop.ask("show_invoice", id=invoice["id"])).status == 200


async def test_a_final_invoice_is_neither_quoted_nor_deleted(shop: Shop) -> None:
    invoice = await shop.final()

    answer = await convert(shop, invoice["id"], deleteOriginal=True)

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
    assert answer.body["details"]["number"] == "F-2026-001"
    assert at_bank(shop) == []


async def test_converted_twice_there_is_one_quote(shop: Shop) -> None:
    invoice = await shop.draft()
    await convert(shop, invoice["id"])

    again = await convert(shop, invoice["id"])

    assert (again.status, again.code) == (409, "QUOTE_ALREADY_EXISTS")
    assert len(at_bank(shop)) == 1


@pytest.mark.parametrize("body", [{"deleteOriginal": "yes"}, {"expiryDays": 0}, {"surprise": True}])
async def test_what_is_not_acceptable_is_named(shop: Shop, body: dict[str, Any]) -> None:
    invoice = await shop.draft()

    answer = await convert(shop, invoice["id"], **body)

    assert answer.status == 422
    assert [one["field"] for one in answer.body["details"]["fields"]] == list(body)
