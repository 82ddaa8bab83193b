"""What time it is."""

import httpx
import pytest

from mock_qonto.kernel.bank import Bank
from tests.mock_qonto.control.support import Customer, world_of

pytestmark = pytest.mark.anyio


async def test_the_clock_says_its_hour_and_how_it_goes(control: httpx.AsyncClient) -> None:
    shown = (await control.get("/clock")).json()

    assert shown == {"mode": "manual", "now": "2026-03-02T09:00:00.000Z", "waiting": 0, "appointments": []}


async def test_what_waits_for_its_hour_is_named(control: httpx.AsyncClient, customer: Customer) -> None:
    invoice = await customer.create_draft()
    await customer.finalize(invoice)

    shown = (await control.get("/clock")).json()

    assert shown["waiting"] == 1
    assert shown["appointments"] == [
        {"due": "2026-03-02T09:00:01.000Z", "command": "MakeClientInvoicePdf", "id": invoice}
    ]


async def test_every_answer_says_of_which_mock_it_comes(
    control: httpx.AsyncClient, bank: Bank, edition: str
) -> None:
    answer = await control.get("/clock")

    assert world_of(answer) == bank.default_world.nonce
    assert f'edition="{edition}"' in answer.headers["X-Mock-Qonto"]
    assert answer.headers["Date"] == "Mon, 02 Mar 2026 09:00:00 GMT"
