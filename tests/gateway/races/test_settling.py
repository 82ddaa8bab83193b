"""What somebody left behind is settled; what has moved since one looked is left alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from gateway.clock import Clock
from gateway.db import Database, migrate
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents
from gateway.resources.documents.model import Intent, IntentKind
from gateway.resources.invoices.recovery import KEEPERS
from tests.gateway.qonto.offline import offline

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def clerk_at(database_url: str) -> AsyncIterator[Clerk]:
    await migrate(database_url)
    db = Database.open(database_url)
    try:
        yield Clerk(db=db, qonto=offline("guide").qonto, clock=Clock(follows_bank=False), user_id="claire")
    finally:
        await db.close()


async def test_a_request_that_has_left_since_it_was_looked_at_is_not_written_off(database_url: str) -> None:
    async with clerk_at(database_url) as clerk:
        looked_at = intents.opened(
            IntentKind.CREATE_INVOICE, clerk.clock, actor="marie", sales_order_id="o-1", asked=False
        )
        async with clerk.db.transaction() as tx:
            await intents.add(tx, looked_at)
            await intents.ask(tx, replace(looked_at, asked=True))

        settled = await KEEPERS.settle_intent(clerk, looked_at)

        assert not settled
        assert await _closed(clerk, looked_at) is False


async def test_what_was_never_asked_is_closed_and_may_not_be_asked_any_more(database_url: str) -> None:
    async with clerk_at(database_url) as clerk:
        intent = intents.opened(
            IntentKind.CREATE_INVOICE, clerk.clock, actor="marie", sales_order_id="o-1", asked=False
        )
        async with clerk.db.transaction() as tx:
            await intents.add(tx, intent)

        settled = await KEEPERS.settle_intent(clerk, intent)

        assert settled
        async with clerk.db.transaction() as tx:
            assert not await intents.ask(tx, replace(intent, asked=True))


async def _closed(clerk: Clerk, intent: Intent) -> bool:
    async with clerk.db.reading() as tx:
        found = await intents.find(tx, intent.id)
    assert found is not None
    return found.closed_at is not None
