"""GET /api/qonto/credit-notes: drafts first, then Qonto's, in one list."""

from datetime import date
from typing import Any

import pytest

from gateway.db.tables import burnt_numbers
from mock_qonto.resources.billing.terms import Item
from mock_qonto.resources.credit_notes.model import CreateCreditNote, Terms
from tests.gateway.credit_notes.noted import MODERN, drafted, issued, issued_on_the_dashboard, line
from tests.gateway.invoices.shop import Answer, Shop

pytestmark = pytest.mark.anyio

CENT = {
    "title": "Un centime",
    "quantity": "1",
    "unit_price": {"value": "0.01", "currency": "EUR"},
    "vat_rate": "0",
}

A_CENT = Item(title="Un centime", quantity="1", unit_price_cents=1, unit_price_currency="EUR", vat_rate="0")


async def listed(shop: Shop, **params: Any) -> Answer:
    return await shop.ask("list_credit_notes", params=params)


def ids(answer: Answer) -> list[str]:
    return [note["id"] for note in answer.body["credit_notes"]]


async def two_and_three(shop: Shop) -> list[str]:
    """Two drafts and three final ones, in the order of the list."""
    invoice = await shop.final(3)
    final = []
    for _ in range(3):
        final.append((await issued_on_the_dashboard(shop, invoice, items=[CENT]))["credit_note_id"])
        shop.stack.wait(seconds=1)
    drafts = []
    for _ in range(2):
        drafts.append((await drafted(shop, invoice, items=[line("0.01")]))["id"])
        shop.stack.wait(seconds=1)
    return [*reversed(drafts), *reversed(final)]


async def test_nothing_is_a_page_too(shop: Shop) -> None:
    answer = await listed(shop)

    assert (answer.status, answer.body["credit_notes"], answer.body["count"]) == (200, [], 0)
    assert (answer.body["meta"]["total_count"], answer.body["meta"]["next_page"]) == (0, None)


async def test_drafts_come_first_each_newest_first(shop: Shop) -> None:
    expected = await two_and_three(shop)

    answer = await listed(shop)

    assert ids(answer) == expected
    assert (answer.body["count"], answer.body["meta"]["total_count"]) == (5, 5)
    assert {note["invoice"]["invoice_number"] for note in answer.body["credit_notes"]} == {"F-2026-001"}
    assert len(await shop.rows(burnt_numbers, document_type="credit_note")) == 3


@pytest.mark.parametrize("per_page", [1, 2, 3, 4, 5, 500])
async def test_pages_put_together_are_the_list(shop: Shop, per_page: int) -> None:
    expected = await two_and_three(shop)
    seen: list[str] = []
    page: int | None = 1

    while page is not None:
        answer = await listed(shop, page=page, per_page=per_page)
        assert answer.status == 200, answer.body
        seen += ids(answer)
        page = answer.body["meta"]["next_page"]

    assert seen == expected
    assert answer.body["meta"]["total_pages"] == -(-5 // per_page)


async def test_a_page_may_be_longer_than_qontos_own(shop: Shop) -> None:
    invoice = await shop.final(3)
    terms = Terms(issue_date=date(2026, 2, 19), items=(A_CENT,))
    for _ in range(103):
        id = shop.stack.world.ids.mint()
        shop.on_dashboard(CreateCreditNote(id=id, invoice_id=invoice["id"], currency="EUR", terms=terms))
    draft = await drafted(shop, invoice, items=[line("0.01")])

    first, rest = await listed(shop, per_page=102), await listed(shop, per_page=102, page=2)

    assert (first.body["count"], rest.body["count"]) == (102, 2)
    assert ids(first)[0] == draft["id"]
    assert len({*ids(first), *ids(rest)}) == 104


async def test_all_of_them_in_one_answer(shop: Shop) -> None:
    expected = await two_and_three(shop)

    answer = await listed(shop, all=True, per_page=1)

    assert (ids(answer), answer.body["meta"]["total_pages"]) == (expected, 1)


@pytest.mark.parametrize("whole", [True, False])
async def test_one_status_at_a_time(shop: Shop, whole: bool) -> None:  # noqa: FBT001  - a parameter
    expected = await two_and_three(shop)

    drafts = await listed(shop, status="draft", all=whole)
    final = await listed(shop, status="finalized", all=whole)

    assert (ids(drafts), ids(final)) == (expected[:2], expected[2:])
    assert (drafts.body["meta"]["total_count"], final.body["meta"]["total_count"]) == (2, 3)


@MODERN
async def test_a_draft_that_was_issued_is_listed_once(shop: Shop) -> None:
    note = await issued(shop, await shop.final())

    answer = await listed(shop)

    assert ids(answer) == [note["id"]]
    assert answer.body["credit_notes"][0]["local_document_id"] == note["local_document_id"]


async def test_a_deleted_draft_is_not_listed(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())
    await shop.ask("delete_credit_note", id=draft["id"])

    assert ids(await listed(shop)) == []


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"status": "paid"}, "status"),
        ({"status": "canceled"}, "status"),
        ({"page": 0}, "page"),
        ({"per_page": 501}, "per_page"),
        ({"page": 2}, "page"),
        ({"page": 2, "status": "draft"}, "page"),
        ({"page": 4, "per_page": 2}, "page"),
        ({"page": 3, "per_page": 2, "status": "finalized"}, "page"),
    ],
)
async def test_what_is_no_page_of_the_list_is_refused(shop: Shop, params: dict[str, Any], field: str) -> None:
    await two_and_three(shop)

    answer = await listed(shop, **params)

    assert (answer.status, answer.code) == (422, "INVALID_PARAMETER")
    assert answer.body["details"]["fields"][0]["field"] == field
