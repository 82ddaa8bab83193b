"""The optional brake on callers."""

import pytest

from gateway.web.rate import InboundRate
from tests.gateway.web.doorstep import doorstep

pytestmark = pytest.mark.anyio


class Stopwatch:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


async def test_a_caller_who_asks_too_often_is_told_when_to_come_back() -> None:
    async with doorstep(rate=InboundRate(3, seconds=Stopwatch())) as client:
        answers = [await client.get("/things") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "RATE_LIMITED"
    assert answers[-1].headers["Retry-After"] == "20"


async def test_waiting_as_long_as_told_is_enough() -> None:
    watch = Stopwatch()
    async with doorstep(rate=InboundRate(1, seconds=watch)) as client:
        await client.get("/things")
        refused = await client.get("/things")
        watch.s += int(refused.headers["Retry-After"])
        granted = await client.get("/things")

    assert (refused.status_code, granted.status_code) == (429, 200)


async def test_each_person_has_their_own_brake() -> None:
    async with doorstep(rate=InboundRate(1, seconds=Stopwatch())) as client:
        marie = await client.get("/things", headers={"X-User-Id": "marie"})
        paul = await client.get("/things", headers={"X-User-Id": "paul"})

    assert (marie.status_code, paul.status_code) == (200, 200)
