"""Letting a world speak another edition."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer, fields_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("spoken", "status"), [("guide", 404), ("2026-11", 200)])
async def test_operations_come_and_go_with_the_edition(
    control: httpx.AsyncClient, customer: Customer, spoken: str, status: int
) -> None:
    answer = await control.put("/edition", json={"edition": spoken})

    assert answer.json()["edition"] == spoken
    assert f'edition="{spoken}"' in answer.headers["X-Mock-Qonto"]
    assert (await customer.ask("GET", "/v2/settings")).status_code == status


async def test_switches_go_with_it_unless_they_were_turned_by_hand(control: httpx.AsyncClient) -> None:
    await control.put("/edition", json={"edition": "guide"})
    await control.put("/settings", json={"switches": {"pdf_url": "null"}})

    await control.put("/edition", json={"edition": "2026-11"})
    await control.put("/edition", json={"edition": "guide"})

    shown = (await control.get("/settings")).json()["switches"]
    assert shown["default_invoice_status"] == "draft"


async def test_what_the_world_holds_stays(control: httpx.AsyncClient, customer: Customer) -> None:
    await customer.create_client()

    await control.put("/edition", json={"edition": "2026-11"})

    assert await customer.clients() == ["Atelier Nord"]


async def test_an_unknown_edition_is_refused(control: httpx.AsyncClient) -> None:
    answer = await control.put("/edition", json={"edition": "2027-01"})

    assert answer.status_code == 422
    assert fields_of(answer) == ["/edition"]
