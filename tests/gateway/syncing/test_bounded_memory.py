"""A bank of five thousand movements and two thousand invoices passes through a few megabytes."""

import tracemalloc
from typing import Any

import pytest

from mock_qonto.app import build_bank
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.client_invoices.model import ClientInvoice
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import NOON
from tests.gateway.syncing.books import opened, there

pytestmark = pytest.mark.anyio

MEMORY_MAX = 16 * 1024 * 1024


@pytest.fixture
def busy() -> Bank:
    return build_bank(edition="guide", rate_limit="off", fixture="busy", clock=ClockState(held=NOON))


async def test_transactions(sqlite_url: str, busy: Bank) -> None:
    async with opened(sqlite_url, busy, "guide") as shop:
        # What the bank renders once and keeps is no matter of the sync.
        await shop.ask("list_transactions", params={"all": "true"})

        said, peak = await _weighed(shop, "sync_transactions")
        asked = len(busy.journal.exchanges)
        again = await shop.ask("sync_transactions")

        assert said["itemsCreated"] == len(there(busy)) == 5_000
        assert peak < MEMORY_MAX
        assert again.body["itemsFetched"] == 1
        # Which accounts there are, and what is new on the one.
        assert len(busy.journal.exchanges) == asked + 2


async def test_invoices(sqlite_url: str, busy: Bank) -> None:
    async with opened(sqlite_url, busy, "guide") as shop:
        await shop.ask("list_invoices", params={"all": "true"})

        _, learning = await _weighed(shop, "sync_invoices", since="2026-01-20")
        await shop.ask("sync_invoices")
        said, reading = await _weighed(shop, "sync_invoices", scope="all")
        asked = len(busy.journal.exchanges)
        again = await shop.ask("sync_invoices")

        assert said["skipped"] == len(busy.default_world.all(ClientInvoice)) == 2_000
        assert max(learning, reading) < MEMORY_MAX
        assert again.body["synced"] == 1
        # Which invoices have changed, and which credit notes are new.
        assert len(busy.journal.exchanges) == asked + 2


async def _weighed(shop: Shop, operation: str, **params: Any) -> tuple[dict[str, Any], int]:
    tracemalloc.start()
    try:
        answer = await shop.ask(operation, params=params)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert answer.status == 200, answer.body
    return answer.body, peak
