"""A list is walked to its end, and no further."""

import pytest

from gateway.qonto.pages import every, page
from tests.gateway.qonto.wire import Wire, client, says

pytestmark = pytest.mark.anyio


def accounts(number: int, of: int) -> dict[str, object]:
    return {
        "bank_accounts": [],
        "meta": {
            "current_page": number,
            "next_page": number + 1 if number < of else None,
            "prev_page": number - 1 if number > 1 else None,
            "total_pages": of,
            "total_count": of * 100,
            "per_page": 100,
        },
    }


async def test_every_page_is_asked_for_once() -> None:
    wire = Wire(*(says(200, accounts(number, 3)) for number in (1, 2, 3)))

    rows = [row async for row in every(client(wire), "list_bank_accounts", "bank_accounts")]

    assert rows == []
    assert wire.spoken == [f"GET /v2/bank_accounts?page={number}&per_page=100" for number in (1, 2, 3)]


async def test_a_page_says_where_it_stands() -> None:
    shown = await page(
        client(Wire(says(200, accounts(2, 3)))), "list_bank_accounts", "bank_accounts", number=2
    )

    assert (shown.current_page, shown.next_page, shown.total_pages, shown.total_count) == (2, 3, 3, 300)
