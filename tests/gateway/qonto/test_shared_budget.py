"""One database, one budget: what one worker has used, another cannot use again."""

from functools import partial

import pytest

from gateway.clock import Clock
from gateway.db import Database, migrate
from gateway.db.outbound_budget import take_turns
from gateway.errors import Code, GatewayError
from gateway.qonto.client import build_qonto
from gateway.settings import Settings
from tests.gateway.qonto.offline import offline
from tests.gateway.qonto.wire import Naps

pytestmark = pytest.mark.anyio


async def test_two_workers_share_what_a_minute_allows(database_url: str) -> None:
    await migrate(database_url)
    stack = offline("guide")
    databases = [Database.open(database_url) for _ in range(2)]
    workers = [
        build_qonto(
            Settings(qonto_rate_limit_per_minute=3),
            clock=Clock(follows_bank=True),
            lessor=partial(take_turns, db),
            transport=stack.transport,
            sleep=Naps(),
        )
        for db in databases
    ]
    for worker in (*workers, workers[0]):
        await worker.call("list_bank_accounts")

    with pytest.raises(GatewayError) as refused:
        await workers[1].call("list_bank_accounts")

    assert refused.value.code is Code.RATE_LIMITED
    assert 50 <= int(refused.value.headers["Retry-After"]) <= 60
    assert stack.asked("list_bank_accounts") == 3
    for db in databases:
        await db.close()
