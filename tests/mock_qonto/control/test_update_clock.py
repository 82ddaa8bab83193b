"""Holding the clock, and letting it run."""

import httpx
import pytest

from mock_qonto.kernel.bank import Bank
from tests.mock_qonto.control.support import NINE, Customer, fields_of

pytestmark = pytest.mark.anyio


async def test_a_held_clock_is_set_to_a_later_hour(control: httpx.AsyncClient, bank: Bank) -> None:
    answer = await control.put("/clock", json={"mode": "manual", "now": "2026-03-02T11:30:00+01:00"})

    assert answer.status_code == 200
    assert answer.json()["now"] == "2026-03-02T10:30:00.000Z"
    assert bank.default_world.clock.mode == "manual"


async def test_time_never_goes_back(control: httpx.AsyncClient, bank: Bank) -> None:
    answer = await control.put("/clock", json={"mode": "manual", "now": "2026-03-02T08:59:59Z"})

    assert answer.status_code == 422
    assert fields_of(answer) == ["/now"]
    assert "2026-03-02T09:00:00.000Z" in answer.json()["detail"]
    assert bank.default_world.clock.now == NINE


async def test_what_is_due_on_the_way_is_done(control: httpx.AsyncClient, customer: Customer) -> None:
    invoice = await customer.create_draft()
    await customer.finalize(invoice)
    assert (
        "attachment_id" not in await customer.invoice(invoice)
        or not (await customer.invoice(invoice))["attachment_id"]
    )

    await control.put("/clock", json={"mode": "manual", "now": "2026-03-02T10:00:00Z"})

    assert (await customer.invoice(invoice))["attachment_id"]


async def test_a_clock_let_run_follows_the_machines_and_is_never_behind_it(
    control: httpx.AsyncClient, bank: Bank
) -> None:
    answer = await control.put("/clock", json={"mode": "real"})

    assert answer.json()["mode"] == "real"
    assert bank.default_world.clock.now > NINE


async def test_a_running_clock_is_held_where_it_stands(control: httpx.AsyncClient, bank: Bank) -> None:
    await control.put("/clock", json={"mode": "real"})

    held = (await control.put("/clock", json={"mode": "manual"})).json()

    assert held["mode"] == "manual"
    assert (await control.get("/clock")).json()["now"] == held["now"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "/mode"),
        ({"mode": "fast"}, "/mode"),
        ({"mode": "manual", "now": "tomorrow"}, "/now"),
        ({"mode": "manual", "now": "2026-06-30T23:59:60Z"}, "/now"),
        ({"mode": "manual", "now": "2999-12-31T00:00:00Z"}, "/now"),
        ({"mode": "manual", "then": "2026-03-02T10:00:00Z"}, "/then"),
    ],
)
async def test_a_wrong_word_is_named(control: httpx.AsyncClient, body: object, field: str) -> None:
    answer = await control.put("/clock", json=body)

    assert answer.status_code == 422
    assert field in fields_of(answer)
