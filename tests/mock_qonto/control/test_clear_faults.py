"""Breaking nothing any more."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer

pytestmark = pytest.mark.anyio


async def test_calls_are_served_again(control: httpx.AsyncClient, customer: Customer) -> None:
    await control.post("/faults", json={"operation": "*", "kind": "status", "status": 500, "count": 99})

    answer = await control.delete("/faults")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await customer.ask("GET", "/v2/clients")).status_code == 200
    assert (await control.get("/faults")).json() == {"faults": []}


async def test_other_worlds_keep_theirs(control: httpx.AsyncClient, customer: Customer) -> None:
    await control.post("/worlds", json={"slug": "other"})
    await control.post("/faults", json={"operation": "list_clients", "kind": "status", "status": 500})

    await control.delete("/faults", headers={"X-World": "other"})

    assert (await customer.ask("GET", "/v2/clients")).status_code == 500
