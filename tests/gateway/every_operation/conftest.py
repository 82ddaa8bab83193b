"""A house with a bit of everything in it, on the light database: what is asked here does not depend on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mock_qonto.app import build_bank
from mock_qonto.kernel.clock import ClockState
from tests.gateway.attachments.drawer import clock_of
from tests.gateway.every_operation.calls import House, calls_at
from tests.gateway.support import NOON, stack


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    bank = build_bank(edition="2026-11", rate_limit="off", clock=ClockState(held=NOON))
    async with stack(sqlite_url, edition="2026-11", bank=bank, clock=clock_of(bank)) as running:
        calls = await calls_at(running, sqlite_url)
        yield House(stack=running, calls=calls, database=Path(sqlite_url.removeprefix("sqlite:///")))
