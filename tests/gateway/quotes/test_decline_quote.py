"""POST /api/qonto/quotes/{id}/decline: like accept, the other way round."""

import pytest

from gateway.db.tables import audit_log
from mock_qonto.resources.quotes.messages import ApproveQuote
from tests.gateway.invoices.shop import Shop
from tests.gateway.quotes.quoted import draft, final, quote_of, row, shown

pytestmark = pytest.mark.anyio


async def test_who_and_when_are_kept(shop: Shop) -> None:
    quote = await final(shop)

    answer = await shop.ask("decline_quote", id=quote["id"], user="paul")

    declined, kept = quote_of(answer), await row(shop, quote)
    assert (answer.status, declined["status"], declined["decided_by"]) == (200, "declined", "paul")
    assert (kept["status"], kept["quote_status"]) == ("finalized", "declined")
    assert len(await shop.rows(audit_log, action="decline_quote")) == 1
    assert (await shown(shop, quote["id"]))["status"] == "declined"


async def test_a_draft_has_nobody_to_decline_it(shop: Shop) -> None:
    quote = await draft(shop)

    answer = await shop.ask("decline_quote", id=quote["id"])

    assert (answer.status, answer.code) == (409, "NOT_FINALIZED")


@pytest.mark.parametrize("before", ["accept_quote", "decline_quote"])
async def test_what_was_decided_is_decided(shop: Shop, before: str) -> None:
    quote = await final(shop)
    await shop.ask(before, id=quote["id"])

    answer = await shop.ask("decline_quote", id=quote["id"])

    assert (answer.status, answer.code) == (409, "INVALID_STATUS")


async def test_what_qonto_says_comes_first(shop: Shop) -> None:
    quote = await final(shop)
    shop.on_dashboard(ApproveQuote(id=quote["id"]))

    answer = await shop.ask("decline_quote", id=quote["id"])

    assert (answer.status, answer.body["details"]["currentStatus"]) == (409, "accepted")
