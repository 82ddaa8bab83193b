"""POST /api/qonto/quotes/{id}/accept: written down here, with who and when; Qonto is not asked."""

import asyncio

import pytest

from gateway.db.tables import audit_log
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote
from tests.gateway.invoices.shop import Shop
from tests.gateway.quotes.quoted import draft, final, quote_of, row, shown

pytestmark = pytest.mark.anyio


async def test_who_and_when_are_kept(shop: Shop) -> None:
    quote = await final(shop)

    answer = await shop.ask("accept_quote", id=quote["local_document_id"], user="paul")

    accepted, kept = quote_of(answer), await row(shop, quote)
    assert (answer.status, accepted["status"], accepted["decided_by"]) == (200, "accepted", "paul")
    assert accepted["decided_at"] is not None
    assert (kept["status"], kept["quote_status"], kept["decided_by"]) == ("finalized", "accepted", "paul")
    (told,) = await shop.rows(audit_log, action="accept_quote")
    assert told["actor"] == "paul"
    assert (await shown(shop, quote["id"]))["status"] == "accepted"
    assert {one.method for one in shop.stack.bank.journal.exchanges if one.operation == "show_quote"} == {
        "GET"
    }


async def test_a_draft_has_nobody_to_accept_it(shop: Shop) -> None:
    quote = await draft(shop)

    answer = await shop.ask("accept_quote", id=quote["id"])

    assert (answer.status, answer.code) == (409, "NOT_FINALIZED")
    assert (await row(shop, quote))["quote_status"] == "draft"


@pytest.mark.parametrize("before", ["accept_quote", "decline_quote"])
async def test_what_was_decided_is_decided(shop: Shop, before: str) -> None:
    quote = await final(shop)
    decided = quote_of(await shop.ask(before, id=quote["id"]))

    answer = await shop.ask("accept_quote", id=quote["id"])

    assert (answer.status, answer.code) == (409, "INVALID_STATUS")
    assert answer.body["details"]["currentStatus"] == decided["status"]
    assert (await shown(shop, quote["id"]))["status"] == decided["status"]


@pytest.mark.parametrize(("by_qonto", "status"), [(ApproveQuote, "accepted"), (CancelQuote, "canceled")])
async def test_what_qonto_says_comes_first(
    shop: Shop, by_qonto: type[ApproveQuote | CancelQuote], status: str
) -> None:
    quote = await final(shop)
    shop.on_dashboard(by_qonto(id=quote["id"]))

    answer = await shop.ask("accept_quote", id=quote["id"])

    assert (answer.status, answer.code) == (409, "INVALID_STATUS")
    assert answer.body["details"]["currentStatus"] == status
    assert (await row(shop, quote))["decided_by"] is None


async def test_of_two_who_decide_at_once_one_does(shop: Shop) -> None:
    quote = await final(shop)

    answers = await asyncio.gather(
        shop.ask("accept_quote", id=quote["id"], user="marie"),
        shop.ask("decline_quote", id=quote["id"], user="paul"),
    )

    assert sorted(answer.status for answer in answers) == [200, 409]
    (winner,) = [answer for answer in answers if answer.status == 200]
    assert (await shown(shop, quote["id"]))["status"] == quote_of(winner)["status"]


async def test_nothing_is_asked_for_with_it(shop: Shop) -> None:
    quote = await final(shop)

    answer = await shop.ask("accept_quote", id=quote["id"], json={"why": "?"})

    assert (answer.status, answer.code) == (422, "INVALID")


async def test_an_unknown_one_is_not_there(shop: Shop) -> None:
    answer = await shop.ask("accept_quote", id="0b53b0a2-0000-4000-8000-000000000000")

    assert (answer.status, answer.code) == (404, "QUOTE_NOT_FOUND")
