"""`GET /api/qonto/health` and `/status`: are we well, and what do we talk to."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.db import Database
from gateway.errors import Code, GatewayError
from gateway.qonto.client import Qonto
from gateway.resources.credit_notes.upstream import creation_supported
from gateway.resources.status import service as status
from gateway.resources.status import upstream
from gateway.settings import Settings
from gateway.web import reply, service


async def show_health(request: Request) -> Response:
    settings, clock = service(request, Settings), service(request, Clock)
    try:
        health = await status.show_health(service(request, Database), service(request, Qonto), settings)
    except GatewayError as error:
        raise _unwell(error, settings, clock) from error
    return reply(
        200,
        {
            "status": "healthy",
            "authMode": settings.qonto_auth_mode,
            "bankAccountsCount": health.bank_accounts_count,
            "mode": settings.qonto_mode,
            "edition": health.edition,
            "world": health.world_id,
            "timestamp": clock.now(),
        },
    )


async def show_status(request: Request) -> Response:
    settings, qonto = service(request, Settings), service(request, Qonto)
    health = await status.show_health(service(request, Database), qonto, settings)
    overview = await upstream.list_overview(qonto)
    return reply(
        200,
        {
            "authMode": settings.qonto_auth_mode,
            "mode": settings.qonto_mode,
            "edition": health.edition,
            "world": health.world_id,
            "organization": settings.qonto_organization_id,
            "bankAccountsCount": health.bank_accounts_count,
            "invoices": {
                "total": overview.total,
                "byStatus": dict(overview.by_status),
                "sample": list(overview.sample),
            },
            "absentCapabilities": sorted(qonto.seen.absent) if qonto.seen else [],
            "creditNoteCreationSupported": creation_supported(qonto),
            "contractBreaches": qonto.breaches,
            "timestamp": service(request, Clock).now(),
        },
    )


def _unwell(error: GatewayError, settings: Settings, clock: Clock) -> GatewayError:
    """The envelope of every failure, and beside it the keys a monitor reads."""
    beside: dict[str, Any] = {
        "status": "misconfigured" if error.code is Code.MISCONFIGURED else "unhealthy",
        "cause": error.details["cause"],
        "authMode": settings.qonto_auth_mode,
        "mode": settings.qonto_mode,
        "timestamp": clock.now(),
    }
    return GatewayError(
        error.code,
        error.message,
        internal=error.internal,
        details=error.details,
        beside=beside,
        headers=error.headers,
    )
