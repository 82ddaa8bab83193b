"""GET /api/qonto/quotes: a page of them, by the state the business sees."""

from typing import Any

import pytest

from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote
from tests.gateway.invoices.shop import Shop
from tests.gateway.quotes.quoted import draft, final, row

pytestmark = pytest.mark.anyio


async def listed(shop: Shop, **params: Any) -> dict[str, Any]:
    answer = await shop.ask("list_quotes", params=params)
    assert answer.status == 200, answer.body
    return answer.body


async def test_nothing_yet(shop: Shop) -> None:
    body = await listed(shop)

    assert (body["quotes"], body["count"], body["meta"]["total_count"]) == ([], 0, 0)


async def test_newest_first_with_what_we_know_of_each(shop: Shop) -> None:
    first, second = await draft(shop, 0), await draft(shop, 1)

    body = await listed(shop)

    assert [quote["id"] for quote in body["quotes"]] == [second["id"], first["id"]]
    assert body["quotes"][1]["local_document_id"] == first["local_document_id"]
    assert body["meta"] == {
        "current_page": 1,
        "next_page": None,
        "prev_page": None,
        "total_pages": 1,
        "total_count": 2,
        "per_page": 100,
    }


async def test_by_the_state_the_business_sees(shop: Shop) -> None:
    made = {"draft": await draft(shop, 0), "finalized": await final(shop, 1, expiryDays=60)}
    made |= {"accepted": await final(shop, 2), "declined": await final(shop, 4)}
    made |= {"approved": await draft(shop, 6), "canceled": await draft(shop, 7)}
    await shop.ask("accept_quote", id=made["accepted"]["id"])
    await shop.ask("decline_quote", id=made["declined"]["id"])
    shop.on_dashboard(ApproveQuote(id=made["approved"]["id"]))
    shop.on_dashboard(CancelQuote(id=made["canceled"]["id"]))

    found = {
        status: {quote["id"] for quote in (await listed(shop, status=status))["quotes"]}
        for status in ("draft", "finalized", "accepted", "declined", "converted", "canceled", "cancelled")
    }

    assert found == {
        "draft": {made["draft"]["id"]},
        "finalized": {made["finalized"]["id"]},
        "accepted": {made["accepted"]["id"], made["approved"]["id"]},
        "declined": {made["declined"]["id"]},
        "converted": set(),
        "canceled": {made["canceled"]["id"]},
        "cancelled": {made["canceled"]["id"]},
    }
    assert (await row(shop, made["approved"]))["quote_status"] == "accepted"


async def test_expired_is_finalised_and_past_its_day(shop: Shop) -> None:
    short = await final(shop, 0, expiryDays=1)
    await final(shop, 1, expiryDays=60)
    shop.stack.wait(days=3)
    await listed(shop)

    body = await listed(shop, status="expired")

    assert [quote["id"] for quote in body["quotes"]] == [short["id"]]
    assert body["quotes"][0]["view_url"] is None


@pytest.mark.parametrize("status", [None, "draft", "cancelled"])
async def test_pages_and_the_whole(shop: Shop, status: str | None) -> None:
    made = [await draft(shop, place) for place in (0, 1, 2)]
    if status == "cancelled":
        for quote in made:
            shop.on_dashboard(CancelQuote(id=quote["id"]))
    asked = {} if status is None else {"status": status}

    second = await listed(shop, page=2, per_page=2, **asked)
    whole = await listed(shop, all="true", per_page=1, **asked)
    past = await shop.ask("list_quotes", params={"page": 9, **asked})

    assert [quote["id"] for quote in second["quotes"]] == [made[0]["id"]]
    assert (second["meta"]["total_pages"], second["meta"]["prev_page"]) == (2, 1)
    assert (whole["count"], whole["meta"]["total_pages"]) == (3, 1)
    assert (past.status, past.code) == (422, "INVALID_PARAMETER")


@pytest.mark.parametrize("params", [{"status": "pending_approval"}, {"page": 0}, {"per_page": 501}])
async def test_what_is_not_understood_is_refused(shop: Shop, params: dict[str, Any]) -> None:
    answer = await shop.ask("list_quotes", params=params)

    assert (answer.status, answer.code) == (422, "INVALID_PARAMETER")
