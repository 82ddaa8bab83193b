"""GET /api/qonto/quotes/service: those that were made for services."""

from typing import Any

import pytest

from gateway.seed.customers import stable_id
from tests.gateway.invoices.shop import Shop
from tests.gateway.quotes.quoted import draft, quote_of

pytestmark = pytest.mark.anyio

ASKED = {
    "clientId": stable_id("organisation", "maison-fictive"),
    "clientType": "organization",
    "items": [{"title": "Conseil", "quantity": 1, "unitPrice": 450, "vatRate": 0.2}],
}


async def made(shop: Shop) -> dict[str, Any]:
    return quote_of(await shop.ask("create_service_quote", json=ASKED))


async def test_none_yet_and_nobody_is_asked(shop: Shop) -> None:
    await draft(shop)

    answer = await shop.ask("list_service_quotes")

    assert (answer.status, answer.body["count"], shop.asked_of_bank("list_quotes")) == (200, 0, [])


async def test_only_those_for_services_in_pages(shop: Shop) -> None:
    first = await made(shop)
    shop.stack.wait(seconds=1)
    await draft(shop)
    second = await made(shop)

    page = await shop.ask("list_service_quotes", params={"page": 2, "per_page": 1})
    whole = await shop.ask("list_service_quotes", params={"all": "true"})

    assert [quote["id"] for quote in whole.body["quotes"]] == [second["id"], first["id"]]
    assert [quote["id"] for quote in page.body["quotes"]] == [first["id"]]
    assert page.body["meta"]["total_count"] == 2
