"""GET /api/qonto/invoices/service."""

import pytest

from gateway.db.tables import organisations
from mock_qonto.resources.client_invoices.messages import DeleteClientInvoice, FinalizeClientInvoice
from tests.gateway.invoices.shop import Answer, Shop

pytestmark = pytest.mark.anyio


async def services(shop: Shop, *titles: str) -> list[str]:
    client = (await shop.rows(organisations, is_active=True))[0]
    ids = []
    for title in titles:
        item = {"title": title, "quantity": 1, "unitPrice": 100, "vatRate": 0.2}
        asked = {"clientId": client["id"], "clientType": "organization", "items": [item]}
        ids.append((await shop.ask("create_service_invoice", json=asked)).invoice["id"])
        shop.stack.wait(minutes=1)
    return ids


async def listed(shop: Shop, **params: object) -> Answer:
    return await shop.ask("list_service_invoices", params=params)


async def test_only_what_was_made_for_services_is_listed_newest_first(shop: Shop) -> None:
    await shop.draft()
    first, second = await services(shop, "un", "deux")

    answer = await listed(shop)

    assert [invoice["id"] for invoice in answer.body["invoices"]] == [second, first]
    assert (answer.body["count"], answer.body["meta"]["total_count"]) == (2, 2)


async def test_pages_follow_one_another(shop: Shop) -> None:
    ids = await services(shop, "un", "deux", "trois")

    pages = [await listed(shop, page=page, per_page=2) for page in (1, 2)]

    shown = [invoice["id"] for page in pages for invoice in page.body["invoices"]]
    assert shown == ids[::-1]
    assert pages[0].body["meta"]["next_page"] == 2
    assert pages[1].body["meta"]["next_page"] is None


async def test_a_page_past_the_last_one_is_refused(shop: Shop) -> None:
    refused = await listed(shop, page=2)

    assert (refused.status, refused.code) == (422, "INVALID_PARAMETER")


async def test_what_qonto_says_now_is_shown_and_learnt(shop: Shop) -> None:
    (draft,) = await services(shop, "un")
    shop.on_dashboard(FinalizeClientInvoice(id=draft))

    shown = (await listed(shop)).body["invoices"]
    unpaid = (await listed(shop, status="unpaid")).body["count"]

    assert (shown[0]["status"], shown[0]["number"]) == ("unpaid", "F-2026-001")
    assert unpaid == 1


@pytest.mark.parametrize(("status", "count"), [("draft", 2), ("unpaid", 0), ("overdue", 0), ("cancelled", 0)])
async def test_a_status_is_filtered(shop: Shop, status: str, count: int) -> None:
    await services(shop, "un", "deux")

    assert (await listed(shop, status=status)).body["count"] == count


async def test_one_that_qonto_has_deleted_is_left_out(shop: Shop) -> None:
    first, second = await services(shop, "un", "deux")
    shop.on_dashboard(DeleteClientInvoice(id=first))

    answer = await listed(shop)

    assert [invoice["id"] for invoice in answer.body["invoices"]] == [second]


@pytest.mark.parametrize("params", [{"status": "lost"}, {"page": 0}, {"per_page": 101}], ids=str)
async def test_a_parameter_that_makes_no_sense_is_named(shop: Shop, params: dict[str, object]) -> None:
    refused = await listed(shop, **params)

    assert (refused.status, refused.code) == (422, "INVALID_PARAMETER")
