"""What a user's tests look like: the fixtures come with the package, there is no conftest."""

import asyncio
from datetime import date
from typing import Any

import httpx
import pytest
from back_office import BackOffice, qonto_from_environment

DAY = date(2026, 2, 19)


def test_what_is_billed_is_a_draft_without_a_number(qonto_world: Any) -> None:
    office = BackOffice(qonto_world.client)

    invoice = office.bill("Atelier Exemple", "Lampe", "49.90", on=DAY)

    assert (invoice["status"], invoice["number"]) == ("draft", None)
    assert [call["operation"] for call in qonto_world.journal()][-1] == "create_client_invoice"


@pytest.mark.parametrize("name", ["Atelier Exemple", "Librairie Exemple", "Maison Exemple"])
def test_every_test_numbers_from_one(qonto_world: Any, name: str) -> None:
    office = BackOffice(qonto_world.client)

    final = office.finalize(office.bill(name, "Lampe", "49.90", on=DAY))

    assert final["number"] == "F-2026-001"


@pytest.mark.qonto(edition="guide", fixture="verone_demo")
def test_the_integration_as_it_is_configured_over_a_port(
    qonto_world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in qonto_world.environment.items():
        monkeypatch.setenv(name, value)

    with qonto_from_environment() as qonto:
        invoice = BackOffice(qonto).bill("Atelier Exemple", "Lampe", "49.90", on=DAY)

    assert invoice["status"] == "draft"


def test_a_link_dies_after_thirty_minutes(qonto_world: Any, qonto_clock: Any) -> None:
    office = BackOffice(qonto_world.client)
    invoice = office.finalize(office.bill("Atelier Exemple", "Lampe", "49.90", on=DAY))
    assert office.pdf_link(invoice) is None

    qonto_clock.advance(1)
    link = office.pdf_link(invoice)
    qonto_clock.advance(1799)
    in_time = qonto_world.client.get(link)
    qonto_clock.advance(1)
    too_late = qonto_world.client.get(link)

    assert in_time.content.startswith(b"%PDF")
    assert too_late.status_code == 403


def test_the_gateway_lets_nobody_finalise_by_accident(qonto_gateway: Any, qonto_world: Any) -> None:
    order = qonto_gateway.orders[0]
    draft = qonto_gateway.post("/api/qonto/invoices", json={"salesOrderId": order.id}).json()["invoice"]
    path = f"/api/qonto/invoices/{draft['id']}/finalize"

    first = qonto_gateway.post(path, json={})
    token = first.json()["confirmation"]["token"]
    asked_of_the_bank = qonto_world.journal("finalize_client_invoice")
    second = qonto_gateway.post(path, json={"confirmationToken": token})

    assert (first.status_code, asked_of_the_bank) == (428, [])
    assert second.json()["invoice"]["number"] == "F-2026-001"


def test_async_code_needs_no_plugin_more(qonto_world: Any) -> None:
    async def accounts() -> httpx.Response:
        async with qonto_world.async_client() as qonto:
            return await qonto.get("/v2/bank_accounts")

    assert asyncio.run(accounts()).status_code == 200
