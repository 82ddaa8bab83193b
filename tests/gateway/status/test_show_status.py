"""`GET /api/qonto/status`: what we talk to and what is there."""

import pytest

import contracts
from mock_qonto.web.faults import Fault, Kind
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("edition", contracts.EDITIONS)
async def test_it_says_what_we_are_connected_to(sqlite_url: str, edition: str) -> None:
    async with stack(sqlite_url, edition=edition) as running:
        answer = await running.client.get("/api/qonto/status")

    told = answer.json()
    assert answer.status_code == 200
    assert (told["organization"], told["bankAccountsCount"], told["edition"]) == ("verone-4819", 2, edition)
    assert set(told["invoices"]["byStatus"]) == {"draft", "unpaid", "paid", "canceled"}
    assert not contracts.load("gateway").operations["show_status"].response_errors(200, told)


async def test_it_never_shows_a_secret(sqlite_url: str) -> None:
    async with stack(sqlite_url, settings={"qonto_api_key": "hidden-from-everybody"}) as running:
        answer = await running.client.get("/api/qonto/status")

    assert answer.status_code == 200
    assert "hidden" not in answer.text


async def test_when_we_are_not_well_it_says_why(sqlite_url: str) -> None:
    async with stack(sqlite_url) as running:
        running.world.change(key_digest="of another key")

        answer = await running.client.get("/api/qonto/status")

    assert (answer.status_code, answer.json()["details"]["cause"]) == (503, "key_revoked")


async def test_a_bank_that_is_well_and_has_no_invoices_to_show_is_said_so(sqlite_url: str) -> None:
    async with stack(sqlite_url) as running:
        running.world.change(capabilities={"list_client_invoices": "absent-edge"})

        answer = await running.client.get("/api/qonto/status")

    assert (answer.status_code, answer.json()["code"]) == (501, "NOT_IMPLEMENTED_AT_QONTO")


async def test_a_bank_that_is_well_and_stumbles_over_its_invoices_is_said_so(sqlite_url: str) -> None:
    async with stack(sqlite_url) as running:
        garbled = Fault(id="once", operation="list_client_invoices", kind=Kind.GARBAGE, count=10)
        running.faults.add(running.world.slug, garbled)

        answer = await running.client.get("/api/qonto/status")

    assert (answer.status_code, answer.json()["code"]) == (502, "UPSTREAM_FAILED")
