"""The toy commits the sins it is told to, and no other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.clock import ClockState
from tests.toy_gateway import Sins, build_toy

pytestmark = pytest.mark.anyio

INVOICES = "/api/qonto/invoices"
ORDER = {"orderId": "toy-order-1"}


@asynccontextmanager
async def toy(sins: Sins, edition: str = "2026-11") -> AsyncIterator[httpx.AsyncClient]:
    held = ClockState(held=datetime(2026, 1, 7, 9, tzinfo=UTC))
    bank = build_bank(edition=edition, rate_limit="off", clock=held)
    app = build_toy(
        "http://127.0.0.1:8081",
        "verone-4819:offline-key",
        sins,
        transport=httpx.ASGITransport(build_bank_app(bank)),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://toy") as client:
        yield client


async def made(client: httpx.AsyncClient, body: dict[str, Any] = ORDER) -> dict[str, Any]:
    answer = await client.post(INVOICES, json=body)
    assert answer.status_code == 200, answer.text
    invoice: dict[str, Any] = answer.json()["data"]
    return invoice


async def confirmed(client: httpx.AsyncClient, id: str) -> httpx.Response:
    asked = await client.post(f"{INVOICES}/{id}/finalize")
    assert asked.json()["error"]["code"] == "confirm_first"
    return await client.post(f"{INVOICES}/{id}/finalize", json={"confirm": asked.json()["error"]["confirm"]})


@pytest.mark.parametrize("edition", ["guide", "2026-11"])
async def test_a_guarded_toy_makes_drafts_and_asks_before_it_finalises(edition: str) -> None:
    async with toy(Sins(), edition) as client:
        wished = await client.post(INVOICES, json={**ORDER, "options": {"auto_finalize": True}})
        draft = await made(client)
        pdf = await client.get(f"{INVOICES}/{draft['id']}/pdf")
        final = await confirmed(client, draft["id"])
        deleted = await client.delete(f"{INVOICES}/{draft['id']}")

    assert wished.status_code == 422
    assert (draft["state"], draft["number"], draft["total"]) == ("draft", None, "59.88")
    assert pdf.status_code == 404
    assert (final.status_code, final.json()["data"]["number"]) == (200, "F-2026-001")
    assert deleted.json()["error"]["code"] == "bank_refused"


async def test_a_confirmation_is_for_one_content_and_for_one_use() -> None:
    async with toy(Sins()) as client:
        draft = await made(client)
        path = f"{INVOICES}/{draft['id']}"
        code = (await client.post(f"{path}/finalize")).json()["error"]["confirm"]
        await client.patch(path, json={"header": "Autre chose"})
        stale = await client.post(f"{path}/finalize", json={"confirm": code})
        again = await client.post(f"{path}/finalize", json={"confirm": code})

    assert {stale.json()["error"]["code"], again.json()["error"]["code"]} == {"confirm_first"}


async def test_a_toy_that_honours_auto_finalize_burns_a_number_at_once() -> None:
    async with toy(Sins(honours_auto_finalize=True)) as client:
        final = await made(client, {**ORDER, "autoFinalize": True})
        draft = await made(client, {**ORDER, "autoFinalize": False})

    assert (final["state"], final["number"]) == ("unpaid", "F-2026-001")
    assert draft["state"] == "draft"


@pytest.mark.parametrize(("edition", "state"), [("guide", "draft"), ("2026-11", "unpaid")])
async def test_a_toy_that_omits_the_status_gets_what_the_edition_gives(edition: str, state: str) -> None:
    async with toy(Sins(omits_status=True), edition) as client:
        invoice = await made(client)

    assert invoice["state"] == state


async def test_a_toy_that_finalises_unasked_needs_one_call() -> None:
    async with toy(Sins(finalizes_unasked=True)) as client:
        draft = await made(client)
        final = await client.post(f"{INVOICES}/{draft['id']}/finalize")

    assert final.json()["data"]["number"] == "F-2026-001"


async def test_a_toy_that_serves_the_pdf_of_a_draft_makes_one_up() -> None:
    async with toy(Sins(serves_draft_pdf=True)) as client:
        draft = await made(client)
        pdf = await client.get(f"{INVOICES}/{draft['id']}/pdf")

    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")


async def test_a_back_office_day_from_lines_to_payment_and_cancellation() -> None:
    line = {"title": "Conseil", "quantity": 2, "unitPrice": 450, "vatRate": 0.2}
    async with toy(Sins(finalizes_unasked=True)) as client:
        paid = await made(client, {"client": {"name": "Librairie Exemple"}, "items": [line]})
        canceled, deleted = await made(client), await made(client)
        for invoice in (paid, canceled):
            await client.post(f"{INVOICES}/{invoice['id']}/finalize")
        await client.post(f"{INVOICES}/{paid['id']}/mark-paid")
        await client.post(f"{INVOICES}/{canceled['id']}/cancel")
        await client.delete(f"{INVOICES}/{deleted['id']}")
        listed = {one["id"]: one for one in (await client.get(INVOICES)).json()["data"]}
        nothing = await client.post(INVOICES, json={})

    assert (listed[paid["id"]]["state"], listed[paid["id"]]["total"]) == ("paid", "1080.00")
    assert listed[canceled["id"]]["state"] == "canceled"
    assert deleted["id"] not in listed
    assert nothing.status_code == 422
