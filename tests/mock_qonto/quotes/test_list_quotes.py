import pytest

from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote
from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def _numbers(customer: Customer, **query: object) -> list[str]:
    return [quote["number"] for quote in (await customer.get("/v2/quotes", **query)).json()["quotes"]]


async def _one_of_each(customer: Customer) -> None:
    """D-2026-001 waits, -002 is approved, -003 canceled; an hour between them."""
    for command in (None, ApproveQuote, CancelQuote):
        quote = await customer.new_quote()
        if command is not None:
            customer.bank.execute(customer.world, command(id=quote["id"]))
        customer.wait(3600)


async def test_an_empty_list_still_has_a_first_page(customer: Customer) -> None:
    body = (await customer.get("/v2/quotes")).json()

    assert body["quotes"] == []
    assert (body["meta"]["total_count"], body["meta"]["total_pages"]) == (0, 1)


async def test_newest_first_unless_asked_otherwise(customer: Customer) -> None:
    await _one_of_each(customer)

    assert await _numbers(customer) == ["D-2026-003", "D-2026-002", "D-2026-001"]
    assert await _numbers(customer, sort_by="created_at:asc") == ["D-2026-001", "D-2026-002", "D-2026-003"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("pending_approval", ["D-2026-001"]),
        ("approved,canceled", ["D-2026-003", "D-2026-002"]),
        (["approved", "pending_approval"], ["D-2026-002", "D-2026-001"]),
        ("draft", []),
        ("accepted,approved", ["D-2026-002"]),
    ],
)
async def test_by_status_and_an_unknown_one_matches_nothing(
    customer: Customer, asked: object, found: list[str]
) -> None:
    await _one_of_each(customer)

    assert await _numbers(customer, **{"filter[status]": asked}) == found


async def test_by_the_hour_of_creation(customer: Customer) -> None:
    await _one_of_each(customer)

    between = {
        "filter[created_at_from]": "2026-03-02T10:00:00Z",
        "filter[created_at_to]": "2026-03-02T10:30:00Z",
    }

    assert await _numbers(customer, **between) == ["D-2026-002"]


async def test_pages(customer: Customer) -> None:
    await _one_of_each(customer)

    body = (await customer.get("/v2/quotes", page=2, per_page=2)).json()

    assert [quote["number"] for quote in body["quotes"]] == ["D-2026-001"]
    assert body["meta"] == {
        "current_page": 2,
        "next_page": None,
        "prev_page": 1,
        "total_pages": 2,
        "total_count": 3,
        "per_page": 2,
    }
    assert (await customer.get("/v2/quotes", per_page=500)).status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"per_page": 501}, "per_page"),
        ({"page": 0}, "page"),
        ({"page": 2}, "page"),
        ({"sort_by": "number:asc"}, "sort_by"),
        ({"filter[created_at_from]": "yesterday"}, "filter[created_at_from]"),
    ],
)
async def test_a_wrong_parameter_is_named(
    customer: Customer, query: dict[str, object], parameter: str
) -> None:
    answer = await customer.get("/v2/quotes", **query)

    assert (refusal(answer)[0], refusal(answer)[2]) == (422, parameter)


async def test_a_status_without_brackets_is_understood_in_the_guide_and_journalled(guided: Customer) -> None:
    await _one_of_each(guided)

    assert await _numbers(guided, status="approved") == ["D-2026-002"]
    assert guided.exchange.quirks == ("unbracketed_status",)


async def test_today_a_status_without_brackets_is_ignored(modern: Customer) -> None:
    await _one_of_each(modern)

    assert len(await _numbers(modern, status="approved")) == 3
    assert modern.exchange.unread == ("status",)
