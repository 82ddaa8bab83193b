import pytest

from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def test_the_mode_stays_what_was_said_last(modern: Customer) -> None:
    for mode in ("manual", "automatic", "manual"):
        answer = await modern.call("PUT", "/v2/settings", json={"numbering_mode": mode, "colour": "blue"})
        assert answer.json() == {"settings": {"numbering_mode": mode}}

    assert (await modern.get("/v2/settings")).json()["settings"]["numbering_mode"] == "manual"


async def test_by_hand_every_invoice_needs_a_number(modern: Customer) -> None:
    await modern.call("PUT", "/v2/settings", json={"numbering_mode": "manual"})

    without = await modern.post("/v2/client_invoices", await modern.invoice_body())
    numbered = await modern.draft(number="2026/17")

    assert refusal(without) == (422, "invalid", "/data/attributes/number")
    assert numbered["number"] == "2026/17"
    assert (await modern.act(numbered, "finalize")).json()["client_invoice"]["number"] == "2026/17"


async def test_a_draft_made_before_still_gets_the_next_number(modern: Customer) -> None:
    draft = await modern.draft()
    await modern.call("PUT", "/v2/settings", json={"numbering_mode": "manual"})

    assert (await modern.act(draft, "finalize")).json()["client_invoice"]["number"] == "F-2026-001"


@pytest.mark.parametrize("body", [{}, {"numbering_mode": "random"}, []])
async def test_another_mode_does_not_exist(modern: Customer, body: object) -> None:
    answer = await modern.call("PUT", "/v2/settings", json=body)

    assert answer.status_code == 422
