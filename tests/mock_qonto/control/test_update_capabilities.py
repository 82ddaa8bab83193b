"""Taking operations away, and giving them back."""

import httpx
import pytest

from tests.mock_qonto.control.support import Customer, fields_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("state", "status", "media"),
    [
        ("absent-edge", 404, "text/plain; charset=utf-8"),
        ("absent-routed", 404, "application/json"),
        ("401", 401, "application/json"),
        ("403", 403, "application/json"),
    ],
)
async def test_an_operation_is_refused_as_asked_and_given_back(
    control: httpx.AsyncClient, customer: Customer, state: str, status: int, media: str
) -> None:
    draft = await customer.create_draft()

    answer = await control.put("/capabilities", json={"capabilities": {"finalize_client_invoice": state}})

    assert answer.json()["capabilities"]["finalize_client_invoice"] == state
    assert answer.json()["overridden"] == ["finalize_client_invoice"]
    refused = await customer.finalize(draft)
    assert (refused.status_code, refused.headers["Content-Type"]) == (status, media)

    await control.put("/capabilities", json={"capabilities": {"finalize_client_invoice": None}})

    assert (await customer.finalize(draft)).status_code == 200


async def test_what_is_absent_is_said_in_the_header(control: httpx.AsyncClient) -> None:
    answer = await control.put(
        "/capabilities", json={"capabilities": {"finalize_client_invoice": "absent-edge"}}
    )

    absent = answer.headers["X-Mock-Qonto"].split('absent="')[1].rstrip('"').split(",")
    assert "finalize_client_invoice" in absent


async def test_operations_that_are_not_named_stay_as_they_are(control: httpx.AsyncClient) -> None:
    await control.put("/capabilities", json={"capabilities": {"list_clients": "403"}})

    answer = await control.put("/capabilities", json={"capabilities": {"show_client": "401"}})

    assert answer.json()["overridden"] == ["list_clients", "show_client"]


async def test_what_was_shown_can_be_put_back(control: httpx.AsyncClient) -> None:
    await control.put("/capabilities", json={"capabilities": {"list_clients": "403"}})
    shown = (await control.get("/capabilities")).json()

    answer = await control.put("/capabilities", json={"capabilities": shown["capabilities"]})

    assert answer.json() == shown


@pytest.mark.parametrize(
    ("operation", "state"),
    [("list_cleints", "403"), ("finalize_quote", "present"), ("list_clients", "gone")],
)
async def test_what_cannot_be_is_refused_and_nothing_is_turned(
    control: httpx.AsyncClient, operation: str, state: str
) -> None:
    asked = {"capabilities": {"show_client": "401", operation: state}}

    answer = await control.put("/capabilities", json=asked)

    assert answer.status_code == 422
    assert fields_of(answer) == [f"/capabilities/{operation}"]
    assert (await control.get("/capabilities")).json()["overridden"] == []


async def test_an_attempt_at_what_is_absent_is_journalled_under_its_name(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    draft = await customer.create_draft()
    await control.put("/capabilities", json={"capabilities": {"finalize_client_invoice": "absent-edge"}})
    await customer.finalize(draft)

    journal = (await control.get("/journal?operation=finalize_client_invoice")).json()

    assert [row["verdict"] for row in journal["exchanges"]] == ["unrouted"]
