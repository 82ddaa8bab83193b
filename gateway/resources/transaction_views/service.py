"""
Reading transactions. Nothing here is kept; the sync does that.

Qonto answers one account per call and knows no range of amounts. So the accounts' lists are merged as they
come, and rows that are not on the page asked for are counted and dropped: however long the lists are, one
page of each is in memory at a time.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import UpstreamRefusal
from gateway.resources.bank.model import active
from gateway.resources.bank.upstream import list_accounts
from gateway.resources.clerk import Clerk
from gateway.resources.transactions import store, upstream
from gateway.resources.transactions.model import UNMATCHED, Matching, Side, Transaction

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    side: Side | None
    cents_min: int | None
    cents_max: int | None
    account_id: str | None
    page: int
    per_page: int
    whole: bool

    @property
    def ranged(self) -> bool:
        return self.cents_min is not None or self.cents_max is not None

    def accepts(self, transaction: Transaction) -> bool:
        cents = transaction.amount_cents
        enough = self.cents_min is None or cents >= self.cents_min
        return enough and (self.cents_max is None or cents <= self.cents_max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    rows: tuple[tuple[Transaction, Matching], ...]
    current_page: int
    per_page: int
    total_count: int

    @property
    def total_pages(self) -> int:
        return max(1, -(-self.total_count // self.per_page))


async def list_transactions(clerk: Clerk, wanted: Wanted) -> Listed:
    if wanted.account_id is not None:
        account_ids = [wanted.account_id]
    else:
        account_ids = [account.id for account in active(await list_accounts(clerk.qonto))]
    if len(account_ids) == 1 and not wanted.ranged and not wanted.whole:
        return await _qontos_page(clerk, account_ids[0], wanted)
    found, total = await _collected(clerk, account_ids, wanted)
    if wanted.whole:
        return await _matched(clerk, found, page=1, per_page=max(total, 1), total=total)
    if wanted.page > 1 and not found:
        raise _past_the_end(wanted.page)
    return await _matched(clerk, found, page=wanted.page, per_page=wanted.per_page, total=total)


async def _qontos_page(clerk: Clerk, account_id: str, wanted: Wanted) -> Listed:
    try:
        found, shown = await upstream.list_page(
            clerk.qonto, account_id, side=wanted.side, number=wanted.page, per_page=wanted.per_page
        )
    except UpstreamRefusal as refusal:
        # Quirk: a page past the last one is no empty page at Qonto, it is refused.
        if wanted.page > 1 and refusal.code is Code.UPSTREAM_REFUSED:
            raise _past_the_end(wanted.page, refusal.internal) from refusal
        raise
    total = shown.total_count
    return await _matched(clerk, found, page=wanted.page, per_page=wanted.per_page, total=total)


async def _collected(
    clerk: Clerk, account_ids: Sequence[str], wanted: Wanted
) -> tuple[list[Transaction], int]:
    """The rows of the page asked for, and how many there are in all."""
    first = 0 if wanted.whole else (wanted.page - 1) * wanted.per_page
    found: list[Transaction] = []
    place = 0
    merged = _Merged([_List(clerk, account_id, wanted.side) for account_id in account_ids])
    async with aclosing(merged.walked()) as transactions:
        async for transaction in transactions:
            if not wanted.accepts(transaction):
                continue
            if place >= first and (wanted.whole or len(found) < wanted.per_page):
                found.append(transaction)
            place += 1
            if not wanted.ranged and not wanted.whole and len(found) == wanted.per_page:
                # What follows is on no page of ours, and Qonto has said how much it is.
                return found, merged.total_count
    return found, place


class _List:
    """One account's transactions, the last settled first, a page in hand."""

    def __init__(self, clerk: Clerk, account_id: str, side: Side | None) -> None:
        self._account_id = account_id
        self._stretches = upstream.latest(clerk.qonto, account_id, side=side)
        self._rows: list[Transaction] = []
        self.total_count: int | None = None

    async def head(self) -> Transaction | None:
        """The next one, still in the list; None at its end."""
        while not self._rows:
            stretch = await anext(self._stretches, None)
            if stretch is None:
                return None
            if self.total_count is None:
                self.total_count = stretch.total_count
            self._rows = [upstream.read_transaction(wire, self._account_id) for wire in stretch.rows]
            self._rows.reverse()
        return self._rows[-1]

    def drop(self) -> None:
        self._rows.pop()

    async def close(self) -> None:
        await self._stretches.aclose()


class _Merged:
    def __init__(self, lists: Sequence[_List]) -> None:
        self._lists = lists

    @property
    def total_count(self) -> int:
        return sum(one.total_count or 0 for one in self._lists)

    async def walked(self) -> AsyncGenerator[Transaction]:
        try:
            while True:
                heads = [(one, await one.head()) for one in self._lists]
                open_lists = [(one, head) for one, head in heads if head is not None]
                if not open_lists:
                    return
                latest, transaction = max(open_lists, key=lambda pair: _settled(pair[1]))
                latest.drop()
                yield transaction
        finally:
            for one in self._lists:
                await one.close()


def _settled(transaction: Transaction) -> datetime:
    return transaction.settled_at or _NEVER


async def _matched(
    clerk: Clerk, found: Sequence[Transaction], *, page: int, per_page: int, total: int
) -> Listed:
    async with clerk.db.reading() as tx:
        known = await store.list_matchings(tx, [transaction.id for transaction in found])
    return Listed(
        rows=tuple((transaction, known.get(transaction.id, UNMATCHED)) for transaction in found),
        current_page=page,
        per_page=per_page,
        total_count=total,
    )


def _past_the_end(page: int, internal: str = "") -> GatewayError:
    return GatewayError(
        Code.INVALID_PARAMETER,
        f"Il n'y a pas de page {page} : demandez une page plus petite.",
        internal=internal,
        details={"fields": [{"field": "page", "message": "au-delà de la dernière page"}]},
    )
