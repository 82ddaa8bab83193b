"""Intents without an outcome. That a kill at any step leaves both sides equal is proven in ../durability."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.clock import Clock
from gateway.db import Database
from gateway.db.tables import financial_documents, intents, payments
from gateway.resources.documents import intents as register
from gateway.resources.documents.model import Intent, IntentKind
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.app import build_bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio


async def lose_a_creation(shop: Shop) -> None:
    """Created, the answer lost, and nobody could look."""
    shop.fault("create_client_invoice", Kind.APPLY_THEN_DROP)
    shop.fault("list_client_invoices", Kind.STATUS, count=3)
    lost = await shop.create()
    assert lost.status == 504


@pytest.mark.parametrize("operation", ["list_invoices", "list_invoices_by_order"])
async def test_any_reading_finds_what_was_lost(shop: Shop, operation: str) -> None:
    await lose_a_creation(shop)

    path = {"orderId": INVOICEABLE[0].id} if operation == "list_invoices_by_order" else {}
    listed = await shop.ask(operation, **path)

    (row,) = await shop.rows(financial_documents)
    (intent,) = await shop.rows(intents)
    (made,) = shop.stack.world.all(ClientInvoice)
    assert len(listed.body["invoices"]) == 1
    assert (row["qonto_id"], row["sales_order_id"]) == (made.id, INVOICEABLE[0].id)
    assert (intent["state"], intent["document_id"]) == ("done", row["id"])


async def test_asking_again_finds_it_too_and_makes_no_second_one(shop: Shop) -> None:
    await lose_a_creation(shop)

    again = await shop.create()

    (row,) = await shop.rows(financial_documents)
    assert (again.status, again.body["existingInvoiceId"]) == (409, row["id"])
    assert len(shop.stack.world.all(ClientInvoice)) == 1


async def test_another_order_of_the_same_client_is_not_mistaken_for_it(shop: Shop) -> None:
    await lose_a_creation(shop)
    other = await shop.draft(2)

    await shop.ask("list_invoices")

    rows = {row["qonto_id"]: row["sales_order_id"] for row in await shop.rows(financial_documents)}
    assert rows[other["id"]] == INVOICEABLE[2].id
    assert sorted(rows.values()) == sorted([INVOICEABLE[0].id, INVOICEABLE[2].id])


async def test_a_lost_payment_that_could_not_be_looked_for_is_found_by_the_next_reading(shop: Shop) -> None:
    invoice = await shop.final()
    shop.fault("mark_client_invoice_paid", Kind.APPLY_THEN_DROP)
    shop.fault("show_client_invoice", Kind.STATUS, nth=2, count=3)
    lost = await shop.ask("mark_invoice_paid", id=invoice["id"], json={"reference": "VIR 9"}, user="claire")

    await shop.ask("show_invoice", id=invoice["id"])

    (payment,) = await shop.rows(payments)
    assert (lost.status, lost.code) == (504, "OUTCOME_UNKNOWN")
    assert (payment["reference"], payment["created_by"]) == ("VIR 9", "claire")


# ------------------------------------------------------------------ somebody else's process
async def leave(shop: Shop, *, asked: bool, seconds_ago: int) -> None:
    """An intent as a gateway that was killed leaves it: of a creation that never reached the bank."""
    await shop.create()
    (done,) = await shop.rows(intents)
    (row,) = await shop.rows(financial_documents)
    await shop.ask("delete_invoice", id=row["id"])
    payload = {name: value for name, value in done["payload"].items() if name not in _OF_THE_INTENT}
    left: Intent = replace(
        register.opened(IntentKind.CREATE_INVOICE, Clock(follows_bank=False), actor="claire"),
        sales_order_id=INVOICEABLE[0].id,
        payload=payload,
        instance="a process that was killed",
        since=datetime.now(UTC) - timedelta(seconds=seconds_ago),
        asked=asked,
    )
    db = Database.open(shop.database_url)
    async with db.transaction() as tx:
        assert await register.add(tx, left)
    await db.close()


_OF_THE_INTENT = {"instance", "since", "asked"}


async def test_what_was_never_asked_does_not_hold_the_order_up(shop: Shop) -> None:
    await leave(shop, asked=False, seconds_ago=1)

    made = await shop.create()

    assert made.status == 201


async def test_what_may_still_arrive_is_waited_for(shop: Shop) -> None:
    await leave(shop, asked=True, seconds_ago=1)

    waiting = await shop.create()

    assert (waiting.status, waiting.code) == (409, "ORDER_ALREADY_INVOICED")
    assert waiting.body["existingInvoiceId"] is None
    assert shop.stack.world.all(ClientInvoice) == []


async def test_what_can_no_longer_arrive_is_given_up(shop: Shop) -> None:
    await leave(shop, asked=True, seconds_ago=60)

    made = await shop.create()

    assert made.status == 201
    assert len(shop.stack.world.all(ClientInvoice)) == 1


async def test_reading_leaves_alone_what_another_process_is_preparing(shop: Shop) -> None:
    await leave(shop, asked=False, seconds_ago=1)

    await shop.ask("list_invoices")

    states = {row["instance"]: row["state"] for row in map(_named, await shop.rows(intents))}
    assert states["a process that was killed"] == "open"


def _named(row: object) -> dict[str, str]:
    assert isinstance(row, dict)
    return {"instance": row["payload"]["instance"], "state": row["state"]}


async def test_nothing_is_settled_in_another_world(shop: Shop, edition: str) -> None:
    await lose_a_creation(shop)
    reset = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NOON))
    async with stack(shop.database_url, edition=edition, bank=reset) as elsewhere:
        listed = await Shop(stack=elsewhere, database_url=shop.database_url).ask("list_invoices")

    (intent,) = await shop.rows(intents)
    assert listed.status == 200
    assert (intent["state"], intent["closed_at"]) == ("unknown", None)
