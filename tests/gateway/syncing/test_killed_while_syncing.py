"""Killed at any step of a run: the next one goes on, and nothing is lost or doubled."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx
import pytest
from sqlalchemy import Table, select

from gateway.db import Database
from gateway.db.tables import bank_transactions, financial_documents, sync_runs
from mock_qonto.kernel.bank import Bank
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.credit_notes.model import CreditNote
from mock_qonto.web.faults import FaultBook
from tests.gateway.durability.conftest import new_database
from tests.gateway.durability.mortal import LATER, House, Killed, Life, NewDatabase, gateway
from tests.gateway.invoices.shop import Row
from tests.gateway.syncing.books import bank_with, invoices_with, there

__all__ = ["new_database"]
pytestmark = pytest.mark.anyio

STEPS_MAX = 40


async def test_transactions(new_database: NewDatabase) -> None:
    wrong: list[str] = []

    for step in count(1):
        bank = bank_with(230, edition="guide")
        at = _house(bank, new_database())
        if not await _die(at, "/api/qonto/sync", step):
            break
        wrong += [f"killed at {step}: {one}" for one in await _transactions_left(at)]

    assert not wrong
    assert 10 < step < STEPS_MAX


async def test_invoices(new_database: NewDatabase) -> None:
    wrong: list[str] = []
    there_are = await invoices_with(101)

    for step in count(1):
        at = _house(there_are, new_database())
        if not await _die(at, "/api/qonto/sync-invoices", step):
            break
        wrong += [f"killed at {step}: {one}" for one in await _documents_left(at)]

    assert not wrong
    assert 8 < step < STEPS_MAX


@pytest.mark.postgres
@pytest.mark.parametrize("step", [5, 9])
async def test_on_postgres_too(postgres_url: str, step: int) -> None:
    """A sample: in the middle, and before the run is closed."""
    at = _house(bank_with(230, edition="guide"), postgres_url)

    assert await _die(at, "/api/qonto/sync", step)

    assert not await _transactions_left(at)


def _house(bank: Bank, database_url: str) -> House:
    return House(bank=bank, faults=FaultBook(), database_url=database_url, edition="guide")


async def _die(at: House, path: str, step: int) -> bool:
    """False when the run was over before *step*."""
    async with gateway(at) as (client, life):
        with life.ending_at(step):
            return not await _survived(client, path, life)


async def _survived(client: httpx.AsyncClient, path: str, life: Life) -> bool:
    try:
        answer = await client.post(path)
    except Killed:
        return False
    assert answer.status_code == 200, (life.steps, answer.text)
    return True


async def _transactions_left(at: House) -> list[str]:
    async with _next_life(at) as client:
        said = (await client.post("/api/qonto/sync")).json()
        rows = await _rows(at, bank_transactions)
        runs = await _rows(at, sync_runs)
        again = (await client.post("/api/qonto/sync")).json()
    expected = there(at.bank)
    return [
        *_unlike("rows", sorted(row["qonto_id"] for row in rows), sorted(expected)),
        *_unlike("counted", sum(row["items_created"] for row in runs), len(expected)),
        *_run_left(said, runs),
        *_unlike("created again", (again.get("itemsCreated"), again.get("itemsUpdated")), (0, 0)),
    ]


async def _documents_left(at: House) -> list[str]:
    async with _next_life(at) as client:
        said = (await client.post("/api/qonto/sync-invoices")).json()
        rows = await _rows(at, financial_documents)
        runs = await _rows(at, sync_runs)
        again = (await client.post("/api/qonto/sync-invoices")).json()
    world = at.bank.default_world
    expected = [one.id for one in (*world.all(ClientInvoice), *world.all(CreditNote))]
    return [
        *_unlike("rows", sorted(row["qonto_id"] for row in rows), sorted(expected)),
        *_unlike("counted", sum(row["items_created"] for row in runs), len(expected)),
        *_run_left(said, runs),
        *_unlike("created again", (again.get("created"), again.get("updated")), (0, 0)),
    ]


def _run_left(said: dict[str, Any], runs: list[Row]) -> list[str]:
    statuses = sorted({row["status"] for row in runs})
    return [*_unlike("status", said.get("status"), "completed"), *_unlike("runs", statuses, ["completed"])]


def _unlike(what: str, found: object, expected: object) -> list[str]:
    return [] if found == expected else [f"{what}: {found} instead of {expected}"]


@asynccontextmanager
async def _next_life(at: House) -> AsyncIterator[httpx.AsyncClient]:
    async with gateway(at, later=LATER) as (client, _):
        yield client


async def _rows(at: House, table: Table) -> list[Row]:
    db = Database.open(at.database_url)
    try:
        async with db.reading() as tx:
            return [dict(row) for row in (await tx.execute(select(table))).mappings()]
    finally:
        await db.close()
