"""The faults of a world, and how often each was met."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer

pytestmark = pytest.mark.anyio


async def test_an_exhausted_fault_is_still_listed_with_its_counts(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await control.post(
        "/faults",
        json={"operation": "list_clients", "kind": "status", "status": 503, "retry_after_s": 4, "nth": 2},
    )
    for _ in range(3):
        await customer.ask("GET", "/v2/clients")

    (shown,) = (await control.get("/faults")).json()["faults"]

    assert shown == {
        "id": "fault-1",
        "operation": "list_clients",
        "kind": "status",
        "nth": 2,
        "count": 1,
        "seen": 2,
        "applied": 1,
        "exhausted": True,
        "status": 503,
        "retry_after_s": 4,
    }
