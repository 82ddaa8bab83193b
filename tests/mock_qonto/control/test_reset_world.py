"""Beginning again."""

from time import perf_counter

import httpx
import pytest

from mock_qonto.kernel.bank import Bank
from tests.mock_qonto.control.support import Customer, world_of

pytestmark = pytest.mark.anyio


async def test_what_customers_made_is_gone_and_what_the_fixture_made_is_back(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    at_first = (await control.get("/worlds")).json()["worlds"][0]["records"]
    await customer.create_draft()

    answer = await control.post("/reset")

    assert answer.status_code == 200
    assert answer.json()["records"] == at_first
    assert await customer.clients() == []


async def test_it_is_another_life(control: httpx.AsyncClient) -> None:
    before = world_of(await control.get("/clock"))

    answer = await control.post("/reset")

    assert world_of(answer) == answer.json()["world"] != before


async def test_the_same_calls_mint_the_same_ids_again(control: httpx.AsyncClient, customer: Customer) -> None:
    before = await customer.create_draft()

    await control.post("/reset")

    assert await customer.create_draft() == before


async def test_hour_edition_and_switches_are_those_of_the_birth(
    control: httpx.AsyncClient, edition: str
) -> None:
    await control.post("/clock/advance", json={"seconds": 86400})
    await control.put("/edition", json={"edition": "2026-11" if edition == "guide" else "guide"})
    await control.put("/settings", json={"rate_limit": "edition", "switches": {"invoice_pdf_delay_s": 9}})

    shown = (await control.post("/reset")).json()

    assert (shown["edition"], shown["rate_limit"]) == (edition, "off")
    assert shown["clock"] == {"mode": "manual", "now": "2026-03-02T09:00:00.000Z"}
    assert (await control.get("/settings")).json()["turned"] == []


async def test_journal_faults_and_appointments_are_forgotten(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.finalize(await customer.create_draft())
    await control.post("/faults", json={"operation": "list_clients", "kind": "reset"})

    await control.post("/reset")

    journal = (await control.get("/journal")).json()
    assert (journal["exchanges"], journal["unprompted"]) == ([], [])
    assert (await control.get("/faults")).json() == {"faults": []}
    assert (await control.get("/clock")).json()["waiting"] == 0


async def test_a_revoked_key_stays_revoked(control: httpx.AsyncClient, customer: Customer) -> None:
    await control.post("/actions/regenerate-key")

    await control.post("/reset")

    assert (await customer.ask("GET", "/v2/clients")).status_code == 401


async def test_only_the_world_that_is_meant_is_reset(control: httpx.AsyncClient, customer: Customer) -> None:
    await control.post("/worlds", json={"slug": "other"})
    await customer.create_client()

    await control.post("/reset", headers={"X-World": "other"})

    assert await customer.clients() == ["Atelier Nord"]


async def test_a_world_read_back_from_disk_is_seeded_by_its_fixture_again(
    control: httpx.AsyncClient, customer: Customer, bank: Bank
) -> None:
    await customer.create_client()
    bank.default_world.newborn = None

    await control.post("/reset")

    assert await customer.clients() == []
    assert (await customer.ask("GET", "/v2/bank_accounts")).json()["meta"]["total_count"] == 2


async def test_a_large_world_is_reset_without_waiting_for_its_records_to_be_forgotten(
    control: httpx.AsyncClient, customer: Customer, bank: Bank, large: int
) -> None:
    began = perf_counter()
    answer = await control.post("/reset")
    took_s = perf_counter() - began

    assert answer.json()["records"] < large
    # Ten milliseconds are promised on a quiet machine; this one may be busy.
    assert took_s < 0.1
