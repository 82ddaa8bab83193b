"""
The way of every request: host, origin, route, caller, rate, body, world, key, endpoint, answer.

The spine is the only place of the gateway that catches `Exception`. What it catches there is a bug: the
caller gets an incident number, the log gets the story.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gateway.db.idempotency import KeyBook
from gateway.errors import Code, GatewayError
from gateway.web.access import Authenticate, admit
from gateway.web.auto_finalize import refuse_in_query
from gateway.web.body import body_of, document_of, speaks_json
from gateway.web.errors import failure
from gateway.web.idempotency import IDEMPOTENCY_KEY, answered_once
from gateway.web.operation import Operation
from gateway.web.origins import Origins
from gateway.web.rate import InboundRate
from gateway.web.services import SERVICES, Services
from gateway.web.table import Table, segments_of

_LOG = logging.getLogger("gateway")

BeforeWrite = Callable[[Request, Operation], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """What stands between the street and an endpoint."""

    origins: Origins
    authenticate: Authenticate
    rate: InboundRate | None
    before_write: BeforeWrite
    keys: KeyBook | None
    """Who holds an `Idempotency-Key`; nobody has to know where no operation creates anything."""


class Spine:
    """The gateway as an ASGI application, for HTTP."""

    __slots__ = ("_doorway", "_services", "_table")

    def __init__(self, operations: Sequence[Operation], services: Services, doorway: Doorway) -> None:
        creating = [operation.id for operation in operations if operation.creates]
        assert doorway.keys is not None or not creating, f"nobody remembers the keys of {creating}"
        self._table = Table(operations)
        self._services = services
        self._doorway = doorway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[SERVICES] = self._services
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        response.headers.update(self._doorway.origins.headers_for(request.headers))
        await response(scope, receive, _without_body(send) if request.method == "HEAD" else send)

    async def _answer(self, request: Request) -> Response:
        operation: Operation | None = None
        try:
            preflight = self._doorway.origins.check(request)
            if preflight is not None:
                return preflight
            operation = self._found(request)
            return await self._called(request, operation)
        except GatewayError as error:
            if error.internal:
                _LOG.info("%s %s: %s", request.method, request.url.path, error)
            return _failed(request, operation, error)
        except ClientDisconnect:
            raise
        except Exception:  # noqa: BLE001  - the spine is the one place that may
            incident = secrets.token_hex(6)
            _LOG.exception("incident %s: %s %s", incident, request.method, request.url.path)
            return _failed(request, operation, _internal(incident))

    def _found(self, request: Request) -> Operation:
        segments = segments_of(request.scope)
        methods, parameters = self._table.find(segments) if segments else ({}, {})
        if not methods:
            raise GatewayError(
                Code.ROUTE_NOT_FOUND,
                f"Aucune route « {request.url.path[:200]} » ici : "
                "vérifiez l'adresse, la liste est dans /docs.",
            )
        operation = methods.get("GET" if request.method == "HEAD" else request.method)
        if operation is None:
            allowed = sorted({*methods, *({"HEAD"} if "GET" in methods else ())})
            raise GatewayError(
                Code.METHOD_NOT_ALLOWED,
                f"{request.method} n'est pas prévu ici ; utilisez {', '.join(allowed)}.",
                details={"allowed": allowed},
                headers={"Allow": ", ".join(allowed)},
            )
        request.scope["path_params"] = parameters
        return operation

    async def _called(self, request: Request, operation: Operation) -> Response:
        doorway = self._doorway
        await admit(request, operation.access, doorway.authenticate)
        if doorway.rate is not None:
            doorway.rate.count(request)
        if request.scope["query_string"]:
            refuse_in_query(request.query_params.multi_items())
        if operation.writes:
            if speaks_json(request) and (await body_of(request)).strip():
                await document_of(request)  # rule 1 holds even for an endpoint that never reads its body
            await doorway.before_write(request, operation)
        if operation.creates and doorway.keys is not None and IDEMPOTENCY_KEY in request.headers:
            return await answered_once(request, operation, doorway.keys)
        return await operation.endpoint(request)


def _failed(request: Request, operation: Operation | None, error: GatewayError) -> Response:
    if operation is not None and operation.failure is not None:
        return operation.failure(request, error)
    return failure(error)


def _internal(incident: str) -> GatewayError:
    return GatewayError(
        Code.INTERNAL,
        f"Une erreur inattendue s'est produite. Réessayez ; "
        f"si elle persiste, signalez l'incident {incident}.",
        details={"incident": incident},
    )


def _without_body(send: Send) -> Send:
    """HEAD: everything the GET would say, except what it says."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
