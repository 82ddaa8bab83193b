"""The law of numbers: consecutive, per year of issue, never twice, whatever happens in between."""

import random
from typing import Any

import pytest

from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def _final(customer: Customer, **fields: Any) -> str:
    invoice = (await customer.act(await customer.draft(**fields), "finalize")).json()["client_invoice"]
    return str(invoice["number"])


async def test_numbers_follow_one_another(customer: Customer) -> None:
    assert [await _final(customer) for _ in range(3)] == ["F-2026-001", "F-2026-002", "F-2026-003"]


async def test_each_year_of_issue_counts_for_itself(customer: Customer) -> None:
    old = {"issue_date": "2025-12-31"}

    numbers = [await _final(customer), await _final(customer, **old), await _final(customer)]

    assert numbers == ["F-2026-001", "F-2025-001", "F-2026-002"]


async def test_a_cancelled_number_is_gone_for_good(customer: Customer) -> None:
    first = await customer.unpaid()
    await customer.act(first, "mark_as_canceled")

    assert (await customer.invoice(first["id"]))["number"] == "F-2026-001"
    assert await _final(customer) == "F-2026-002"


async def test_a_refused_finalization_consumes_nothing(customer: Customer) -> None:
    empty = await customer.draft(items=[])
    assert (await customer.act(empty, "finalize")).status_code == 422

    assert await _final(customer) == "F-2026-001"


async def test_after_999_the_number_grows(customer: Customer) -> None:
    for _ in range(999):
        await customer.post("/v2/client_invoices", await customer.invoice_body(status="unpaid"))

    assert await _final(customer) == "F-2026-1000"


async def test_a_number_by_hand_shows_on_the_draft_and_stays(customer: Customer) -> None:
    draft = await customer.draft(number="SPÉCIALE/7")

    assert draft["number"] == "SPÉCIALE/7"
    final = (await customer.act(draft, "finalize")).json()["client_invoice"]
    assert final["number"] == "SPÉCIALE/7"
    assert await _final(customer) == "F-2026-001"


async def test_a_number_by_hand_that_is_taken_is_refused(customer: Customer) -> None:
    await customer.draft(number="A-1")
    await customer.unpaid()

    for number in ("A-1", "F-2026-001"):
        answer = await customer.post("/v2/client_invoices", await customer.invoice_body(number=number))
        assert refusal(answer) == (409, "invoice_number_already_exists", "/data/attributes/number")


async def test_the_sequence_steps_over_a_number_a_final_invoice_bears(customer: Customer) -> None:
    await customer.draft(number="F-2026-002", status="unpaid")

    assert [await _final(customer) for _ in range(2)] == ["F-2026-001", "F-2026-003"]


async def test_a_draft_does_not_hold_a_number_of_the_sequence(customer: Customer) -> None:
    claiming = await customer.draft(number="F-2026-001")

    assert await _final(customer) == "F-2026-001"
    assert refusal(await customer.act(claiming, "finalize"))[:2] == (409, "invoice_number_already_exists")
    renumbered = await customer.patch(f"/v2/client_invoices/{claiming['id']}", {"number": None})
    assert renumbered.json()["client_invoice"]["number"] is None
    assert (await customer.act(claiming, "finalize")).json()["client_invoice"]["number"] == "F-2026-002"


async def test_whatever_is_done_in_whatever_order_the_numbers_are_consecutive(customer: Customer) -> None:
    chance = random.Random(20260107)  # noqa: S311  - a fixed walk, not a secret
    open_drafts: list[dict[str, Any]] = []
    final: list[dict[str, Any]] = []

    for _ in range(300):
        match chance.choice(
            ("draft", "draft", "finalize", "finalize", "delete", "cancel", "update", "unpaid")
        ):
            case "draft":
                open_drafts.append(await customer.draft())
            case "unpaid":
                final.append(await customer.draft(status="unpaid"))
            case "finalize" if open_drafts:
                draft = open_drafts.pop(chance.randrange(len(open_drafts)))
                final.append((await customer.act(draft, "finalize")).json()["client_invoice"])
            case "delete" if open_drafts:
                draft = open_drafts.pop(chance.randrange(len(open_drafts)))
                assert (await customer.delete(f"/v2/client_invoices/{draft['id']}")).status_code == 204
            case "update" if open_drafts:
                draft = chance.choice(open_drafts)
                await customer.patch(f"/v2/client_invoices/{draft['id']}", {"header": "x"})
            case "cancel" if final:
                await customer.act(chance.choice(final), "mark_as_canceled")

    assert [invoice["number"] for invoice in final] == [
        f"F-2026-{ordinal:03d}" for ordinal in range(1, len(final) + 1)
    ]
    assert len(final) > 50
