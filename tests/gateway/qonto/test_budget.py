"""Turns are taken before calls are made; who waits too long is told when to come back."""

import anyio
import pytest

from gateway.errors import Code, GatewayError
from gateway.qonto.budget import Budget

pytestmark = pytest.mark.anyio


class Hour:
    """A clock that moves when somebody naps."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s

    async def nap(self, seconds: float) -> None:
        self.now_s += seconds


class Grants:
    """Answers in turn, the last one for ever; what was asked is kept."""

    def __init__(self, *answers: tuple[int, float]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[int, int]] = []

    async def __call__(self, *, wanted: int, per_minute: int) -> tuple[int, float]:
        self.asked.append((wanted, per_minute))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def budget(grants: Grants, hour: Hour, per_minute: int = 100) -> Budget:
    return Budget(per_minute=per_minute, lessor=grants, sleep=hour.nap, clock=hour)


async def test_no_budget_asks_nobody() -> None:
    grants = Grants((0, 60.0))

    await budget(grants, Hour(), per_minute=0).turn()

    assert not grants.asked


async def test_a_small_budget_is_counted_turn_by_turn() -> None:
    grants = Grants((1, 0.0))
    small = budget(grants, Hour())

    for _ in range(3):
        await small.turn()

    assert grants.asked == [(1, 100)] * 3


async def test_a_large_budget_does_not_cost_a_write_per_call() -> None:
    grants = Grants((10, 0.0))
    large = budget(grants, Hour(), per_minute=6000)

    for _ in range(20):
        await large.turn()

    assert grants.asked == [(10, 6000)] * 2


async def test_turns_that_were_not_used_are_not_saved_up() -> None:
    hour, grants = Hour(), Grants((10, 0.0))
    large = budget(grants, hour, per_minute=6000)
    await large.turn()

    hour.now_s += 1.0
    await large.turn()

    assert len(grants.asked) == 2


async def test_a_call_waits_for_its_turn() -> None:
    hour = Hour()

    await budget(Grants((0, 3.0), (1, 0.0)), hour).turn()

    assert hour.now_s == 3.0


async def test_nobody_waits_longer_than_five_seconds() -> None:
    hour = Hour()

    with pytest.raises(GatewayError) as refused:
        await budget(Grants((0, 5.5)), hour).turn()

    assert refused.value.code is Code.RATE_LIMITED
    assert refused.value.headers == {"Retry-After": "6"}
    assert hour.now_s == 0.0


async def test_a_turn_taken_by_another_does_not_make_one_wait_for_ever() -> None:
    hour = Hour()

    with pytest.raises(GatewayError):
        await budget(Grants((0, 2.0)), hour).turn()

    assert hour.now_s == 4.0


async def test_a_crowd_gets_as_many_turns_as_were_granted() -> None:
    hour = Hour()
    crowded = budget(Grants((1, 0.0), (1, 0.0), (1, 0.0), (0, 60.0)), hour)
    served: list[int] = []
    refused: list[int] = []

    async def call(number: int) -> None:
        try:
            await crowded.turn()
        except GatewayError:
            refused.append(number)
        else:
            served.append(number)

    async with anyio.create_task_group() as group:
        for number in range(5):
            group.start_soon(call, number)

    assert len(served) == 3
    assert len(refused) == 2
