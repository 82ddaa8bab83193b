from typing import Any

import pytest

from tests.mock_qonto.credit_notes.support import issued, line, shown
from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


@pytest.fixture
async def three(customer: Customer) -> Customer:
    """Three credit notes of one invoice, a minute apart: 09:00:01, 09:01:01 and 09:02:01."""
    invoice = await customer.unpaid()
    for _ in range(3):
        await issued(customer, invoice, items=[line("10.00")])
        customer.wait(60)
    return customer


async def _numbers(customer: Customer, **query: Any) -> list[str]:
    answer = await customer.get("/v2/credit_notes", **query)
    return [note["number"][-3:] for note in answer.json()["credit_notes"]]


async def test_the_newest_comes_first(three: Customer) -> None:
    assert await _numbers(three) == ["003", "002", "001"]
    assert await _numbers(three, sort_by="created_at:asc") == ["001", "002", "003"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"filter[created_at_from]": "2026-03-02T09:01:01.000Z"}, ["003", "002"]),
        ({"filter[created_at_to]": "2026-03-02T09:01:01.000Z"}, ["002", "001"]),
        (
            {
                "filter[created_at_from]": "2026-03-02T09:00:02Z",
                "filter[created_at_to]": "2026-03-02T09:02:00Z",
            },
            ["002"],
        ),
        ({"filter[created_at_from]": "2027-01-01T00:00:00Z"}, []),
    ],
)
async def test_the_moment_of_creation_filters(
    three: Customer, filters: dict[str, str], found: list[str]
) -> None:
    assert await _numbers(three, **filters) == found


async def test_pages(three: Customer) -> None:
    answer = await three.get("/v2/credit_notes", page=2, per_page=2)

    assert [note["number"] for note in answer.json()["credit_notes"]] == ["A-2026-001"]
    assert answer.json()["meta"] == {
        "current_page": 2,
        "next_page": None,
        "prev_page": 1,
        "total_pages": 2,
        "total_count": 3,
        "per_page": 2,
    }


async def test_a_row_is_what_is_shown_alone(three: Customer) -> None:
    rows = (await three.get("/v2/credit_notes")).json()["credit_notes"]

    assert rows == [await shown(three, row["id"]) for row in rows]


async def test_without_any_the_first_page_is_empty(customer: Customer) -> None:
    answer = await customer.get("/v2/credit_notes")

    assert answer.json()["credit_notes"] == []
    assert answer.json()["meta"]["total_count"] == 0


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"page": 2}, "page"),
        ({"per_page": 101}, "per_page"),
        ({"sort_by": "number:asc"}, "sort_by"),
        ({"filter[created_at_from]": "yesterday"}, "filter[created_at_from]"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    three: Customer, query: dict[str, Any], parameter: str
) -> None:
    answer = await three.get("/v2/credit_notes", **query)

    assert (refusal(answer)[0], refusal(answer)[2]) == (422, parameter)
