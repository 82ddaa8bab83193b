"""The law of numbers once more: consecutive, per year of issue, never twice; a sequence of their own."""

import pytest

from tests.mock_qonto.credit_notes.support import credit, issued, line, shown
from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def _number(customer: Customer, **fields: str) -> str:
    """That of the next credit note, of an invoice of its own."""
    id = await issued(customer, await customer.unpaid(), **fields)
    return str((await shown(customer, id))["number"])


async def test_numbers_follow_one_another_apart_from_those_of_invoices(customer: Customer) -> None:
    numbers = [await _number(customer) for _ in range(3)]

    assert numbers == ["A-2026-001", "A-2026-002", "A-2026-003"]
    assert (await customer.unpaid())["number"] == "F-2026-004"


async def test_each_year_of_issue_counts_for_itself(customer: Customer) -> None:
    numbers = [await _number(customer, issue_date=day) for day in ("2026-01-01", "2025-12-31", "2026-03-02")]

    assert numbers == ["A-2026-001", "A-2025-001", "A-2026-002"]


async def test_a_refused_one_consumes_nothing(modern: Customer) -> None:
    invoice = await modern.unpaid()
    await credit(modern, invoice, items=[line("59.89")])

    assert (await credit(modern, invoice)).json()["credit_note"]["number"] == "A-2026-001"


async def test_a_number_by_hand_stays_and_the_sequence_steps_over_it(customer: Customer) -> None:
    assert await _number(customer, number="A-2026-002") == "A-2026-002"

    assert [await _number(customer) for _ in range(2)] == ["A-2026-001", "A-2026-003"]


async def test_a_number_that_is_taken_is_refused(modern: Customer) -> None:
    invoice = await modern.unpaid()
    await credit(modern, invoice, items=[line("1.00")], number="SPÉCIAL/7")
    await credit(modern, invoice, items=[line("1.00")])

    for number in ("SPÉCIAL/7", "A-2026-001"):
        answer = await credit(modern, invoice, items=[line("1.00")], number=number)
        assert refusal(answer) == (409, "invoice_number_already_exists", "/data/attributes/number")


async def test_an_invoice_may_bear_the_same_number(modern: Customer) -> None:
    invoice = await modern.unpaid(number="7")

    assert (await credit(modern, invoice, number="7")).json()["credit_note"]["number"] == "7"


async def test_numbered_by_hand_it_needs_a_number(modern: Customer) -> None:
    invoice = await modern.unpaid()
    await modern.call("PUT", "/v2/settings", json={"numbering_mode": "manual"})

    assert refusal(await credit(modern, invoice)) == (422, "invalid", "/data/attributes/number")
    assert (await credit(modern, invoice, number="AV-1")).json()["credit_note"]["number"] == "AV-1"
