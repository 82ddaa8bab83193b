"""Our own transactions, counted the same way."""

from sqlalchemy import ColumnElement, func, select

from gateway.db import Tx
from gateway.db.tables import bank_transactions
from gateway.resources.debug.model import COMPLETED, Counts, year_of

_T = bank_transactions.c


async def count(tx: Tx) -> Counts:
    by_year: dict[int, int] = {}
    ends = select(func.min(_T.settled_at), func.max(_T.settled_at)).where(_T.status == COMPLETED)
    first, last = (await tx.execute(ends)).one()
    for year in range(first.year, last.year + 1) if first is not None else ():
        start, end = year_of(year)
        found = await _total(tx, _T.settled_at >= start, _T.settled_at < end)
        if found:
            by_year[year] = found
    return Counts(
        debits=await _total(tx, _T.side == "debit"),
        credits=await _total(tx, _T.side == "credit"),
        by_year=by_year,
    )


async def _total(tx: Tx, *where: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(bank_transactions).where(_T.status == COMPLETED, *where)
    total: int = await tx.scalar(statement)
    return total
