"""Letting time walk on."""

import httpx
import pytest

from mock_qonto.kernel.bank import Bank
from tests.mock_qonto.control.support import Customer, fields_of

pytestmark = pytest.mark.anyio


async def test_half_an_hour_passes(control: httpx.AsyncClient) -> None:
    answer = await control.post("/clock/advance", json={"seconds": 1800})

    assert answer.status_code == 200
    assert answer.json()["now"] == "2026-03-02T09:30:00.000Z"
    assert answer.json()["mode"] == "manual"


async def test_fractions_count_to_the_millisecond(control: httpx.AsyncClient) -> None:
    answer = await control.post("/clock/advance", json={"seconds": 0.25})

    assert answer.json()["now"] == "2026-03-02T09:00:00.250Z"


async def test_the_pdf_is_made_at_the_second_it_was_due_not_at_the_end_of_the_jump(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    invoice = await customer.create_draft()
    await customer.finalize(invoice)

    await control.post("/clock/advance", json={"seconds": 3600})

    (made,) = (await control.get("/journal")).json()["unprompted"]
    assert (made["cause"], made["command"]) == ("time", "MakeClientInvoicePdf")
    assert made["at"] == "2026-03-02T09:00:01.000Z"


async def test_a_running_clock_runs_on_ahead_by_that_much(control: httpx.AsyncClient, bank: Bank) -> None:
    await control.put("/clock", json={"mode": "real"})
    before = bank.default_world.clock.now

    answer = await control.post("/clock/advance", json={"seconds": 1800})

    assert answer.json()["mode"] == "real"
    assert (bank.default_world.clock.now - before).total_seconds() >= 1800


async def test_a_body_need_not_say_that_it_is_json(control: httpx.AsyncClient) -> None:
    typed = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = await control.post("/clock/advance", content=b'{"seconds": 1}', headers=typed)

    assert answer.json()["now"] == "2026-03-02T09:00:01.000Z"


@pytest.mark.parametrize("seconds", [-1, "1800", None, 10**12])
async def test_time_is_told_in_seconds_forward(control: httpx.AsyncClient, seconds: object) -> None:
    answer = await control.post("/clock/advance", json={"seconds": seconds})

    assert answer.status_code == 422
    assert fields_of(answer) == ["/seconds"]
