"""
Transactions, account by account, in the order in which Qonto changed them.

That order makes every page a place to go on from: what changes while we walk moves to the end of the list,
where we have not been yet.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from gateway.db import Tx
from gateway.errors import GatewayError
from gateway.qonto import reading
from gateway.qonto.reading import Wire
from gateway.qonto.walking import Stretch
from gateway.resources.bank.model import active
from gateway.resources.bank.upstream import list_accounts
from gateway.resources.clerk import Clerk
from gateway.resources.sync_runs.model import Asked, Counts, Run, Step, SyncType, Track, Trouble
from gateway.resources.sync_runs.service import Ledger, perform, show_last
from gateway.resources.transactions import store, upstream
from gateway.resources.transactions.model import Transaction


async def sync_transactions(clerk: Clerk, asked: Asked) -> Run:
    async def walk_accounts(ledger: Ledger) -> None:
        for account in active(await list_accounts(clerk.qonto)):
            if not ledger.run.track(account.id).done:
                await _walk(clerk, ledger, account.id)

    return await perform(clerk, SyncType.TRANSACTIONS, asked, walk_accounts)


async def show_sync(clerk: Clerk) -> Run | None:
    return await show_last(clerk, SyncType.TRANSACTIONS)


async def _walk(clerk: Clerk, ledger: Ledger, account_id: str) -> None:
    track = ledger.run.track(account_id)
    async for stretch in upstream.changed(clerk.qonto, account_id, since=track.position or track.start):
        await ledger.write(partial(_keep, clerk, ledger.run.track(account_id), account_id, stretch))


async def _keep(clerk: Clerk, track: Track, account_id: str, stretch: Stretch, tx: Tx) -> Step:
    """One page, and what it comes to."""
    now = clerk.clock.now()
    transactions, unreadable = _read(stretch.rows, account_id)
    kept = await store.keep(tx, transactions, now)
    refused = {**unreadable, **kept.refused}
    counts = Counts(
        fetched=len(stretch.rows),
        created=kept.created,
        updated=kept.updated,
        failed=len(refused),
        skipped=len(stretch.rows) - kept.created - kept.updated - len(refused),
    )
    troubles = tuple(
        Trouble(subject=id, message=f"La transaction {id} n'est pas gardée : {why}.", at=now)
        for id, why in refused.items()
    )
    walked = _walked(track, stretch, refused)
    return Step(name=account_id, track=walked, counts=counts, troubles=troubles)


def _walked(track: Track, stretch: Stretch, refused: Mapping[str, str]) -> Track:
    track = track.over(position=stretch.position, seen=stretch.position)
    for wire in stretch.rows:
        if str(wire.get("id")) in refused:
            track = track.held_at(reading.instant(wire, "updated_at"))
    return track.settled().ended() if stretch.last else track.settled()


def _read(rows: Sequence[Wire], account_id: str) -> tuple[list[Transaction], dict[str, str]]:
    transactions: list[Transaction] = []
    unreadable: dict[str, str] = {}
    for wire in rows:
        try:
            transactions.append(upstream.read_transaction(wire, account_id))
        except GatewayError:
            unreadable[str(wire.get("id"))] = "Qonto l'a donnée sans identifiant, sans montant ou sans sens"
    return transactions, unreadable
