"""
A failure is told as what it was, and a success is no failure.

The reference answered 500 to every refusal of Qonto (4) and lost its reason (5), repeated what must be said
once (6), answered 200 when nothing was written down (10), and 500 when something was final already (11).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from gateway.clock import Clock
from gateway.db import Database
from gateway.db.tables import burnt_numbers, financial_documents
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.papers import asked_for, credited, quoted
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio

ISSUING = ("finalize_invoice", "finalize_invoice_workflow", "finalize_credit_note")
KEYS_THAT_ARE_REFUSED = (502, "UPSTREAM_AUTH_FAILED")
REFUSALS = {
    400: (502, "UPSTREAM_REFUSED"),
    401: KEYS_THAT_ARE_REFUSED,
    403: KEYS_THAT_ARE_REFUSED,
    404: (404, "INVOICE_NOT_FOUND"),
    409: (502, "UPSTREAM_REFUSED"),
    422: (502, "UPSTREAM_REFUSED"),
    429: (429, "RATE_LIMITED"),
}


# ------------------------------------------------------------------ 4
@pytest.mark.parametrize(("status", "told"), REFUSALS.items(), ids=map(str, REFUSALS))
async def test_a_refusal_of_qonto_keeps_its_status(shop: Shop, status: int, told: tuple[int, str]) -> None:
    draft = await shop.draft()
    kind = Kind.TOO_MANY_REQUESTS if status == 429 else Kind.STATUS
    how = {"retry_after_s": 60} if status == 429 else {"status": status}
    shop.fault("show_client_invoice", kind, count=9, **how)

    answer = await shop.ask("show_invoice", id=draft["id"])

    assert (answer.status, answer.code) == told
    assert answer.body["error"].endswith(".")
    if told[0] != 404:
        assert answer.body["details"]["qontoStatus"] == status


@pytest.mark.parametrize("id", ["00000000-0000-4000-8000-000000000000", "not-an-id"])
@pytest.mark.parametrize("kind", ["invoice", "quote", "credit_note"])
async def test_what_is_not_there_is_404_whatever_it_is(shop: Shop, kind: str, id: str) -> None:
    answer = await shop.ask(f"show_{kind}", id=id)

    assert (answer.status, answer.code) == (404, f"{kind.upper()}_NOT_FOUND")


# ------------------------------------------------------------------ 5
async def test_what_qonto_said_is_kept_in_details(shop: Shop) -> None:
    shop.fault("create_client_invoice", Kind.STATUS, status=422)
    refused = await shop.create()
    shop.fault("create_quote", Kind.STATUS, status=422)
    unquoted = await shop.ask("create_quote", json={"salesOrderId": INVOICEABLE[1].id})

    for answer in (refused, unquoted):
        (said,) = answer.body["details"]["qonto"]
        assert (said["code"], said["detail"]) == ("invalid", "the request could not be carried out")
        assert answer.body["details"]["qontoStatus"] == 422


# ------------------------------------------------------------------ 6
@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.GARBAGE])
async def test_a_create_is_said_once(shop: Shop, kind: Kind) -> None:
    shop.fault("create_client_invoice", kind)
    shop.fault("create_quote", kind)

    invoice = await shop.create()
    quote = await shop.ask("create_quote", json={"salesOrderId": INVOICEABLE[1].id})

    assert (invoice.status, quote.status) == (201, 201), (invoice.body, quote.body)
    assert len(shop.asked_of_bank("create_client_invoice")) == len(shop.stack.world.all(ClientInvoice)) == 1
    assert len(shop.asked_of_bank("create_quote")) == len(shop.stack.world.all(Quote)) == 1


async def test_an_order_is_invoiced_once(shop: Shop) -> None:
    first = await shop.draft()

    again = await shop.create()
    crowd = await asyncio.gather(*(shop.create(1) for _ in range(5)))

    assert (again.status, again.code) == (409, "ORDER_ALREADY_INVOICED")
    assert again.body["existingInvoiceId"] in {first["id"], first["local_document_id"]}
    assert sorted(answer.status for answer in crowd) == [201, 409, 409, 409, 409]
    assert len(shop.stack.world.all(ClientInvoice)) == 2


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("operation", ["finalize_client_invoice", "mark_client_invoice_paid"])
async def test_what_cannot_be_undone_is_said_once(shop: Shop, operation: str, status: int) -> None:
    if operation == "finalize_client_invoice":
        draft = await shop.draft()
        token = await asked_for(shop, "finalize_invoice", draft["id"])
        shop.fault(operation, Kind.STATUS, status=status, count=9)
        answer = await shop.ask("finalize_invoice", id=draft["id"], json={"confirmationToken": token})
    else:
        final = await shop.final()
        shop.fault(operation, Kind.STATUS, status=status, count=9)
        answer = await shop.ask("mark_invoice_paid", id=final["id"], json={})

    assert answer.status in {502, 503, 504}
    assert len(shop.asked_of_bank(operation)) == 1


# ------------------------------------------------------------------ 10
@asynccontextmanager
async def full(shop: Shop, table: str) -> AsyncIterator[None]:
    """For a while *table* takes no row more."""
    await _run(shop, _FILL, table)
    try:
        yield
    finally:
        await _run(shop, _EMPTY, table)


_FILL = {
    "sqlite": "CREATE TRIGGER full_up BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END",
    "postgresql": "ALTER TABLE {table} ADD CONSTRAINT full_up CHECK (false) NOT VALID",
}
_EMPTY = {
    "sqlite": "DROP TRIGGER full_up",
    "postgresql": "ALTER TABLE {table} DROP CONSTRAINT full_up",
}


@asynccontextmanager
async def later(shop: Shop) -> AsyncIterator[Shop]:
    """Another gateway on the same database, when nobody can still be at work on anything."""
    clock = Clock(follows_bank=True, machine=lambda: datetime.now(UTC) + timedelta(minutes=2))
    world = shop.stack.world
    async with stack(
        shop.database_url, edition=world.settings.edition, bank=shop.stack.bank, clock=clock
    ) as running:
        yield Shop(stack=running, database_url=shop.database_url)


async def _run(shop: Shop, statements: dict[str, str], table: str) -> None:
    db = Database.open(shop.database_url)
    async with db.transaction() as tx:
        await tx.exec_driver_sql(statements[tx.dialect.name].format(table=table))
    await db.close()


async def test_a_document_that_cannot_be_written_down_is_no_success(shop: Shop) -> None:
    async with full(shop, "financial_documents"):
        untold = await shop.create()
        unquoted = await shop.ask("create_quote", json={"salesOrderId": INVOICEABLE[1].id})
    assert (untold.status, untold.body["success"]) == (500, False)
    assert (unquoted.status, unquoted.body["success"]) == (500, False)

    async with later(shop) as again:
        listed = await again.ask("list_invoices")
        quotes = await again.ask("list_quotes")
        third = await again.create()

    (invoice,), (quote,) = listed.body["invoices"], quotes.body["quotes"]
    assert invoice["local_document_id"] is not None
    assert quote["local_document_id"] is not None
    assert (invoice["sales_order_id"], quote["sales_order_id"]) == (INVOICEABLE[0].id, INVOICEABLE[1].id)
    assert (third.status, third.body["existingInvoiceId"]) == (409, invoice["local_document_id"])


# ------------------------------------------------------------------ 11
async def _made(shop: Shop, operation: str) -> str:
    if operation == "finalize_quote":
        return str((await quoted(shop))["id"])
    if operation == "finalize_credit_note":
        return str((await credited(shop))["id"])
    draft = await shop.draft()
    if operation == "finalize_invoice_workflow":
        validated = await shop.ask("validate_invoice_to_draft", id=draft["id"])
        assert validated.status == 200
    return str(draft["id"])


@pytest.mark.parametrize(
    "operation", ["finalize_invoice", "finalize_invoice_workflow", "finalize_quote", "finalize_credit_note"]
)
async def test_after_an_irreversible_success_nothing_looks_like_a_failure(
    shop: Shop, edition: str, operation: str
) -> None:
    id = await _made(shop, operation)
    if operation == "finalize_credit_note" and edition == "guide":
        # There it cannot become final at all, and nobody is asked for a yes that would come to nothing.
        assert (await shop.ask(operation, id=id)).status == 501
        return
    token = await asked_for(shop, operation, id)
    shop.fault(*_LOST[operation])

    # The answer is lost on the way, and a PDF that is not there yet is no failure either.
    answer = await shop.ask(operation, id=id, json={"confirmationToken": token})

    assert (answer.status, answer.body["success"]) == (200, True), answer.body


_LOST: dict[str, tuple[str, Kind]] = {
    "finalize_invoice": ("finalize_client_invoice", Kind.APPLY_THEN_DROP),
    "finalize_invoice_workflow": ("show_attachment", Kind.STATUS),
    "finalize_quote": ("show_attachment", Kind.STATUS),
    "finalize_credit_note": ("create_credit_note", Kind.APPLY_THEN_DROP),
}


@pytest.mark.parametrize(
    "operation", ["finalize_invoice", "finalize_invoice_workflow", "finalize_credit_note"]
)
async def test_what_is_final_and_cannot_be_written_down_is_still_told(
    shop: Shop, edition: str, operation: str
) -> None:
    id = await _made(shop, operation)
    if operation == "finalize_credit_note" and edition == "guide":
        assert (await shop.ask(operation, id=id)).status == 501
        return
    token = await asked_for(shop, operation, id)

    async with full(shop, "burnt_numbers"):
        answer = await shop.ask(operation, id=id, json={"confirmationToken": token})
    assert (answer.status, answer.body["success"]) == (200, True), answer.body

    kind = "credit_note" if operation == "finalize_credit_note" else "invoice"
    number = answer.body[kind]["number"]
    async with later(shop) as again:
        shown = await again.ask(f"show_{kind}", id=id)
    assert number is not None
    assert shown.body[kind]["number"] == number
    assert [row["number"] for row in await shop.rows(burnt_numbers, number=number)] == [number]
    assert [row["status"] for row in await shop.rows(financial_documents, number=number)] == ["finalized"]
