from typing import Any

import pytest

from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def _orders(customer: Customer, **query: Any) -> list[str]:
    listed = (await customer.get("/v2/client_invoices", **query)).json()["client_invoices"]
    return [invoice["purchase_order"] for invoice in listed]


@pytest.fixture
async def four(customer: Customer) -> Customer:
    """A draft, an unpaid, a paid and a cancelled one, a minute apart."""
    await customer.draft(purchase_order="draft", due_date="2026-04-01")
    customer.wait(59)
    await customer.unpaid(purchase_order="unpaid", due_date="2026-04-02")
    customer.wait(59)
    await customer.act(await customer.unpaid(purchase_order="paid", due_date="2026-04-03"), "mark_as_paid")
    customer.wait(59)
    gone = await customer.unpaid(purchase_order="canceled", due_date="2026-04-04")
    await customer.act(gone, "mark_as_canceled")
    return customer


async def test_the_newest_comes_first(four: Customer) -> None:
    assert await _orders(four) == ["canceled", "paid", "unpaid", "draft"]
    assert await _orders(four, sort_by="created_at:asc") == ["draft", "unpaid", "paid", "canceled"]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("draft", ["draft"]),
        ("unpaid,paid", ["paid", "unpaid"]),
        (["unpaid", "canceled"], ["canceled", "unpaid"]),
        ("overdue", []),
        ("overdue,paid", ["paid"]),
    ],
)
async def test_status_is_one_word_a_list_or_a_repeated_key(
    four: Customer, status: Any, found: list[str]
) -> None:
    assert await _orders(four, **{"filter[status]": status}) == found
    assert await _orders(four, **{"filter[status][]": status}) == found


async def test_an_unknown_status_matches_nothing_and_is_no_error(four: Customer) -> None:
    answer = await four.get("/v2/client_invoices", **{"filter[status]": "overdue"})

    assert answer.status_code == 200
    assert answer.json()["meta"]["total_count"] == 0


async def test_only_the_guide_understands_status_without_brackets(four: Customer, edition: str) -> None:
    found = await _orders(four, status="draft")

    if edition == "guide":
        assert found == ["draft"]
        assert four.exchange.quirks == ("unbracketed_status",)
    else:
        assert len(found) == 4
        assert four.exchange.unread == ("status",)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"filter[created_at_from]": "2026-03-02T09:01:00Z"}, ["canceled", "paid"]),
        ({"filter[created_at_from]": "2026-03-02T10:01:59+01:00"}, ["canceled", "paid"]),
        ({"filter[created_at_to]": "2026-03-02T09:00:59Z"}, ["unpaid", "draft"]),
        ({"filter[created_at_from]": "2026-03-03T00:00:00Z"}, []),
        ({"filter[updated_at_from]": "2026-03-02T09:02:00Z"}, ["canceled", "paid"]),
        ({"filter[updated_at_to]": "2026-03-02T09:00:30Z"}, ["draft"]),
        ({"filter[due_date]": "2026-04-02"}, ["unpaid"]),
        ({"filter[due_date_from]": "2026-04-02", "filter[due_date_to]": "2026-04-03"}, ["paid", "unpaid"]),
        ({"filter[due_date_from]": "2026-04-02", "filter[status]": "paid,draft"}, ["paid"]),
        ({"exclude_imported": "false"}, ["canceled", "paid", "unpaid", "draft"]),
    ],
)
async def test_the_other_filters(four: Customer, query: dict[str, str], found: list[str]) -> None:
    assert await _orders(four, **query) == found


async def test_a_page_holds_up_to_five_hundred(four: Customer) -> None:
    answer = await four.get("/v2/client_invoices", per_page=500)
    too_many = await four.get("/v2/client_invoices", per_page=501)

    assert answer.json()["meta"]["per_page"] == 500
    assert refusal(too_many)[0::2] == (422, "per_page")


async def test_pages_follow_one_another(four: Customer) -> None:
    pages = [(await four.get("/v2/client_invoices", page=page, per_page=3)).json() for page in (1, 2)]

    assert [len(page["client_invoices"]) for page in pages] == [3, 1]
    assert [(page["meta"]["prev_page"], page["meta"]["next_page"]) for page in pages] == [
        (None, 2),
        (1, None),
    ]


async def test_a_page_past_the_end_is_refused_unless_a_switch_says_otherwise(four: Customer) -> None:
    refused = await four.get("/v2/client_invoices", page=2)
    four.world.change(switches={**four.world.settings.switches, "page_past_end_refused": False})
    empty = await four.get("/v2/client_invoices", page=2)

    assert refusal(refused) == (422, "invalid", "page")
    assert empty.json()["client_invoices"] == []


async def test_an_empty_list_has_one_page(customer: Customer) -> None:
    answer = (await customer.get("/v2/client_invoices")).json()

    assert answer["client_invoices"] == []
    assert (answer["meta"]["total_pages"], answer["meta"]["total_count"]) == (1, 0)


@pytest.mark.parametrize(
    "query",
    [
        {"sort_by": "number:asc"},
        {"filter[due_date]": "tomorrow"},
        {"filter[created_at_from]": "yesterday"},
        {"filter[created_at_from]": "2026-03-02"},
        {"filter[created_at_to]": "2026-03-02T09:00:00"},
        {"page": "-1"},
        {"page": "1.5"},
        {"per_page": "0"},
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name(customer: Customer, query: dict[str, str]) -> None:
    answer = await customer.get("/v2/client_invoices", **query)

    assert refusal(answer)[0::2] == (422, next(iter(query)))


async def test_the_list_shows_what_the_detail_shows(four: Customer) -> None:
    listed = (await four.get("/v2/client_invoices")).json()["client_invoices"]

    assert listed == [await four.invoice(invoice["id"]) for invoice in listed]
