"""`GET /api/qonto/transactions`: one list of all accounts, whatever the edition."""

import tracemalloc
from typing import Any

import pytest
from sqlalchemy import update

from gateway.db import Database
from gateway.db.tables import bank_transactions, financial_documents
from mock_qonto.app import build_bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio

MEMORY_MAX = 12 * 1024 * 1024


async def listed(shop: Shop, **params: Any) -> dict[str, Any]:
    answer = await shop.ask("list_transactions", params=params)
    assert answer.status == 200, answer.body
    return answer.body


async def everything(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await listed(shop, all="true"))["transactions"]
    return found


async def test_the_accounts_are_one_list_the_last_settled_first(shop: Shop) -> None:
    found = await everything(shop)

    settled = [one["settled_at"] for one in found]
    assert settled == sorted(settled, reverse=True)
    assert len({one["bank_account_id"] for one in found}) == 2
    assert len({one["id"] for one in found}) == len(found) > 10
    assert {one["status"] for one in found} == {"completed"}


async def test_pages_follow_each_other_and_say_how_much_there_is(shop: Shop) -> None:
    whole = await everything(shop)
    pages = [await listed(shop, page=number, perPage=7) for number in (1, 2)]

    assert pages[0]["transactions"] + pages[1]["transactions"] == whole[:14]
    assert [page["meta"]["total_count"] for page in pages] == [len(whole)] * 2
    assert (pages[0]["meta"]["next_page"], pages[1]["meta"]["prev_page"]) == (2, 1)
    assert pages[0]["meta"]["total_pages"] == -(-len(whole) // 7)
    assert pages[0]["count"] == 7


async def test_the_side_is_asked_of_the_bank(shop: Shop) -> None:
    whole = await everything(shop)

    incoming = (await listed(shop, side="credit", all="true"))["transactions"]

    assert incoming == [one for one in whole if one["side"] == "credit"]
    assert 0 < len(incoming) < len(whole)


async def test_an_amount_is_looked_for_in_the_whole_list(shop: Shop) -> None:
    whole = await everything(shop)
    wanted = [one for one in whole if 5_000 <= one["amount_cents"] <= 50_000]

    first = await listed(shop, minAmount=5_000, maxAmount=50_000, perPage=2)
    second = await listed(shop, minAmount=5_000, maxAmount=50_000, perPage=2, page=2)

    assert len(wanted) > 2
    assert first["transactions"] + second["transactions"] == wanted[:4]
    assert first["meta"]["total_count"] == len(wanted)
    assert first["meta"]["total_pages"] == -(-len(wanted) // 2)


async def test_both_ends_of_a_range_belong_to_it(shop: Shop) -> None:
    cents = (await everything(shop))[0]["amount_cents"]

    found = await listed(shop, minAmount=cents, maxAmount=cents)

    assert {one["amount_cents"] for one in found["transactions"]} == {cents}


async def test_a_range_that_holds_nothing_is_an_empty_page(shop: Shop) -> None:
    found = await listed(shop, minAmount=10**11)

    assert (found["transactions"], found["count"], found["meta"]["total_pages"]) == ([], 0, 1)


async def test_one_account_without_a_range_is_one_question(shop: Shop) -> None:
    account = (await everything(shop))[0]["bank_account_id"]
    before = len(shop.asked_of_bank("list_transactions"))

    found = await listed(shop, bankAccountId=account, perPage=3)

    assert {one["bank_account_id"] for one in found["transactions"]} == {account}
    assert (found["count"], found["meta"]["per_page"]) == (3, 3)
    assert len(shop.asked_of_bank("list_transactions")) == before + 1


async def test_an_account_nobody_has_is_not_there(shop: Shop) -> None:
    answer = await shop.ask("list_transactions", params={"bankAccountId": "nobodys"})

    assert (answer.status, answer.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"side": "both"}, "side"),
        ({"minAmount": "-1"}, "minAmount"),
        ({"minAmount": "12.5"}, "minAmount"),
        ({"maxAmount": "beaucoup"}, "maxAmount"),
        ({"minAmount": 2, "maxAmount": 1}, "maxAmount"),
        ({"perPage": 101}, "perPage"),
        ({"perPage": 0}, "perPage"),
        ({"page": 0}, "page"),
        ({"page": 999}, "page"),
        ({"page": 999, "minAmount": 1}, "page"),
        ({"all": "perhaps"}, "all"),
        ({"bankAccountId": ""}, "bankAccountId"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name(
    shop: Shop, params: dict[str, Any], field: str
) -> None:
    answer = await shop.ask("list_transactions", params=params)

    assert (answer.status, answer.code) == (422, "INVALID_PARAMETER")
    assert [one["field"] for one in answer.body["details"]["fields"]] == [field]


async def test_a_page_past_the_end_of_one_account_is_refused_too(shop: Shop) -> None:
    account = (await everything(shop))[0]["bank_account_id"]

    answer = await shop.ask("list_transactions", params={"bankAccountId": account, "page": 99})

    assert (answer.status, answer.body["details"]["fields"][0]["field"]) == (422, "page")


async def test_what_was_matched_here_is_told(shop: Shop) -> None:
    await shop.ask("sync_transactions")
    invoice = await shop.final()
    document = (await shop.rows(financial_documents, qonto_id=invoice["id"]))[0]["id"]
    paid = (await everything(shop))[0]["id"]
    await _match(shop, paid, document)

    found = {one["id"]: one for one in await everything(shop)}

    assert found[paid]["matching_status"] == "manual_matched"
    assert found[paid]["matched_document_id"] == document
    assert {one["matching_status"] for id, one in found.items() if id != paid} == {"unmatched"}


async def test_a_bank_that_breaks_half_way_is_no_short_list(shop: Shop) -> None:
    shop.fault("list_transactions", Kind.STATUS, nth=2, count=9)

    answer = await shop.ask("list_transactions", params={"all": "true"})

    assert (answer.status, answer.code) == (502, "UPSTREAM_FAILED")


async def test_five_thousand_are_searched_a_page_at_a_time(database_url: str, edition: str) -> None:
    bank = build_bank(edition=edition, rate_limit="off", fixture="busy", clock=ClockState(held=NOON))
    async with stack(database_url, edition=edition, bank=bank) as running:
        shop = Shop(stack=running, database_url=database_url)
        await listed(shop, minAmount=1, perPage=1)
        tracemalloc.start()
        try:
            found = await listed(shop, minAmount=10_000, maxAmount=20_000, side="credit")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert found["meta"]["total_count"] > 50
    assert all(10_000 <= one["amount_cents"] <= 20_000 for one in found["transactions"])
    assert peak < MEMORY_MAX


async def _match(shop: Shop, qonto_id: str, document_id: str) -> None:
    db = Database.open(shop.database_url)
    try:
        async with db.transaction() as tx:
            statement = update(bank_transactions).where(bank_transactions.c.qonto_id == qonto_id)
            await tx.execute(
                statement.values(matching_status="manual_matched", matched_document_id=document_id)
            )
    finally:
        await db.close()
