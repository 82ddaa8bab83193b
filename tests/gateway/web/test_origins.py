"""From where a browser may call."""

import pytest

from tests.gateway.web.doorstep import HOME, doorstep

pytestmark = pytest.mark.anyio

FRONT = "http://localhost:3000"
ALLOWED = frozenset({FRONT})


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080"])
async def test_the_loopback_answers_to_its_names(host: str) -> None:
    async with doorstep() as client:
        assert (await client.get("/things", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8080", "", "127.0.0.1@evil.example"]
)
async def test_another_host_is_refused(host: str) -> None:
    async with doorstep() as client:
        answer = await client.get("/things", headers={"Host": host})

    assert (answer.status_code, answer.json()["code"]) == (400, "HOST_FORBIDDEN")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8080"]
)
async def test_a_foreign_page_may_not_write(origin: str) -> None:
    async with doorstep() as client:
        answer = await client.post("/things/t-1/finalize", headers={"Origin": origin})

    assert (answer.status_code, answer.json()["code"]) == (403, "ORIGIN_FORBIDDEN")


async def test_a_foreign_page_is_not_shown_what_it_reads() -> None:
    async with doorstep(origins=ALLOWED) as client:
        answer = await client.get("/things", headers={"Origin": "http://evil.example"})

    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_our_own_page_may_write() -> None:
    async with doorstep() as client:
        assert (await client.post("/things", json={}, headers={"Origin": HOME})).status_code == 201


async def test_an_allowed_page_may_write_and_reads_the_answer_failures_included() -> None:
    async with doorstep(origins=ALLOWED) as client:
        wrote = await client.post("/things", json={}, headers={"Origin": FRONT})
        failed = await client.post("/things", json={"note": 1}, headers={"Origin": FRONT})

    assert (wrote.status_code, failed.status_code) == (201, 422)
    for answer in (wrote, failed):
        assert answer.headers["Access-Control-Allow-Origin"] == FRONT
        assert answer.headers["Vary"] == "Origin"
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]


async def test_a_preflight_is_answered_for_allowed_pages_only() -> None:
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "content-type"}
    async with doorstep(origins=ALLOWED) as client:
        allowed = await client.options("/things/t-1", headers={"Origin": FRONT, **asked})
        foreign = await client.options("/things/t-1", headers={"Origin": "http://evil.example", **asked})

    assert (allowed.status_code, foreign.status_code) == (204, 403)
    assert "PATCH" in allowed.headers["Access-Control-Allow-Methods"]
    assert allowed.headers["Access-Control-Allow-Origin"] == FRONT


async def test_any_host_may_be_allowed() -> None:
    async with doorstep(hosts=frozenset({"*"})) as client:
        assert (await client.get("/things", headers={"Host": "facturation.example"})).status_code == 200
