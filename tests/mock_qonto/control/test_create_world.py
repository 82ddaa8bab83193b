"""A world of one's own."""

import httpx
import pytest

from mock_qonto.kernel.bank import Bank
from tests.mock_qonto.control.support import Customer, fields_of

pytestmark = pytest.mark.anyio


async def test_a_world_comes_with_a_key_that_opens_it_and_no_other(
    control: httpx.AsyncClient, bank_door: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.create_client()

    answer = await control.post("/worlds", json={"slug": "test-7"})

    assert answer.status_code == 201
    tenant = Customer(bank_door, answer.json()["authorization"])
    assert await tenant.clients() == []
    wrong = Customer(bank_door, "test-7:any-key")
    assert (await wrong.ask("GET", "/v2/clients")).status_code == 401


async def test_only_the_digest_of_the_key_is_kept(control: httpx.AsyncClient, bank: Bank) -> None:
    made = (await control.post("/worlds", json={"slug": "test-7"})).json()

    shown = (await control.get("/worlds")).text

    assert made["api_key"] not in shown
    assert made["api_key"] not in repr(bank.worlds["test-7"].settings)


async def test_what_is_left_open_is_as_in_the_default_world(control: httpx.AsyncClient, edition: str) -> None:
    made = (await control.post("/worlds")).json()

    assert made["slug"].startswith("world-")
    assert (made["fixture"], made["edition"], made["rate_limit"]) == ("verone_demo", edition, "off")
    assert made["clock"] == {"mode": "manual", "now": "2026-03-02T09:00:00.000Z"}
    assert made["default"] is False


async def test_everything_can_be_chosen(control: httpx.AsyncClient) -> None:
    asked = {
        "slug": "past",
        "fixture": "empty",
        "edition": "2026-11",
        "rate_limit": "edition",
        "clock": {"mode": "manual", "now": "2019-07-01T00:00:00Z"},
    }

    made = (await control.post("/worlds", json=asked)).json()

    assert {name: made[name] for name in ("slug", "fixture", "edition", "rate_limit")} == {
        name: asked[name] for name in ("slug", "fixture", "edition", "rate_limit")
    }
    assert made["clock"]["now"] == "2019-07-01T00:00:00.000Z"


async def test_ids_depend_on_the_slug_alone(control: httpx.AsyncClient, bank_door: httpx.AsyncClient) -> None:
    minted = []
    for _ in range(2):
        made = (await control.post("/worlds", json={"slug": "same"})).json()
        minted.append(await Customer(bank_door, made["authorization"]).create_client())
        await control.delete("/worlds/same")

    assert minted[0] == minted[1]


async def test_a_slug_is_given_once(control: httpx.AsyncClient) -> None:
    await control.post("/worlds", json={"slug": "test-7"})

    answer = await control.post("/worlds", json={"slug": "test-7"})

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:mock-qonto:slug-taken"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"slug": "with:colon"}, "/slug"),
        ({"slug": ""}, "/slug"),
        ({"fixture": "nowhere"}, "/fixture"),
        ({"edition": "2031"}, "/edition"),
        ({"clock": {"mode": "real", "now": "2026-03-02T09:00:00Z"}}, "/clock/now"),
        ({"clock": {"mode": "manual", "now": "1789-07-14T00:00:00Z"}}, "/clock/now"),
        ({"color": "blue"}, "/color"),
    ],
)
async def test_a_wrong_wish_is_named_and_opens_nothing(
    control: httpx.AsyncClient, bank: Bank, body: object, field: str
) -> None:
    answer = await control.post("/worlds", json=body)

    assert answer.status_code == 422
    assert fields_of(answer) == [field]
    assert len(bank.worlds) == 1
