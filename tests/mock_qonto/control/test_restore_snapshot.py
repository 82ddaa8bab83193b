"""Going back."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer, world_of

pytestmark = pytest.mark.anyio


async def test_the_world_is_what_it_was_at_the_hour_it_was_under_a_new_nonce(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    draft = await customer.create_draft()
    kept = world_of(await control.post("/snapshots/draft"))
    await customer.finalize(draft)
    await control.post("/clock/advance", json={"seconds": 3600})

    answer = await control.post("/snapshots/draft/restore")

    assert answer.json()["clock"]["now"] == "2026-03-02T09:00:00.000Z"
    assert world_of(answer) != kept
    assert (await customer.invoice(draft))["status"] == "draft"


async def test_a_number_given_after_the_snapshot_is_given_again(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    draft = await customer.create_draft()
    await control.post("/snapshots/draft")
    first = (await customer.finalize(draft)).json()["client_invoice"]["number"]

    await control.post("/snapshots/draft/restore")

    assert (await customer.finalize(draft)).json()["client_invoice"]["number"] == first


async def test_a_snapshot_may_be_restored_again_and_again(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await control.post("/snapshots/empty")
    for _ in range(2):
        await customer.create_client()

        await control.post("/snapshots/empty/restore")

        assert await customer.clients() == []


async def test_appointments_come_back_with_it(control: httpx.AsyncClient, customer: Customer) -> None:
    draft = await customer.create_draft()
    await customer.finalize(draft)
    await control.post("/snapshots/pending")
    await control.post("/clock/advance", json={"seconds": 10})

    await control.post("/snapshots/pending/restore")
    await control.post("/clock/advance", json={"seconds": 10})

    assert (await customer.invoice(draft))["attachment_id"]


async def test_a_revoked_key_stays_revoked(control: httpx.AsyncClient, customer: Customer) -> None:
    await control.post("/snapshots/before")
    await control.post("/actions/regenerate-key")

    await control.post("/snapshots/before/restore")

    assert (await customer.ask("GET", "/v2/clients")).status_code == 401


async def test_an_unknown_name_is_answered_with_the_known_ones(control: httpx.AsyncClient) -> None:
    await control.post("/snapshots/known")

    answer = await control.post("/snapshots/unknown/restore")

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:mock-qonto:snapshot-unknown"
    assert "known" in answer.json()["detail"]


async def test_a_large_world_is_restored_at_once(control: httpx.AsyncClient, large: int) -> None:
    await control.post("/snapshots/large")

    answer = await control.post("/snapshots/large/restore")

    assert answer.json()["records"] >= large
    assert answer.elapsed.total_seconds() < 0.1
