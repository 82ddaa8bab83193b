"""
All invoices that have changed, then all credit notes that have been issued: two lists, one run.

Qonto sorts them by the day they were made, not by their last change. So the watermark follows only at the end
of a list, and never closer than a margin to its beginning: what changed behind our back while we walked is in
the next run.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from gateway.db import Tx
from gateway.errors import GatewayError
from gateway.qonto import reading
from gateway.qonto.call import QueryValue
from gateway.qonto.reading import Wire
from gateway.qonto.walking import Stretch, Way, instant_text, walk
from gateway.resources.clerk import Clerk
from gateway.resources.credit_note_sync import service as credit_notes
from gateway.resources.credit_note_sync.service import Learnt as CreditNote
from gateway.resources.credit_note_sync.upstream import issued
from gateway.resources.credit_notes.upstream import read_credit_note
from gateway.resources.documents import intents
from gateway.resources.documents.model import Intent
from gateway.resources.invoice_sync.learning import (
    CREATIONS,
    adopt_all,
    learn_known,
    strangers,
    unmatched_note,
)
from gateway.resources.invoice_sync.model import Learnt, Reason, report_in
from gateway.resources.invoices.model import Invoice
from gateway.resources.invoices.recovery import KEEPERS
from gateway.resources.invoices.upstream import read_invoice
from gateway.resources.sync_runs.model import Asked, Run, Step, SyncType, Track, Trouble
from gateway.resources.sync_runs.service import Ledger, perform, show_last

_INVOICES, _CREDIT_NOTES = "client_invoices", "credit_notes"
_MADE: Final = Way(
    operation_id="list_client_invoices",
    key=_INVOICES,
    stamp="created_at",
    bound="filter[created_at_from]",
    per_page=100,
)
_PENDING_CREATIONS: Final = intents.pending_of(CREATIONS)
_CREATIONS_MAX: Final = 1000
_BEHIND: Final = timedelta(minutes=5)
"""Longer than a run takes to walk a page, and than two clocks differ."""


async def sync_invoices(clerk: Clerk, asked: Asked) -> Run:
    async def walk_both(ledger: Ledger) -> None:
        await KEEPERS.settle(clerk)
        if not ledger.run.track(_INVOICES).done:
            await _walk_invoices(clerk, ledger)
        if not ledger.run.track(_CREDIT_NOTES).done:
            await _walk_credit_notes(clerk, ledger)

    return await perform(clerk, SyncType.INVOICES, asked, walk_both)


async def show_invoice_sync(clerk: Clerk) -> Run | None:
    return await show_last(clerk, SyncType.INVOICES)


# ------------------------------------------------------------------ invoices
async def _walk_invoices(clerk: Clerk, ledger: Ledger) -> None:
    track = _bounded(clerk, ledger.run.track(_INVOICES))
    filters: dict[str, QueryValue] = {"exclude_imported": False}
    if track.start is not None:
        filters["filter[updated_at_from]"] = instant_text(track.start)
    async for stretch in walk(clerk.qonto, _MADE, position=track.position, **filters):
        invoices, troubles = _read_invoices(stretch.rows, clerk.clock.now())
        learnt = Learnt(fetched=len(stretch.rows), troubles=troubles)
        await learn_known(clerk, invoices, learnt, beat=ledger.beat)
        await ledger.write(partial(_adopt, clerk, ledger.run, track, stretch, invoices, learnt))
        track = ledger.run.track(_INVOICES)


async def _adopt(
    clerk: Clerk,
    run: Run,
    track: Track,
    stretch: Stretch,
    invoices: Sequence[Invoice],
    learnt: Learnt,
    tx: Tx,
) -> Step:
    # In this order: what is no longer pending here has its row by the time we look for it.
    creations = await _list_creations(tx)
    found = await strangers(tx, invoices, creations)
    await adopt_all(tx, found, learnt, by=clerk.user_id, now=clerk.clock.now())
    seen = max((one.updated_at for one in invoices if one.updated_at is not None), default=None)
    track = track.over(position=stretch.position, seen=seen)
    for changed_at in learnt.awaited:
        track = track.held_at(changed_at)
    return Step(
        name=_INVOICES,
        track=track.settled().ended() if stretch.last else track,
        counts=learnt.counts(),
        troubles=learnt.troubles,
        notes=report_in(run.notes).with_page(learnt).notes(),
    )


async def _list_creations(tx: Tx) -> tuple[Intent, ...]:
    return await intents.list_pending(tx, _PENDING_CREATIONS, limit=_CREATIONS_MAX)


def _read_invoices(rows: Sequence[Wire], now: datetime) -> tuple[list[Invoice], tuple[Trouble, ...]]:
    invoices: list[Invoice] = []
    troubles: list[Trouble] = []
    for wire in rows:
        try:
            invoices.append(read_invoice(wire))
        except GatewayError as error:
            troubles.append(Trouble(subject=str(wire.get("id")), message=error.message, at=now))
    return invoices, tuple(troubles)


# ------------------------------------------------------------------ credit notes
async def _walk_credit_notes(clerk: Clerk, ledger: Ledger) -> None:
    track = _bounded(clerk, ledger.run.track(_CREDIT_NOTES))
    async for stretch in issued(clerk.qonto, since=track.position or track.start):
        await ledger.write(partial(_learn_credit_notes, clerk, ledger.run, track, stretch))
        track = ledger.run.track(_CREDIT_NOTES)


async def _learn_credit_notes(clerk: Clerk, run: Run, track: Track, stretch: Stretch, tx: Tx) -> Step:
    now = clerk.clock.now()
    learnt = Learnt(fetched=len(stretch.rows))
    for wire in stretch.rows:
        try:
            await _learn_credit_note(tx, wire, learnt, by=clerk.user_id, now=now)
        except GatewayError as error:
            named = wire.get("number") or wire.get("id")
            message = f"L'avoir {named} n'est pas gardé : {error.message}"
            learnt.troubles += (Trouble(subject=str(wire.get("id")), message=message, at=now),)
            learnt.awaited += (reading.instant(wire, "created_at"),)
    track = track.over(position=stretch.position, seen=stretch.position)
    for issued_at in learnt.awaited:
        track = track.held_at(issued_at)
    return Step(
        name=_CREDIT_NOTES,
        track=track.settled().ended() if stretch.last else track.settled(),
        counts=learnt.counts(),
        troubles=learnt.troubles,
        notes=report_in(run.notes).with_page(learnt, credit_notes=len(stretch.rows)).notes(),
    )


async def _learn_credit_note(tx: Tx, wire: Wire, learnt: Learnt, *, by: str, now: datetime) -> None:
    note = read_credit_note(wire)
    match await credit_notes.learn_credit_note(tx, note, by=by, now=now):
        case CreditNote.LINKED:
            learnt.updated += 1
        case CreditNote.ADDED:
            learnt.created += 1
        case CreditNote.ORPHANED:
            learnt.created += 1
            learnt.unmatched += (unmatched_note(note, Reason.UNKNOWN_INVOICE),)
        case CreditNote.AWAITED:
            learnt.unmatched += (unmatched_note(note, Reason.BEING_CREATED),)
            learnt.awaited += (note.created_at,)


# ------------------------------------------------------------------ both
def _bounded(clerk: Clerk, track: Track) -> Track:
    """Before the first request of a run: what changes from now on may be behind us already."""
    return track if track.begun else track.held_at(clerk.clock.now() - _BEHIND)
