"""Qonto's transactions, sampled and counted: each list says how long it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.qonto import reading
from gateway.qonto.call import QueryValue
from gateway.qonto.client import Qonto
from gateway.qonto.pages import page
from gateway.resources.bank.model import BankAccount
from gateway.resources.debug.model import COMPLETED, Counts

SAMPLE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    total: int
    count: int
    rows: tuple[dict[str, Any], ...]


async def sample_of(qonto: Qonto, account: BankAccount, *, status: str | None) -> Sample:
    asked: dict[str, Any] = {"bank_account_id": account.id}
    if status is not None:
        asked["status[]"] = [status]
    shown = await page(qonto, "list_transactions", "transactions", per_page=SAMPLE, **asked)
    return Sample(total=shown.total_count, count=len(shown.rows), rows=shown.rows[:SAMPLE])


async def count(qonto: Qonto, accounts: Sequence[BankAccount], *, now: datetime) -> Counts:
    """Completed transactions of *accounts*. A year is asked for where there may be one to count."""
    out = come = 0
    by_year: dict[int, int] = {}
    for account in accounts:
        out += await _total(qonto, account, side="debit")
        come += await _total(qonto, account, side="credit")
        for year in range(await _first_year(qonto, account, now), now.year + 1):
            # Both bounds are inclusive at Qonto, and its instants have milliseconds.
            start, end = f"{year}-01-01T00:00:00.000Z", f"{year}-12-31T23:59:59.999Z"
            found = await _total(qonto, account, settled_at_from=start, settled_at_to=end)
            if found:
                by_year[year] = by_year.get(year, 0) + found
    return Counts(debits=out, credits=come, by_year=by_year)


async def _total(qonto: Qonto, account: BankAccount, **query: QueryValue) -> int:
    asked: dict[str, Any] = {"bank_account_id": account.id, "status[]": [COMPLETED], **query}
    return (await page(qonto, "list_transactions", "transactions", per_page=1, **asked)).total_count


async def _first_year(qonto: Qonto, account: BankAccount, now: datetime) -> int:
    asked: dict[str, Any] = {
        "bank_account_id": account.id,
        "status[]": [COMPLETED],
        "sort_by": "settled_at:asc",
    }
    shown = await page(qonto, "list_transactions", "transactions", per_page=1, **asked)
    first = reading.instant(shown.rows[0], "settled_at") if shown.rows else None
    return now.year + 1 if first is None else first.year
