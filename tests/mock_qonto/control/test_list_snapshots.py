"""The names under which a world was kept."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_there_is_none_at_first(control: httpx.AsyncClient) -> None:
    assert (await control.get("/snapshots")).json() == {"snapshots": []}


async def test_they_are_listed_oldest_first_and_a_renewed_one_is_young_again(
    control: httpx.AsyncClient,
) -> None:
    for name in ("one", "two", "one"):
        await control.post(f"/snapshots/{name}")

    shown = (await control.get("/snapshots")).json()["snapshots"]

    assert [snapshot["name"] for snapshot in shown] == ["two", "one"]


async def test_worlds_have_their_own(control: httpx.AsyncClient) -> None:
    await control.post("/worlds", json={"slug": "other"})
    await control.post("/snapshots/mine")

    answer = await control.get("/snapshots", headers={"X-World": "other"})

    assert answer.json() == {"snapshots": []}
