"""The end of a world."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer

pytestmark = pytest.mark.anyio


async def test_its_key_opens_nothing_any_more_and_its_slug_is_free(
    control: httpx.AsyncClient, bank_door: httpx.AsyncClient
) -> None:
    made = (await control.post("/worlds", json={"slug": "test-7"})).json()

    answer = await control.delete("/worlds/test-7")

    assert (answer.status_code, answer.content) == (204, b"")
    tenant = Customer(bank_door, made["authorization"])
    assert (await tenant.ask("GET", "/v2/clients")).status_code == 401
    assert (await control.post("/worlds", json={"slug": "test-7"})).status_code == 201


async def test_its_faults_and_journal_end_with_it(control: httpx.AsyncClient) -> None:
    await control.post("/worlds", json={"slug": "test-7"})
    mine = {"X-World": "test-7"}
    await control.post("/faults", json={"operation": "list_clients", "kind": "reset"}, headers=mine)
    await control.delete("/worlds/test-7")

    await control.post("/worlds", json={"slug": "test-7"})

    assert (await control.get("/faults", headers=mine)).json() == {"faults": []}


async def test_the_default_world_stays(control: httpx.AsyncClient, customer: Customer) -> None:
    answer = await control.delete("/worlds/verone-4819")

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:mock-qonto:default-world-stays"
    assert await customer.clients() == []


async def test_an_unknown_world_is_404(control: httpx.AsyncClient) -> None:
    assert (await control.delete("/worlds/nowhere")).status_code == 404
