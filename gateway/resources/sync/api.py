"""`/api/qonto/sync`: run it, and see how it goes."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.resources.clerk import clerk_of
from gateway.resources.sync import service as sync
from gateway.resources.sync_runs.bodies import SyncQuery
from gateway.resources.sync_runs.model import Run, Trouble
from gateway.web import query, reply, service


async def sync_transactions(request: Request) -> Response:
    run = await sync.sync_transactions(clerk_of(request), query(request, SyncQuery).asked())
    return reply(200, {**_shown(run), "resumed": run.resumed, "message": _said(run)})


async def show_sync(request: Request) -> Response:
    run = await sync.show_sync(clerk_of(request))
    return reply(200, {"lastSync": None if run is None else _last(run, service(request, Clock))})


def _last(run: Run, clock: Clock) -> dict[str, Any]:
    return {
        **_shown(run),
        "startedBy": run.started_by,
        "startedAt": run.started_at,
        "completedAt": run.completed_at,
        "hasActiveLock": run.alive(clock.machine_now()),
    }


def _shown(run: Run) -> dict[str, Any]:
    return {
        "syncRunId": run.id,
        "status": run.status,
        "syncScope": run.asked.scope,
        "itemsFetched": run.counts.fetched,
        "itemsCreated": run.counts.created,
        "itemsUpdated": run.counts.updated,
        "itemsSkipped": run.counts.skipped,
        "itemsFailed": run.counts.failed,
        "durationMs": run.elapsed_ms,
        "errors": [_error(trouble) for trouble in run.troubles],
    }


def _error(trouble: Trouble) -> dict[str, Any]:
    return {
        "transactionId": trouble.subject,
        "code": "SYNC_ERROR" if trouble.subject is None else "UPSERT_ERROR",
        "message": trouble.message,
        "timestamp": trouble.at,
    }


def _said(run: Run) -> str:
    counts = run.counts
    if counts.failed:
        return (
            f"Synchronisation terminée, mais {counts.failed} transaction(s) n'ont pas pu être gardées : voir "
            "« errors », puis relancez-la."
        )
    if not counts.created and not counts.updated:
        return "Synchronisation terminée : rien de nouveau."
    return (
        f"Synchronisation terminée : {counts.created} transaction(s) ajoutée(s), "
        f"{counts.updated} mise(s) à jour."
    )
