"""What each operation asks, writes and how it bears repetition: declared, held to, and in the README."""

from collections.abc import Awaitable, Callable

import pytest

import contracts
from gateway.db.tables import METADATA
from gateway.routes import OPERATIONS
from gateway.web import Operation
from tests.gateway.invoices.shop import Shop
from tests.gateway.operations_table import REPEATABLE, in_readme, table
from tests.gateway.support import stack
from tests.gateway.watching import ALWAYS_ASKED, ALWAYS_WRITTEN, declared

pytestmark = pytest.mark.anyio

CONTRACT = contracts.load("gateway")
BANK = {id for edition in contracts.EDITIONS for id in contracts.load("qonto", edition).operations}
KEYS = ("x-upstream", "x-writes", "x-repeatable")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_an_operation_declares_what_it_asks_writes_and_how_it_bears_repetition(operation: Operation) -> None:
    told = CONTRACT.operations[operation.id].definition
    assert [key for key in KEYS if key not in told] == [], (
        f"{told['operationId']}: say in contracts/gateway.yaml which operations of Qonto it may ask for "
        "(x-upstream), which tables it may write (x-writes) and whether it can be said twice (x-repeatable); "
        "then `make table`"
    )

    assert set(told["x-upstream"]) <= BANK
    assert set(told["x-writes"]) <= set(METADATA.tables)
    assert not set(told["x-upstream"]) & ALWAYS_ASKED
    assert not set(told["x-writes"]) & ALWAYS_WRITTEN
    assert told["x-repeatable"] in REPEATABLE


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_how_it_bears_repetition_fits_what_it_is(operation: Operation) -> None:
    told = CONTRACT.operations[operation.id].definition

    assert (told.get("x-repeatable") == "with-key") is operation.creates
    assert operation.writes or told.get("x-repeatable") == "yes"


def test_the_readme_has_the_table_of_today() -> None:
    assert in_readme() == table(), "`make table` writes it anew"


async def _creates(shop: Shop) -> None:
    await shop.draft()


async def _finalizes(shop: Shop) -> None:
    draft = await shop.draft()
    asked = await shop.ask("finalize_invoice", id=draft["id"])
    token = asked.body["confirmation"]["token"]
    assert (
        await shop.ask("finalize_invoice", id=draft["id"], json={"confirmationToken": token})
    ).status == 200


async def _cancels(shop: Shop) -> None:
    await shop.ask("cancel_invoice", id=(await shop.final())["id"])


async def _shows_balance(shop: Shop) -> None:
    await shop.ask("show_balance")


async def _lists(shop: Shop) -> None:
    await shop.final()
    await shop.ask("list_invoices")


@pytest.mark.parametrize(
    ("operation", "scene", "asked", "written"),
    [
        (
            "create_invoice",
            _creates,
            {"list_clients", "create_client", "list_bank_accounts", "create_client_invoice"},
            {"intents", "financial_documents", "financial_document_items", "audit_log"},
        ),
        (
            "finalize_invoice",
            _finalizes,
            {"show_client_invoice", "finalize_client_invoice"},
            {"confirmations", "intents", "financial_documents", "burnt_numbers", "audit_log"},
        ),
        (
            "cancel_invoice",
            _cancels,
            {"show_client_invoice", "cancel_client_invoice"},
            {"intents", "financial_documents", "burnt_numbers", "audit_log"},
        ),
        ("show_balance", _shows_balance, {"list_bank_accounts"}, set()),
        ("list_invoices", _lists, {"list_client_invoices"}, set()),
    ],
)
async def test_what_is_seen_is_what_is_declared(
    database_url: str,
    operation: str,
    scene: Callable[[Shop], Awaitable[None]],
    asked: set[str],
    written: set[str],
) -> None:
    async with stack(database_url) as running:
        await scene(Shop(stack=running, database_url=database_url))
        seen = running.watch.of(operation)

    assert (seen.asked, seen.written) == (asked, written)
    assert asked <= (declared(operation, "x-upstream") or set())
    assert written <= (declared(operation, "x-writes") or set())


async def test_what_is_not_declared_is_a_surprise(sqlite_url: str) -> None:
    """The watch sees: a health check under the name of an operation that may ask for nothing."""
    async with stack(sqlite_url) as running:
        await running.client.get("/api/qonto/balance")
        running.watch.calls[0].operation = "list_invoices_by_order"
        (surprise,) = running.watch.surprises()
        running.watch.calls.clear()

    assert surprise == ("list_invoices_by_order asked Qonto for list_bank_accounts: add it to its x-upstream")
