"""`GET /api/qonto/sync-invoices`: the last run, and what it left unmatched."""

import pytest

from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.syncing.books import invoice_there

pytestmark = pytest.mark.anyio


async def test_before_the_first_run_it_says_how_to_begin(shop: Shop) -> None:
    answer = await shop.ask("show_invoice_sync")

    assert (answer.status, answer.body["lastSync"]) == (200, None)
    assert "POST" in answer.body["message"]


async def test_it_says_what_the_run_said(shop: Shop) -> None:
    id = await invoice_there(shop.stack.bank, purchase_order="nobody's")
    said = (await shop.ask("sync_invoices", user="camille")).body

    shown = (await shop.ask("show_invoice_sync")).body

    last = shown["lastSync"]
    alike = said.keys() & last.keys()
    assert {name: last[name] for name in alike} == {name: said[name] for name in alike}
    assert [(one["qontoId"], one["reason"]) for one in last["unmatched"]] == [(id, "unknown_order")]
    assert (last["hasActiveLock"], last["startedBy"], shown["message"]) == (False, "camille", said["message"])


async def test_a_run_that_failed_says_so(shop: Shop) -> None:
    shop.fault("list_credit_notes", Kind.STATUS, count=9)
    refused = await shop.ask("sync_invoices")

    shown = (await shop.ask("show_invoice_sync")).body

    assert refused.status == 502
    assert (shown["lastSync"]["status"], len(shown["lastSync"]["errors"])) == ("failed", 1)
    assert "relancez" in shown["message"]


async def test_it_asks_nothing_of_the_bank(shop: Shop) -> None:
    await shop.ask("sync_invoices")
    asked = len(shop.stack.bank.journal.exchanges)

    await shop.ask("show_invoice_sync")

    assert len(shop.stack.bank.journal.exchanges) == asked
