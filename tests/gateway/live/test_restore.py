"""After a restore, as the README has it: what Qonto knows and we forgot is learnt, not billed twice."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from gateway.app import build_app
from gateway.seed.catalogue import ORDERS
from gateway.settings import Settings
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.clock import ClockState
from tests.gateway.support import HOME, NOON
from tests.gateway.templates import STARTED

pytestmark = pytest.mark.anyio
BILL = {"salesOrderId": ORDERS[0].id}


@asynccontextmanager
async def gateway(path: Path, bank: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(database_url=f"sqlite:///{path}", qonto_rate_limit_per_minute=0)
    app = build_app(settings, transport=httpx.ASGITransport(bank))
    transport = httpx.ASGITransport(app)
    async with app.running(), httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        yield client


async def posted(client: httpx.AsyncClient, path: str, body: Any = None) -> Any:
    answer = await client.post(f"/api/qonto{path}", json=body)
    return answer.json()


def burnt_numbers(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [number for (number,) in connection.execute("SELECT number FROM burnt_numbers")]
    finally:
        connection.close()


async def test_an_order_that_was_billed_since_the_backup_is_not_billed_again_and_its_number_is_known(
    tmp_path: Path,
) -> None:
    STARTED.sqlite(tmp_path / "gateway.db")
    backup = tmp_path / "backup.db"
    bank = build_bank_app(build_bank(rate_limit="off", clock=ClockState(held=NOON)))
    async with gateway(tmp_path / "gateway.db", bank) as client:
        await posted(client, "/sync-invoices")  # bound to its bank, as any backup is
    shutil.copyfile(tmp_path / "gateway.db", backup)
    async with gateway(tmp_path / "gateway.db", bank) as client:
        id = (await posted(client, "/invoices", BILL))["invoice"]["id"]
        token = (await posted(client, f"/invoices/{id}/finalize"))["confirmation"]["token"]
        final = await posted(client, f"/invoices/{id}/finalize", {"confirmationToken": token})

    async with gateway(backup, bank) as restored:
        await posted(restored, "/sync-invoices?scope=all")
        again = await posted(restored, "/invoices", BILL)

    assert (again["success"], again["code"]) == (False, "ORDER_ALREADY_INVOICED"), again
    assert burnt_numbers(backup) == [final["invoice"]["number"]]
