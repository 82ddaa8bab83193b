"""PATCH /api/qonto/quotes/{id}: a draft, and nothing but a draft."""

from typing import Any

import pytest

from gateway.db.tables import audit_log, financial_document_items
from mock_qonto.resources.quotes.messages import ApproveQuote
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.quotes.quoted import LATER, create, draft, final, quote_of, row, shown

pytestmark = pytest.mark.anyio

LINE = {"title": "Autre chose", "quantity": "2", "unitPrice": {"value": "7.50"}, "vatRate": "0.2"}


async def update(shop: Shop, id: str, **changes: Any) -> Answer:
    return await shop.ask("update_quote", id=id, json=changes)


async def test_texts_dates_and_lines_change_here_and_there(shop: Shop) -> None:
    quote = await draft(shop)

    answer = await update(
        shop, quote["id"], expiryDate="2026-04-30", footer="Merci.", header="", items=[LINE]
    )

    changed = quote_of(answer)
    assert answer.status == 200
    assert (changed["expiry_date"], changed["footer"], changed["header"]) == ("2026-04-30", "Merci.", None)
    assert (changed["number"], changed["total_amount_cents"]) == (quote["number"], 1800)
    kept = await row(shop, quote)
    assert str(kept["total_amount"]) == "18.00"
    (item,) = await shop.rows(financial_document_items, document_id=kept["id"])
    assert item["title"] == "Autre chose"
    (told,) = await shop.rows(audit_log, action="update_quote")
    assert told["details"]["after"] == {"total_cents": 1800}


async def test_nothing_given_changes_nothing(shop: Shop) -> None:
    quote = await draft(shop)

    answer = await update(shop, quote["local_document_id"])

    assert answer.status == 200
    assert shop.asked_of_bank("update_quote") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expiryDate": "2026-02-01"}, "expiryDate"),
        ({"issueDate": "2026-12-31"}, "issueDate"),
        ({"items": []}, "items"),
        (
            {"items": [{**LINE, "unitPrice": {"value": "7.50", "currency": "USD"}}]},
            "items.0.unitPrice.currency",
        ),
        ({"items": [{**LINE, "unitPrice": 7.5}]}, "items.0.unitPrice"),
        ({"termsAndConditions": " "}, "termsAndConditions"),
        ({"dueDate": "2026-12-31"}, "dueDate"),
    ],
)
async def test_what_is_not_acceptable_is_named_and_changes_nothing(
    shop: Shop, changes: dict[str, Any], field: str
) -> None:
    quote = await draft(shop)

    answer = await update(shop, quote["id"], **changes)

    assert answer.status == 422
    assert field in [one["field"] for one in answer.body["details"]["fields"]]
    assert shop.asked_of_bank("update_quote") == []


async def test_before_its_pdf_is_made_qonto_changes_nothing_and_that_is_said(shop: Shop) -> None:
    quote = quote_of(await create(shop))

    early = await update(shop, quote["id"], footer="Merci.")
    shop.stack.wait(seconds=LATER)
    later = await update(shop, quote["id"], footer="Merci.")

    assert (early.status, early.code) == (503, "PDF_PENDING")
    assert later.status == 200


async def test_a_finalised_one_is_refused_with_its_number(shop: Shop) -> None:
    quote = await final(shop)

    answer = await update(shop, quote["id"], footer="Merci.")

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
    assert answer.body["details"]["number"] == "D-2026-001"
    assert (await shown(shop, quote["id"]))["footer"] is None


async def test_so_is_one_that_was_approved_on_the_dashboard(shop: Shop) -> None:
    quote = await draft(shop)
    shop.on_dashboard(ApproveQuote(id=quote["id"]))

    answer = await update(shop, quote["id"], footer="Merci.")

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504])
async def test_a_change_whose_answer_was_lost_is_looked_for(shop: Shop, kind: Kind) -> None:
    quote = await draft(shop)
    shop.fault("update_quote", kind)

    answer = await update(shop, quote["id"], footer="Merci.")

    assert (answer.status, quote_of(answer)["footer"]) == (200, "Merci.")
    assert len(shop.asked_of_bank("update_quote")) == 1


async def test_one_that_was_not_made_is_said_not_to_be(shop: Shop) -> None:
    quote = await draft(shop)
    shop.fault("update_quote", Kind.RESET)

    answer = await update(shop, quote["id"], footer="Merci.")

    assert (answer.status, answer.code) == (502, "UPSTREAM_FAILED")
    assert (await shown(shop, quote["id"]))["footer"] is None


async def test_an_unknown_one_is_not_there(shop: Shop) -> None:
    answer = await update(shop, "0b53b0a2-0000-4000-8000-000000000000", footer="x")

    assert (answer.status, answer.code) == (404, "QUOTE_NOT_FOUND")
