"""Turning a switch, or the rate limit."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer, fields_of

pytestmark = pytest.mark.anyio


async def test_a_delay_is_turned_and_time_keeps_to_it(control: httpx.AsyncClient, customer: Customer) -> None:
    await control.put("/settings", json={"switches": {"invoice_pdf_delay_s": 60}})
    draft = await customer.create_draft()

    await customer.finalize(draft)

    (appointment,) = (await control.get("/clock")).json()["appointments"]
    assert appointment["due"] == "2026-03-02T09:01:00.000Z"


async def test_what_is_not_named_stays_and_null_is_the_editions_again(control: httpx.AsyncClient) -> None:
    await control.put("/settings", json={"switches": {"invoice_pdf_delay_s": 60}, "rate_limit": "edition"})

    kept = (await control.put("/settings", json={"switches": {"page_past_end_refused": False}})).json()
    given_back = (await control.put("/settings", json={"switches": {"invoice_pdf_delay_s": None}})).json()

    assert kept["rate_limit"] == "edition"
    assert kept["turned"] == ["invoice_pdf_delay_s", "page_past_end_refused"]
    assert given_back["turned"] == ["page_past_end_refused"]


async def test_the_rate_limit_is_counted_in_the_worlds_own_time(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await control.put("/edition", json={"edition": "guide"})
    await control.put("/settings", json={"rate_limit": "edition"})
    met = [(await customer.ask("GET", "/v2/clients")).status_code for _ in range(101)]

    await control.post("/clock/advance", json={"seconds": 60})

    assert met == [200] * 100 + [429]
    assert (await customer.ask("GET", "/v2/clients")).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"switches": {"nonsense": 1}}, "/switches/nonsense"),
        ({"switches": {"invoice_pdf_delay_s": -1}}, "/switches/invoice_pdf_delay_s"),
        ({"switches": {"invoice_pdf_delay_s": "soon"}}, "/switches/invoice_pdf_delay_s"),
        ({"switches": {"page_past_end_refused": 1}}, "/switches/page_past_end_refused"),
        ({"switches": {"default_invoice_status": "paid"}}, "/switches/default_invoice_status"),
        ({"rate_limit": "none"}, "/rate_limit"),
    ],
)
async def test_a_wrong_value_is_named_and_nothing_is_turned(
    control: httpx.AsyncClient, body: object, field: str
) -> None:
    answer = await control.put("/settings", json=body)

    assert answer.status_code == 422
    assert fields_of(answer) == [field]
    assert (await control.get("/settings")).json()["turned"] == []
