"""The gateway knows whom it speaks to, and what time it is there."""

from datetime import UTC, datetime

import pytest

from gateway.clock import Clock
from gateway.qonto.client import build_qonto
from gateway.qonto.observed import parse_identity
from gateway.settings import Settings
from tests.gateway.qonto.test_client import ACCOUNTS
from tests.gateway.qonto.wire import Wire, says, unlimited

pytestmark = pytest.mark.anyio


def test_an_identity_is_read_field_by_field() -> None:
    seen = parse_identity('0.1.0; world="n-1"; edition="2026-11"; absent="create_credit_note,show_settings"')

    assert (seen.version, seen.world_id, seen.edition) == ("0.1.0", "n-1", "2026-11")
    assert seen.absent == {"create_credit_note", "show_settings"}


def test_a_bank_that_lacks_nothing_says_so() -> None:
    assert parse_identity('0.1.0; world="n"; edition="guide"; absent=""').absent == frozenset()


@pytest.mark.parametrize("named", [{}, {"qonto_rate_limit_per_minute": 2}], ids=["unset", "named"])
async def test_a_budget_that_nobody_named_ends_where_the_mock_has_no_limits(named: dict[str, int]) -> None:
    asked = 0

    async def lessor(*, wanted: int, per_minute: int) -> tuple[int, float]:
        nonlocal asked
        asked += 1
        return 1, 0.0

    without_limits = {"X-Mock-Qonto": '0.1.0; world="w-1"; edition="guide"; limits="off"; absent=""'}
    wire = Wire(*(says(200, ACCOUNTS, without_limits) for _ in range(3)))
    qonto = build_qonto(Settings(**named), clock=Clock(follows_bank=True), lessor=lessor, transport=wire)

    for _ in range(3):
        await qonto.call("list_bank_accounts")

    assert asked == (3 if named else 1)


async def test_the_clock_follows_the_banks_date() -> None:
    clock = Clock(follows_bank=True)
    wire = Wire(says(200, ACCOUNTS, {"Date": "Fri, 02 Jan 2026 08:00:00 GMT"}))
    qonto = build_qonto(
        Settings(qonto_rate_limit_per_minute=0), clock=clock, lessor=unlimited, transport=wire
    )

    await qonto.call("list_bank_accounts")

    assert clock.now().replace(second=0, microsecond=0) == datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
