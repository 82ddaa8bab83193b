"""`/api/qonto/sync-invoices`: run it, and see what it left unmatched."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.resources.clerk import clerk_of
from gateway.resources.invoice_sync import service as invoices
from gateway.resources.invoice_sync.model import Report, report_in
from gateway.resources.sync_runs.bodies import SyncQuery
from gateway.resources.sync_runs.model import Run, RunStatus
from gateway.web import query, reply, service


async def sync_invoices(request: Request) -> Response:
    run = await invoices.sync_invoices(clerk_of(request), query(request, SyncQuery).asked())
    return reply(200, {**_shown(run), "resumed": run.resumed, "message": _said(run)})


async def show_invoice_sync(request: Request) -> Response:
    run = await invoices.show_invoice_sync(clerk_of(request))
    if run is None:
        message = "Aucune synchronisation n'a encore eu lieu : lancez-la par un POST à cette adresse."
        return reply(200, {"lastSync": None, "message": message})
    shown = _last(run, service(request, Clock))
    return reply(200, {"lastSync": shown, "message": _state(run, active=shown["hasActiveLock"])})


def _last(run: Run, clock: Clock) -> dict[str, Any]:
    return {
        **_shown(run),
        "startedBy": run.started_by,
        "startedAt": run.started_at,
        "completedAt": run.completed_at,
        "hasActiveLock": run.alive(clock.machine_now()),
    }


def _shown(run: Run) -> dict[str, Any]:
    report = report_in(run.notes)
    return {
        "syncRunId": run.id,
        "status": run.status,
        "syncScope": run.asked.scope,
        "synced": run.counts.fetched,
        "created": run.counts.created,
        "updated": run.counts.updated,
        "skipped": run.counts.skipped,
        "failed": run.counts.failed,
        "linked": report.linked,
        "creditNotes": report.credit_notes,
        "unmatched": _unmatched(report),
        "unmatchedCount": report.unmatched_count,
        "durationMs": run.elapsed_ms,
        "errors": [trouble.message for trouble in run.troubles],
    }


def _unmatched(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "qontoId": one.qonto_id,
            "number": one.number,
            "documentType": one.document_type,
            "reason": one.reason,
        }
        for one in report.unmatched
    ]


def _state(run: Run, *, active: bool) -> str:
    if active:
        return f"Synchronisation en cours : {run.counts.fetched} document(s) lu(s)."
    if run.completed_at is None:
        return "La dernière synchronisation a été interrompue : relancez-la, elle reprendra où elle en était."
    if run.status is RunStatus.FAILED:
        return "La dernière synchronisation s'est arrêtée en route, voir « errors » : relancez-la."
    return _said(run)


def _said(run: Run) -> str:
    counts, left = run.counts, report_in(run.notes).unmatched_count
    if counts.failed:
        return (
            f"Synchronisation terminée, mais {counts.failed} document(s) n'ont pas pu être gardés : voir "
            "« errors », puis relancez-la."
        )
    if not counts.created and not counts.updated:
        return "Synchronisation terminée : rien de nouveau."
    unmatched = f" ; {left} à rapprocher, voir « unmatched »" if left else ""
    return (
        f"Synchronisation terminée : {counts.created} document(s) ajouté(s), "
        f"{counts.updated} mis à jour{unmatched}."
    )
