"""A twin that goes its own way."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer

pytestmark = pytest.mark.anyio


async def test_twins_share_their_past_and_nothing_after_it(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    draft = await customer.create_draft()

    answer = await control.post("/worlds/verone-4819/fork", json={"slug": "what-if"})
    twin = Customer(customer.door, answer.json()["authorization"])
    await twin.finalize(draft)

    assert answer.status_code == 201
    assert (await twin.invoice(draft))["status"] == "unpaid"
    assert (await customer.invoice(draft))["status"] == "draft"


async def test_a_twin_has_its_own_nonce_key_and_clock(control: httpx.AsyncClient) -> None:
    twin = (await control.post("/worlds/verone-4819/fork")).json()
    await control.post("/clock/advance", json={"seconds": 60}, headers={"X-World": twin["slug"]})

    parent, child = (await control.get("/worlds")).json()["worlds"]

    assert parent["world"] != child["world"] == twin["world"]
    assert parent["clock"]["now"] == "2026-03-02T09:00:00.000Z"
    assert child["clock"]["now"] == "2026-03-02T09:01:00.000Z"


async def test_asked_the_same_twins_mint_the_same_ids(control: httpx.AsyncClient, customer: Customer) -> None:
    twin = (await control.post("/worlds/verone-4819/fork")).json()

    minted = await Customer(customer.door, twin["authorization"]).create_client()

    assert minted == await customer.create_client()


async def test_a_twin_that_is_reset_begins_as_its_parent_began(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.create_client()
    twin = (await control.post("/worlds/verone-4819/fork", json={"slug": "twin"})).json()

    await control.post("/reset", headers={"X-World": "twin"})

    assert await Customer(customer.door, twin["authorization"]).clients() == []
    assert await customer.clients() == ["Atelier Nord"]


async def test_nobody_can_be_forked_from_nothing(control: httpx.AsyncClient) -> None:
    answer = await control.post("/worlds/nowhere/fork")

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:mock-qonto:world-unknown"


async def test_a_large_world_is_forked_at_once(control: httpx.AsyncClient, large: int) -> None:
    answer = await control.post("/worlds/verone-4819/fork")

    assert answer.json()["records"] >= large
    assert answer.elapsed.total_seconds() < 0.1
