"""What asks nobody but our own database says so when that hangs up."""

import asyncpg
import pytest

from tests.gateway.invoices.shop import Shop
from tests.gateway.support import stack

pytestmark = [pytest.mark.anyio, pytest.mark.postgres]

OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@pytest.mark.parametrize(
    ("operation", "path"),
    [("list_invoices_by_order", {"orderId": "any"}), ("show_sync", {}), ("show_invoice_sync", {})],
)
async def test_a_database_that_hangs_up_is_no_bug(
    postgres_url: str, operation: str, path: dict[str, str]
) -> None:
    async with stack(postgres_url) as running:
        shop = Shop(stack=running, database_url=postgres_url)
        assert (await shop.ask(operation, **path)).status == 200
        await _hang_up(postgres_url)

        lost, again = [await shop.ask(operation, **path) for _ in range(2)]

    assert (lost.status, lost.code) == (503, "DATABASE_UNAVAILABLE")
    assert again.status == 200


async def _hang_up(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(OTHERS)
    finally:
        await connection.close()
