"""POST /api/qonto/quotes: an order becomes a draft quote, once, and nobody is sent anything."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from gateway.db.tables import audit_log, burnt_numbers, financial_document_items, intents
from gateway.seed.catalogue import DEFECTIVE, INVOICEABLE
from mock_qonto.resources.quotes.messages import CancelQuote, DeleteQuote
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.quotes.quoted import at_bank, create, draft, final, quote_of, row, shown

pytestmark = pytest.mark.anyio


async def test_an_order_becomes_a_draft_with_its_number_and_nothing_is_sent(shop: Shop) -> None:
    made = await create(shop)

    assert made.status == 201
    quote = quote_of(made)
    assert (quote["number"], quote["quote_number"]) == ("D-2026-001", "D-2026-001")
    assert (quote["status"], quote["qonto_status"]) == ("draft", "pending_approval")
    assert (quote["issue_date"], quote["expiry_date"]) == ("2026-02-19", "2026-03-21")
    assert (quote["total_amount"], quote["total_amount_cents"]) == (
        {"value": "59.88", "currency": "EUR"},
        5988,
    )
    assert (quote["pdf_url"], quote["view_url"], quote["converted_to_invoice_id"]) == (None, None, None)
    assert quote["header"] == f"Commande {INVOICEABLE[0].number}"
    assert quote["terms_and_conditions"].startswith("Devis valable")
    assert shop.asked_of_bank("send_quote") == []


async def test_it_is_kept_with_its_lines_its_author_and_an_audit_row(shop: Shop) -> None:
    made = await shop.ask("create_quote", json={"salesOrderId": INVOICEABLE[3].id}, user="marie")

    kept = await row(shop, quote_of(made))
    items = await shop.rows(financial_document_items, document_id=kept["id"])
    assert made.body["localDocumentId"] == kept["id"]
    assert (kept["document_type"], kept["status"], kept["quote_status"]) == ("quote", "draft", "draft")
    assert (kept["number"], kept["source"], kept["created_by"]) == ("D-2026-001", "order", "marie")
    assert (kept["sales_order_id"], str(kept["expiry_date"])) == (INVOICEABLE[3].id, "2026-03-21")
    assert kept["shipping_cost_ht"] == Decimal("24.90")
    assert [item["kind"] for item in items] == ["product"] * 3 + ["fee"] * 3
    assert await shop.rows(burnt_numbers) == []
    (told,) = await shop.rows(audit_log, action="create_quote")
    assert told["actor"] == "marie"


async def test_validity_fees_lines_and_texts_are_the_callers_to_say(shop: Shop) -> None:
    quote = await draft(
        shop,
        expiryDays=10.0,
        fees={"shipping_cost_ht": 12.5, "fees_vat_rate": 0.2},
        customLines=[{"title": "Montage", "quantity": 1, "unit_price_ht": 80, "vat_rate": 0.2}],
        label="Pour la vitrine",
        termsAndConditions="Payable à trente jours.",
    )

    assert quote["expiry_date"] == "2026-03-01"
    assert [item["title"] for item in quote["items"]] == [
        "Lampe d'atelier",
        "Frais de livraison",
        "Montage",
    ]
    assert quote["total_amount_cents"] == 5988 + 1500 + 9600
    assert (quote["header"], quote["terms_and_conditions"]) == ("Pour la vitrine", "Payable à trente jours.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "salesOrderId"),
        ({"salesOrderId": INVOICEABLE[0].id, "expiryDays": 0}, "expiryDays"),
        ({"salesOrderId": INVOICEABLE[0].id, "expiryDays": 366}, "expiryDays"),
        ({"salesOrderId": INVOICEABLE[0].id, "expiryDays": "30"}, "expiryDays"),
        ({"salesOrderId": INVOICEABLE[0].id, "fees": {"shipping_cost_ht": -1}}, "fees.shipping_cost_ht"),
        ({"salesOrderId": INVOICEABLE[0].id, "fees": {"shipping_cost_ht": 5}}, "fees_vat_rate"),
        ({"salesOrderId": INVOICEABLE[0].id, "surprise": 1}, "surprise"),
    ],
)
async def test_what_is_not_acceptable_is_named_and_nothing_is_made(
    shop: Shop, body: dict[str, Any], field: str
) -> None:
    answer = await shop.ask("create_quote", json=body)

    assert answer.status == 422
    assert field in [one["field"] for one in answer.body["details"]["fields"]]
    assert at_bank(shop) == []


@pytest.mark.parametrize("spelling", ["autoFinalize", "auto_finalize", "AUTOFINALIZE"])
async def test_it_cannot_be_asked_to_finalise(shop: Shop, spelling: str) -> None:
    answer = await create(shop, **{spelling: True})

    assert (answer.status, answer.code) == (422, "AUTO_FINALIZE_FORBIDDEN")
    assert at_bank(shop) == []


@pytest.mark.parametrize(
    ("number", "code", "field"),
    [
        ("SO-2026-091", "CUSTOMER_INCOMPLETE", "billing_address"),
        ("SO-2026-092", "CUSTOMER_INCOMPLETE", "email"),
        ("SO-2026-093", "ORDER_NOT_INVOICEABLE", "items[1].tax_rate"),
        ("SO-2026-094", "ORDER_NOT_INVOICEABLE", "status"),
        ("SO-2026-097", "ORDER_NOT_INVOICEABLE", "items"),
    ],
)
async def test_nothing_is_invented_for_an_order_that_lacks_something(
    shop: Shop, number: str, code: str, field: str
) -> None:
    order = next(order for order in DEFECTIVE if order.number == number)

    answer = await shop.ask("create_quote", json={"salesOrderId": order.id})

    assert (answer.status, answer.code) == (422, code)
    assert answer.body["details"]["fields"][0]["field"] == field
    assert "devis" in answer.body["error"]
    assert at_bank(shop) == []


async def test_an_order_that_is_not_certain_yet_can_be_quoted(shop: Shop) -> None:
    order = next(order for order in DEFECTIVE if order.status == "draft")

    answer = await shop.ask("create_quote", json={"salesOrderId": order.id})

    assert answer.status == 201


async def test_an_unknown_order_is_not_there(shop: Shop) -> None:
    answer = await shop.ask("create_quote", json={"salesOrderId": "nowhere"})

    assert (answer.status, answer.code) == (404, "ORDER_NOT_FOUND")


# ------------------------------------------------------------------ one active quote
async def test_asked_twice_it_is_made_once(shop: Shop) -> None:
    first = await create(shop)

    again = await create(shop)

    assert (again.status, again.code) == (409, "QUOTE_ALREADY_EXISTS")
    assert again.body["existingQuoteId"] == first.body["localDocumentId"]
    assert len(at_bank(shop)) == 1


async def test_asked_twice_at_once_it_is_made_once(shop: Shop) -> None:
    answers = await asyncio.gather(*(create(shop) for _ in range(6)))

    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert len(at_bank(shop)) == 1


async def test_one_that_stands_or_was_accepted_keeps_the_next_one_out(shop: Shop) -> None:
    quote = await final(shop)
    standing = await create(shop)
    await shop.ask("accept_quote", id=quote["id"])

    accepted = await create(shop)

    assert [standing.code, accepted.code] == ["QUOTE_ALREADY_EXISTS"] * 2


async def test_a_declined_one_is_no_obstacle(shop: Shop) -> None:
    quote = await final(shop)
    await shop.ask("decline_quote", id=quote["id"])

    again = await create(shop)

    assert (again.status, quote_of(again)["number"]) == (201, "D-2026-002")


async def test_an_expired_one_is_no_obstacle(shop: Shop) -> None:
    await final(shop, expiryDays=1)
    shop.stack.wait(days=3)
    await shop.ask("list_quotes")

    assert (await create(shop)).status == 201


async def test_nor_one_that_was_removed_or_cancelled_on_the_dashboard(shop: Shop) -> None:
    removed = await draft(shop, 0)
    cancelled = await draft(shop, 1)
    shop.on_dashboard(DeleteQuote(id=removed["id"]))
    shop.on_dashboard(CancelQuote(id=cancelled["id"]))

    answers = [await create(shop, 0), await create(shop, 1)]

    assert [answer.status for answer in answers] == [201, 201]
    assert (await shown(shop, cancelled["id"]))["status"] == "canceled"


# ------------------------------------------------------------------ lost answers
@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.GARBAGE])
async def test_a_quote_whose_answer_was_lost_is_found_and_not_made_again(shop: Shop, kind: Kind) -> None:
    shop.fault("create_quote", kind)

    made = await create(shop)

    assert (made.status, quote_of(made)["number"]) == (201, "D-2026-001")
    assert len(at_bank(shop)) == len(shop.asked_of_bank("create_quote")) == 1
    assert (await row(shop, quote_of(made)))["sales_order_id"] == INVOICEABLE[0].id


async def test_one_that_was_not_made_is_said_not_to_be_and_may_be_asked_again(shop: Shop) -> None:
    shop.fault("create_quote", Kind.RESET)

    failed = await create(shop)
    again = await create(shop)

    assert (failed.status, failed.code) == (502, "UPSTREAM_FAILED")
    assert again.status == 201
    assert len(at_bank(shop)) == 1


async def test_an_answer_lost_and_nobody_to_ask_is_settled_by_the_next_call(shop: Shop) -> None:
    shop.fault("create_quote", Kind.APPLY_THEN_DROP)
    shop.fault("list_quotes", Kind.STATUS, count=3)

    lost = await create(shop)
    again = await create(shop)

    assert (lost.status, lost.code) == (504, "OUTCOME_UNKNOWN")
    assert (again.status, again.code) == (409, "QUOTE_ALREADY_EXISTS")
    assert len(at_bank(shop)) == 1
    assert all(intent["closed_at"] for intent in await shop.rows(intents))


async def test_two_alike_are_told_apart(shop: Shop) -> None:
    """The lost quote of one order is not mistaken for that of another one of the same customer."""
    await draft(shop, 1)
    shop.fault("create_quote", Kind.APPLY_THEN_DROP)

    made = await create(shop, 8)

    assert made.status == 201
    assert quote_of(made)["sales_order_id"] == INVOICEABLE[8].id
    assert len(at_bank(shop)) == 2


async def test_a_key_makes_the_same_call_the_same_quote(shop: Shop) -> None:
    said = {"json": {"salesOrderId": INVOICEABLE[0].id}, "headers": {"Idempotency-Key": "k-1"}}

    first = await shop.stack.client.post("/api/qonto/quotes", **said)
    again = await shop.stack.client.post("/api/qonto/quotes", **said)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(at_bank(shop)) == 1
