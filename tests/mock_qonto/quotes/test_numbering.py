"""The law of a quote's numbers: consecutive per year of issue, never twice, whatever is removed."""

import pytest

from mock_qonto.resources.quotes.model import Quote
from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def _number(customer: Customer, **fields: object) -> str:
    return str((await customer.new_quote(**fields))["number"])


async def test_numbers_follow_one_another_in_each_year_of_issue(customer: Customer) -> None:
    old = {"issue_date": "2025-12-31"}

    numbers = [await _number(customer), await _number(customer, **old), await _number(customer)]

    assert numbers == ["D-2026-001", "D-2025-001", "D-2026-002"]


async def test_invoices_count_for_themselves(customer: Customer) -> None:
    await customer.unpaid()

    assert await _number(customer) == "D-2026-001"


async def test_a_deleted_number_is_gone_for_good(customer: Customer) -> None:
    first, last = await customer.new_quote(), await customer.new_quote()
    for quote in (first, last):
        assert (await customer.delete(f"/v2/quotes/{quote['id']}")).status_code == 204

    assert await _number(customer) == "D-2026-003"
    by_hand = await customer.post("/v2/quotes", await customer.quote_body(number="D-2026-002"))
    assert refusal(by_hand) == (409, "invoice_number_already_exists", "/data/attributes/number")


async def test_a_refused_quote_consumes_nothing(customer: Customer) -> None:
    await customer.post("/v2/quotes", await customer.quote_body(currency="USD"))

    assert await _number(customer) == "D-2026-001"


async def test_after_999_the_number_grows(customer: Customer) -> None:
    body = await customer.quote_body()
    for _ in range(999):
        await customer.http.post("/v2/quotes", json=body)

    assert await _number(customer) == "D-2026-1000"


async def test_the_sequence_steps_over_a_number_given_by_hand(customer: Customer) -> None:
    await customer.new_quote(number="D-2026-002")

    assert [await _number(customer) for _ in range(2)] == ["D-2026-001", "D-2026-003"]


async def test_a_number_by_hand_that_is_taken_is_refused(customer: Customer) -> None:
    await customer.new_quote(number="SPÉCIAL/7")
    await customer.new_quote()

    for number in ("SPÉCIAL/7", "D-2026-001"):
        answer = await customer.post("/v2/quotes", await customer.quote_body(number=number))
        assert refusal(answer) == (409, "invoice_number_already_exists", "/data/attributes/number")
    assert len(customer.world.all(Quote)) == 2


async def test_a_renumbered_quote_gives_its_number_back_to_nobody(customer: Customer) -> None:
    quote = await customer.quote()

    renumbered = await customer.patch(f"/v2/quotes/{quote['id']}", {"number": "A-1"})

    assert renumbered.json()["quote"]["number"] == "A-1"
    assert await _number(customer) == "D-2026-002"
    taken = await customer.post("/v2/quotes", await customer.quote_body(number="D-2026-001"))
    assert taken.status_code == 409


async def test_numbers_by_hand_must_be_given_where_they_are_asked_for(modern: Customer) -> None:
    await modern.call("PUT", "/v2/settings", json={"numbering_mode": "manual"})

    without = await modern.post("/v2/quotes", await modern.quote_body())
    with_one = await modern.new_quote(number="M-1")
    again = await modern.post("/v2/quotes", await modern.quote_body(number="M-1"))

    assert refusal(without) == (422, "invalid", "/data/attributes/number")
    assert with_one["number"] == "M-1"
    assert refusal(again) == (409, "invoice_number_already_exists", "/data/attributes/number")
