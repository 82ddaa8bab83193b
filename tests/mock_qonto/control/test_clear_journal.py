"""Forgetting what happened, not what is."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer

pytestmark = pytest.mark.anyio


async def test_the_journal_is_empty_and_the_world_is_not(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.create_client()

    answer = await control.delete("/journal")

    assert (answer.status_code, answer.content) == (204, b"")
    journal = (await control.get("/journal")).json()
    assert (journal["exchanges"], journal["unprompted"]) == ([], [])
    assert await customer.clients() == ["Atelier Nord"]


async def test_other_worlds_keep_theirs(control: httpx.AsyncClient, customer: Customer) -> None:
    await control.post("/worlds", json={"slug": "other"})
    await customer.clients()

    await control.delete("/journal", headers={"X-World": "other"})

    assert (await control.get("/journal")).json()["meta"]["matched"] == 1
