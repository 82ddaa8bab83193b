"""Expectations held against the journal."""

from typing import Any

import httpx
import pytest

from tests.mock_qonto.control.support import Customer, fields_of

pytestmark = pytest.mark.anyio


async def verify(control: httpx.AsyncClient, *expectations: dict[str, Any], **more: Any) -> Any:
    answer = await control.post("/journal/verify", json={"expectations": expectations, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_at_least_one_call_is_meant_when_nothing_is_said(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    before = await verify(control, {"operation": "list_clients"})
    await customer.clients()
    await customer.clients()

    after = await verify(control, {"operation": "list_clients"})

    assert before["verified"] is False
    assert after["verified"] is True
    assert after["expectations"][0]["matched"] == [1, 2]


@pytest.mark.parametrize(
    ("count", "verified"),
    [
        ({"exact": 2}, True),
        ({"exact": 1}, False),
        ({"exact": 3}, False),
        ({"min": 2, "max": 2}, True),
        ({"min": 3}, False),
        ({"max": 1}, False),
        ({"max": 5}, True),
    ],
)
async def test_how_often(
    control: httpx.AsyncClient, customer: Customer, count: dict[str, int], *, verified: bool
) -> None:
    await customer.clients()
    await customer.clients()

    found = await verify(control, {"operation": "list_clients", "count": count})

    assert found["verified"] is verified
    assert found["expectations"][0]["count"] == 2


async def test_a_body_may_hold_more_than_is_expected(control: httpx.AsyncClient, customer: Customer) -> None:
    await customer.create_client("Atelier Nord")

    found = await verify(
        control,
        {
            "operation": "create_client",
            "body": {"name": "Atelier Nord", "billing_address": {"city": "Nantes"}},
            "count": {"exact": 1},
        },
    )

    assert found["verified"] is True


async def test_the_call_that_came_nearest_is_shown_with_what_it_lacks(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.create_client("Atelier Sud")
    await customer.create_client("Atelier Nord")

    found = await verify(
        control,
        {"operation": "create_client", "body": {"name": "Atelier Nord", "kind": "company", "siret": "1"}},
    )

    nearest, next_one = found["expectations"][0]["near_misses"]
    assert (nearest["number"], nearest["distance"]) == (2, 0.25)
    assert nearest["differences"] == [{"where": "/siret", "expected": "1", "found": None, "missing": True}]
    assert (next_one["number"], next_one["distance"]) == (1, 0.5)
    assert next_one["differences"][0] == {
        "where": "/name",
        "expected": "Atelier Nord",
        "found": "Atelier Sud",
        "missing": False,
    }


async def test_lists_are_compared_whole_and_element_by_element(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.create_draft("Étude")
    invoice = {"operation": "create_client_invoice"}

    same = await verify(control, {**invoice, "body": {"items": [{"title": "Étude"}]}})
    other = await verify(control, {**invoice, "body": {"items": [{"title": "Pose"}]}})
    longer = await verify(control, {**invoice, "body": {"items": [{"title": "Étude"}, {}]}})

    assert [found["verified"] for found in (same, other, longer)] == [True, False, False]
    (nearest,) = [row for row in other["expectations"][0]["near_misses"] if row["distance"] == 0.5][:1]
    assert nearest["differences"][0]["where"] == "/items/0/title"


async def test_status_counts_alone_or_as_a_family(control: httpx.AsyncClient, customer: Customer) -> None:
    await customer.ask("POST", "/v2/clients", content=b"{")

    family = await verify(control, {"operation": "create_client", "status": "4xx"})
    other = await verify(control, {"operation": "create_client", "status": 422})

    assert family["verified"] is True
    (nearest,) = other["expectations"][0]["near_misses"]
    assert nearest["differences"] == [{"where": "status", "expected": 422, "found": 400, "missing": False}]


async def test_order_is_kept_or_broken_somewhere(control: httpx.AsyncClient, customer: Customer) -> None:
    await customer.finalize(await customer.create_draft())
    create, finalize = {"operation": "create_client_invoice"}, {"operation": "finalize_client_invoice"}

    kept = await verify(control, create, finalize, in_order=True)
    broken = await verify(control, finalize, create, in_order=True)

    assert kept["verified"] is True
    assert len(kept["order"]["picked"]) == 2
    assert broken["verified"] is False
    assert broken["order"]["broken_at"] == 1
    assert all(result["verified"] for result in broken["expectations"])


async def test_true_is_not_one(control: httpx.AsyncClient, customer: Customer) -> None:
    body = {"kind": "company", "name": "Atelier Nord", "currency": "EUR", "flag": True}
    await customer.ask("POST", "/v2/clients", json=body)

    found = await verify(control, {"operation": "create_client", "body": {"flag": 1}})

    assert found["verified"] is False


@pytest.mark.parametrize(
    ("expectation", "field"),
    [
        ({"operation": "list_cleints", "count": {"exact": 0}}, "/expectations/0/operation"),
        ({"operation": "list_clients", "count": {"min": 3, "max": 2}}, "/expectations/0/count"),
        ({"operation": "list_clients", "count": {"exact": 1, "min": 1}}, "/expectations/0/count"),
        ({"operation": "list_clients", "count": {}}, "/expectations/0/count"),
        ({"operation": "list_clients", "boody": {}}, "/expectations/0/boody"),
    ],
)
async def test_an_expectation_that_makes_no_sense_is_refused(
    control: httpx.AsyncClient, expectation: dict[str, Any], field: str
) -> None:
    answer = await control.post("/journal/verify", json={"expectations": [expectation]})

    assert answer.status_code == 422
    assert fields_of(answer) == [field]
