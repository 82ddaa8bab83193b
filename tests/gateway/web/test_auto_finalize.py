"""Rule 1: the wish for an automatic finalisation is refused, however it is spelled."""

from typing import Any

import pytest

from tests.gateway.web.doorstep import doorstep

pytestmark = pytest.mark.anyio

SPELLINGS = [
    "autoFinalize",
    "auto_finalize",
    "AutoFinalize",
    "auto-finalize",
    "AUTOFINALIZE",
    "autofinalize",
    "auto finalize",
    "autoFinalise",
    "autoﬁnalize",
]
WISHES = [True, "true", "TRUE", " yes ", 1, "1", "on", "oui", 0.5, [1], {"enabled": False}, [], {}]
DENIALS = [False, "false", "False", 0, "0", "no", "off", None, ""]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("wish", WISHES)
async def test_the_wish_is_refused(spelling: str, wish: Any) -> None:
    async with doorstep() as client:
        answer = await client.post("/things", json={spelling: wish})

    assert (answer.status_code, answer.json()["code"]) == (422, "AUTO_FINALIZE_FORBIDDEN")


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("denial", DENIALS)
async def test_saying_no_is_harmless_and_dropped(spelling: str, denial: Any) -> None:
    async with doorstep() as client:
        answer = await client.post("/things", json={spelling: denial, "note": "x"})

    assert (answer.status_code, answer.json()["thing"]["note"]) == (201, "x")


@pytest.mark.parametrize(
    "body",
    [
        {"lines": [{"title": "x", "quantity": 1, "autoFinalize": True}]},
        {"a": {"b": [{"c": {"auto_finalize": True}}]}},
        [{"autoFinalize": True}],
        {"autoFinalize": False, "options": {"autoFinalize": True}},
    ],
)
async def test_it_is_found_at_any_depth(body: Any) -> None:
    async with doorstep() as client:
        answer = await client.post("/things", json=body)

    assert answer.json()["code"] == "AUTO_FINALIZE_FORBIDDEN"


async def test_it_is_dropped_at_any_depth() -> None:
    async with doorstep() as client:
        answer = await client.post(
            "/things", json={"lines": [{"title": "x", "quantity": 1, "autoFinalize": False}]}
        )

    assert answer.status_code == 201


async def test_it_is_refused_even_where_no_endpoint_reads_the_body() -> None:
    async with doorstep() as client:
        answer = await client.post("/things/t-1/finalize", json={"autoFinalize": True})

    assert answer.json()["code"] == "AUTO_FINALIZE_FORBIDDEN"


async def test_it_is_refused_in_the_query_string() -> None:
    async with doorstep() as client:
        refused = await client.post("/things?auto_finalize=1", json={})
        passed = await client.post("/things?autoFinalize=false", json={})

    assert (refused.json()["code"], passed.status_code) == ("AUTO_FINALIZE_FORBIDDEN", 201)


async def test_a_body_that_says_it_twice_is_not_understood() -> None:
    async with doorstep() as client:
        answer = await client.post(
            "/things",
            content=b'{"autoFinalize": true, "autoFinalize": false}',
            headers={"Content-Type": "application/json"},
        )

    assert answer.json()["code"] == "MALFORMED_JSON"
