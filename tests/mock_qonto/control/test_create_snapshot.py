"""Keeping a world under a name."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer, fields_of, world_of

pytestmark = pytest.mark.anyio


async def test_a_snapshot_is_kept_and_the_world_goes_on_as_the_same_one(
    control: httpx.AsyncClient, edition: str
) -> None:
    before = world_of(await control.get("/clock"))

    answer = await control.post("/snapshots/before-finalize")

    assert answer.status_code == 201
    held = (await control.get("/worlds")).json()["worlds"][0]["records"]
    assert answer.json() == {"name": "before-finalize", "edition": edition, "records": held}
    assert world_of(answer) == before


async def test_a_name_that_is_taken_means_the_newer_one(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await control.post("/snapshots/here")
    await customer.create_client()
    await control.post("/snapshots/here")

    await control.post("/reset")
    await control.post("/snapshots/here/restore")

    assert await customer.clients() == ["Atelier Nord"]


@pytest.mark.parametrize("name", ["-", "a%20b", "a" * 65])
async def test_a_name_must_be_a_plain_one(control: httpx.AsyncClient, name: str) -> None:
    answer = await control.post(f"/snapshots/{name}")

    assert answer.status_code == 422
    assert fields_of(answer) == ["name"]


async def test_a_large_world_is_kept_at_once(control: httpx.AsyncClient, large: int) -> None:
    answer = await control.post("/snapshots/large")

    assert answer.json()["records"] >= large
    assert answer.elapsed.total_seconds() < 0.1
