"""The bank's own limits, in each world's own time."""

from datetime import datetime, timedelta

import httpx
import pytest

from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.world import World
from mock_qonto.web.rate_limit import RateLimiter
from tests.mock_qonto.control.support import NINE

pytestmark = pytest.mark.anyio

HERE, THERE = "127.0.0.1", "127.0.0.2"


def a_world(edition: str, rate_limit: str = "edition") -> World:
    return build_bank(edition=edition, rate_limit=rate_limit, clock=ClockState(held=NINE)).default_world


def after(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def calls(
    limiter: RateLimiter, world: World, count: int, *, at: datetime = NINE, of: str = HERE
) -> list[int]:
    """What *count* calls are told: the seconds of the refused ones."""
    told = [limiter.admit(world, of, at) for _ in range(count)]
    return [seconds for seconds in told if seconds is not None]


# ---------------------------------------------------------------- guide
def test_the_guide_allows_a_hundred_calls_a_minute() -> None:
    limiter, world = RateLimiter(), a_world("guide")

    assert calls(limiter, world, 100) == []
    assert calls(limiter, world, 1, at=after(15)) == [45]
    assert calls(limiter, world, 1, at=after(59.9)) == [1]
    assert calls(limiter, world, 100, at=after(60)) == []


def test_it_is_the_organization_that_is_counted_not_the_address() -> None:
    limiter, world = RateLimiter(), a_world("guide")
    calls(limiter, world, 60, of=HERE)

    assert calls(limiter, world, 41, of=THERE) == [60]


def test_a_refused_call_is_not_counted() -> None:
    limiter, world = RateLimiter(), a_world("guide")
    calls(limiter, world, 500)

    assert calls(limiter, world, 100, at=after(60)) == []


def test_the_guide_shuts_nobody_out_for_wrong_keys() -> None:
    limiter, world = RateLimiter(), a_world("guide")

    assert [limiter.unauthorized(world, HERE, NINE) for _ in range(300)] == [None] * 300


# ---------------------------------------------------------------- 2026-11
def test_today_a_thousand_calls_in_ten_seconds_are_allowed_to_an_address() -> None:
    limiter, world = RateLimiter(), a_world("2026-11")

    assert calls(limiter, world, 1000) == []
    assert calls(limiter, world, 1, at=after(4)) == [6]
    assert calls(limiter, world, 1, at=after(4), of=THERE) == []
    assert calls(limiter, world, 1, at=after(10)) == []


def test_and_ten_thousand_in_ten_minutes() -> None:
    limiter, world = RateLimiter(), a_world("2026-11")
    for burst in range(10):
        assert calls(limiter, world, 1000, at=after(10 * burst)) == []

    assert calls(limiter, world, 1, at=after(100)) == [500]
    assert calls(limiter, world, 1, at=after(600)) == []


def test_an_address_with_two_hundred_wrong_keys_in_an_hour_is_shut_out() -> None:
    limiter, world = RateLimiter(), a_world("2026-11")
    for second in range(200):
        assert limiter.unauthorized(world, HERE, after(second)) is None

    assert limiter.unauthorized(world, HERE, after(200)) == 3400
    assert calls(limiter, world, 1, at=after(3599)) == [1]
    assert calls(limiter, world, 1, at=after(200), of=THERE) == []
    assert calls(limiter, world, 1, at=after(3600)) == []


# ---------------------------------------------------------------- both
@pytest.mark.parametrize("edition", ["guide", "2026-11"])
def test_switched_off_nothing_is_counted(edition: str) -> None:
    limiter, world = RateLimiter(), a_world(edition, "off")

    assert calls(limiter, world, 2000) == []
    assert [limiter.unauthorized(world, HERE, NINE) for _ in range(300)] == [None] * 300


def test_worlds_are_counted_apart_and_a_new_life_begins_at_nought() -> None:
    limiter, bank = RateLimiter(), build_bank(rate_limit="edition", clock=ClockState(held=NINE))
    world = bank.default_world
    twin = world.fork("twin", key_digest="")
    calls(limiter, world, 100)

    assert calls(limiter, twin, 1) == []
    assert calls(limiter, world, 1) == [60]

    world.renew()

    assert calls(limiter, world, 1) == []


# ---------------------------------------------------------------- at the door
async def ask(bank: Bank, door: httpx.AsyncClient, key: str) -> httpx.Response:
    return await door.get("/v2/clients", headers={"Authorization": f"{bank.default_world.slug}:{key}"})


async def test_the_answer_says_when_to_come_back_and_virtual_time_brings_it() -> None:
    bank = build_bank(edition="guide", clock=ClockState(held=NINE))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build_bank_app(bank)), base_url="http://bank"
    ) as door:
        for _ in range(100):
            assert (await ask(bank, door, "any-key")).status_code == 200

        refused = await ask(bank, door, "any-key")
        bank.advance_to(bank.default_world, after(int(refused.headers["Retry-After"])))

        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
        assert refused.json()["errors"][0]["code"] == "too_many_requests"
        assert (await ask(bank, door, "any-key")).status_code == 200


async def test_whoever_guesses_keys_is_no_longer_told_that_they_are_wrong() -> None:
    bank = build_bank(edition="2026-11", api_key="the-key", clock=ClockState(held=NINE))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build_bank_app(bank)), base_url="http://bank"
    ) as door:
        guesses = [(await ask(bank, door, "guess")).status_code for _ in range(201)]

        assert guesses == [401] * 200 + [429]
        assert (await ask(bank, door, "the-key")).status_code == 429

        bank.advance_to(bank.default_world, after(3600))

        assert (await ask(bank, door, "the-key")).status_code == 200
