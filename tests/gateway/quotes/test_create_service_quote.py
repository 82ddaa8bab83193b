"""POST /api/qonto/quotes/service: services to a customer of the back office, without an order."""

from typing import Any

import pytest

from gateway.seed.customers import stable_id
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.quotes.quoted import at_bank, quote_of, row

pytestmark = pytest.mark.anyio

COMPANY, PERSON = stable_id("organisation", "maison-fictive"), stable_id("individual", "camille-essai")
DAY = {"title": "Conseil", "quantity": 1.5, "unitPrice": 450, "vatRate": 0.2}


async def create(shop: Shop, **body: Any) -> Answer:
    asked = {"clientId": COMPANY, "clientType": "organization", "items": [DAY], **body}
    return await shop.ask("create_service_quote", json=asked)


@pytest.mark.parametrize(
    ("client", "named"),
    [
        ({"clientId": COMPANY, "clientType": "organization"}, "Maison Fictive"),
        ({"clientId": COMPANY, "clientType": "organisation"}, "Maison Fictive"),
        ({"clientId": PERSON, "clientType": "individual"}, "Camille Essai"),
    ],
)
async def test_services_become_a_draft_for_a_customer_of_ours(
    shop: Shop, client: dict[str, str], named: str
) -> None:
    made = await create(shop, **client, validityDays=15, reference="Chantier Morel")

    quote = quote_of(made)
    kept = await row(shop, quote)
    assert (made.status, made.body["hasRealEmail"], quote["status"]) == (201, True, "draft")
    assert named in quote["client"]["name"]
    assert (quote["total_amount_cents"], quote["expiry_date"]) == (81000, "2026-03-06")
    assert (quote["items"][0]["quantity"], quote["items"][0]["unit"]) == ("1.5", "prestation")
    assert quote["header"] == "Référence : Chantier Morel"
    assert (kept["source"], kept["sales_order_id"]) == ("service", None)
    assert kept["customer_id"] == client["clientId"]
    assert shop.asked_of_bank("send_quote") == []


@pytest.mark.parametrize(("slug", "field"), [("sans-email", "email"), ("sans-adresse", "billing_address")])
async def test_no_address_is_made_up(shop: Shop, slug: str, field: str) -> None:
    answer = await create(shop, clientId=stable_id("organisation", slug))

    assert (answer.status, answer.code) == (422, "CUSTOMER_INCOMPLETE")
    assert [one["field"] for one in answer.body["details"]["fields"]] == [field]
    assert shop.asked_of_bank("create_client") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"clientType": "partner"}, "clientType"),
        ({"items": []}, "items"),
        ({"items": [{**DAY, "quantity": 0}]}, "items.0.quantity"),
        ({"items": [{**DAY, "unitPrice": -1}]}, "items.0.unitPrice"),
        ({"items": [{**DAY, "vatRate": 20}]}, "items.0.vatRate"),
        ({"items": [{**DAY, "title": "  "}]}, "items.0.title"),
        ({"validityDays": 400}, "validityDays"),
        ({"clientId": ""}, "clientId"),
    ],
)
async def test_what_is_not_acceptable_is_named(shop: Shop, body: dict[str, Any], field: str) -> None:
    answer = await create(shop, **body)

    assert answer.status == 422
    assert field in [one["field"] for one in answer.body["details"]["fields"]]
    assert at_bank(shop) == []


async def test_it_cannot_be_asked_to_finalise(shop: Shop) -> None:
    answer = await create(shop, autoFinalize=True)

    assert (answer.status, answer.code) == (422, "AUTO_FINALIZE_FORBIDDEN")
    assert at_bank(shop) == []


@pytest.mark.parametrize(
    "client", [{"clientId": "nobody"}, {"clientId": PERSON}, {"clientType": "individual"}]
)
async def test_a_customer_nobody_knows_by_that_kind_is_not_there(shop: Shop, client: dict[str, str]) -> None:
    answer = await create(shop, **client)

    assert (answer.status, answer.code) == (404, "NOT_FOUND")
    assert at_bank(shop) == []


async def test_two_for_the_same_services_may_be_wanted(shop: Shop) -> None:
    answers = [await create(shop), await create(shop)]

    assert [answer.status for answer in answers] == [201, 201]
    assert len({quote_of(answer)["id"] for answer in answers}) == 2


async def test_the_second_of_two_alike_is_found_after_its_answer_was_lost(shop: Shop) -> None:
    first = await create(shop)
    shop.fault("create_quote", Kind.APPLY_THEN_DROP)

    second = await create(shop)

    assert second.status == 201
    assert quote_of(second)["id"] != quote_of(first)["id"]
    assert len(at_bank(shop)) == 2
