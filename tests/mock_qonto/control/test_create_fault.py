"""Arming a fault. What each kind does to a call is told in tests/mock_qonto/web/test_faults.py."""

import httpx
import pytest

from mock_qonto.web.faults import Kind
from tests.mock_qonto.control.support import Customer, fields_of

pytestmark = pytest.mark.anyio

OPTIONS = {
    Kind.LATENCY: {"delay_ms": 5},
    Kind.SLOW_BODY: {"delay_ms": 5},
    Kind.STATUS: {"status": 503},
}


@pytest.mark.parametrize("kind", Kind)
async def test_every_kind_can_be_armed(control: httpx.AsyncClient, kind: Kind) -> None:
    body = {"operation": "list_clients", "kind": kind.value, **OPTIONS.get(kind, {})}

    answer = await control.post("/faults", json=body)

    assert answer.status_code == 201
    shown = answer.json()
    assert shown.items() >= body.items()
    assert (shown["nth"], shown["count"], shown["applied"], shown["exhausted"]) == (1, 1, 0, False)


async def test_a_fault_is_met_by_the_nth_call_and_by_count_of_them(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await control.post(
        "/faults",
        json={"operation": "list_clients", "kind": "status", "status": 500, "nth": 2, "count": 2},
    )

    met = [(await customer.ask("GET", "/v2/clients")).status_code for _ in range(5)]

    assert met == [200, 500, 500, 200, 200]


async def test_other_operations_and_other_worlds_do_not_meet_it(
    control: httpx.AsyncClient, customer: Customer, bank_door: httpx.AsyncClient
) -> None:
    made = (await control.post("/worlds", json={"slug": "other"})).json()
    await control.post("/faults", json={"operation": "list_clients", "kind": "status", "status": 500})

    other_operation = await customer.ask("GET", "/v2/bank_accounts")
    other_world = await Customer(bank_door, made["authorization"]).ask("GET", "/v2/clients")

    assert (other_operation.status_code, other_world.status_code) == (200, 200)


async def test_any_operation_can_be_meant(control: httpx.AsyncClient, customer: Customer) -> None:
    await control.post("/faults", json={"operation": "*", "kind": "429", "count": 2})

    met = [
        (await customer.ask("GET", path)).status_code
        for path in ("/v2/clients", "/v2/bank_accounts", "/v2/clients")
    ]

    assert met == [429, 429, 200]


async def test_of_two_rules_the_older_is_met_first(control: httpx.AsyncClient, customer: Customer) -> None:
    for status in (500, 409):
        await control.post("/faults", json={"operation": "list_clients", "kind": "status", "status": status})

    met = [(await customer.ask("GET", "/v2/clients")).status_code for _ in range(3)]

    assert met == [500, 409, 200]


async def test_an_operation_that_the_world_does_not_serve_is_refused(control: httpx.AsyncClient) -> None:
    await control.put("/capabilities", json={"capabilities": {"finalize_client_invoice": "absent-edge"}})

    misspelt = await control.post("/faults", json={"operation": "list_cleints", "kind": "reset"})
    undocumented = await control.post("/faults", json={"operation": "finalize_quote", "kind": "reset"})
    taken_away = await control.post("/faults", json={"operation": "finalize_client_invoice", "kind": "reset"})

    for answer in (misspelt, undocumented, taken_away):
        assert answer.status_code == 422
        assert fields_of(answer) == ["/operation"]
    assert (await control.get("/faults")).json() == {"faults": []}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "earthquake"}, "/kind"),
        ({"kind": "latency"}, "/delay_ms"),
        ({"kind": "status"}, "/status"),
        ({"kind": "status", "status": 200}, "/status"),
        ({"kind": "reset", "delay_ms": 100}, "/delay_ms"),
        ({"kind": "garbage", "status": 500}, "/status"),
        ({"kind": "reset", "nth": 0}, "/nth"),
        ({"kind": "reset", "count": 0}, "/count"),
        ({"kind": "reset", "after": 3}, "/after"),
    ],
)
async def test_what_a_kind_needs_or_cannot_use_is_said(
    control: httpx.AsyncClient, body: dict[str, object], field: str
) -> None:
    answer = await control.post("/faults", json={"operation": "list_clients", **body})

    assert answer.status_code == 422
    assert fields_of(answer) == [field]


async def test_only_reading_can_be_stale(control: httpx.AsyncClient) -> None:
    for operation in ("create_client", "*"):
        answer = await control.post("/faults", json={"operation": operation, "kind": "stale-read"})

        assert answer.status_code == 422
        assert fields_of(answer) == ["/operation"]
