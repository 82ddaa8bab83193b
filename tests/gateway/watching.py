"""
What each operation asks of the bank and which tables it writes, seen from outside and held against what the
contract declares (`x-upstream`, `x-writes`).

Whoever calls, whatever runs at the same time: a call is known by the context it runs in.
"""

import re
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from sqlalchemy import Engine, event
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import contracts
from gateway.routes import OPERATIONS
from gateway.web import Access, Operation
from gateway.web.table import Table, segments_of
from tests.statuses import SEEN

CONTRACT: Final = contracts.load("gateway")
# What any call may do: find out which bank this is, take its turn, remember its key.
ALWAYS_ASKED: Final = frozenset({"show_organization"})
ALWAYS_WRITTEN: Final = frozenset({"world_binding", "outbound_calls", "idempotency_keys"})
# What a killed or unanswered call has left is settled by whoever comes next: a write to `intents`, or a look
# in vain at what an earlier call, which failed, has asked for.
SETTLING: Final = frozenset(
    {"financial_documents", "financial_document_items", "payments", "burnt_numbers", "audit_log", "intents"}
)
SETTLING_ASKED: Final = re.compile(r"(list|show)_(client_invoices?|quotes?|credit_notes?)")
_BROKEN: Final = 500
_WRITTEN: Final = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


@dataclass(slots=True)
class Call:
    """*late* is one that comes after a call that failed and may have left something to settle."""

    operation: str
    late: bool = False
    asked: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)


_NOW: ContextVar[Call | None] = ContextVar("call", default=None)


class Watch:
    """*calls* are those of one stack, in the order in which they came."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._failed = False

    def in_front_of(self, gateway: ASGIApp) -> ASGIApp:
        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            segments = segments_of(scope) if scope["type"] == "http" else None
            methods, _ = _GATEWAY.find(segments) if segments else ({}, {})
            operation = methods.get(scope.get("method", ""))
            call = None if operation is None else Call(operation.id, late=self._failed)
            if call is not None:
                self.calls.append(call)

            async def say(message: Message) -> None:
                self._failed = self._failed or message.get("status", 0) >= _BROKEN
                if operation is not None and message["type"] == "http.response.start":
                    SEEN.answered("gateway", operation.id, message["status"])
                await send(message)

            token = _NOW.set(call)
            try:
                await gateway(scope, receive, say)
            finally:
                _NOW.reset(token)

        return watched

    def behind(self, transport: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        return _Overheard(transport)

    def of(self, operation: str) -> Call:
        """All calls of one operation taken together, without what any call may do."""
        whole = Call(operation)
        for call in self.calls:
            if call.operation == operation:
                whole.asked |= call.asked - ALWAYS_ASKED
                whole.written |= call.written - ALWAYS_WRITTEN
        return whole

    def surprises(self) -> list[str]:
        """What was done and is not declared; what declares nothing yet fails the table's own test."""
        return sorted({one for call in self.calls for one in _undeclared(call)})


def declared(operation: str, key: str) -> frozenset[str] | None:
    told = CONTRACT.operations[operation].definition.get(key)
    return None if told is None else frozenset(told)


def _undeclared(call: Call) -> list[str]:
    upstream, writes = declared(call.operation, "x-upstream"), declared(call.operation, "x-writes")
    if upstream is None or writes is None:
        return []
    asked, written = call.asked - upstream - ALWAYS_ASKED, call.written - writes - ALWAYS_WRITTEN
    if call.late or "intents" in call.written:
        asked = {one for one in asked if not SETTLING_ASKED.fullmatch(one)}
        written -= SETTLING
    return [
        *(f"{call.operation} asked Qonto for {one}: add it to its x-upstream" for one in asked),
        *(f"{call.operation} wrote {one}: add it to its x-writes" for one in written),
    ]


class _Overheard(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        call = _NOW.get()
        if call is not None:
            path = request.url.raw_path.decode("latin-1").partition("?")[0]
            methods, _ = _BANK.find(path.split("/")[1:])
            if request.method in methods:
                call.asked.add(methods[request.method].id)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _nobody(_: Any) -> Any:
    raise AssertionError("a row that is only looked up")


_GATEWAY: Final = Table(OPERATIONS)
_BANK: Final = Table(
    Operation(one.id, one.method, one.path, _nobody, Access.READ)
    for one in {
        (one.method, one.path): one
        for edition in contracts.EDITIONS
        for one in contracts.load("qonto", edition).operations.values()
    }.values()
)


@event.listens_for(Engine, "before_cursor_execute")
def _note_what_is_written(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    call, found = _NOW.get(), _WRITTEN.match(statement)
    if call is not None and found is not None:
        call.written.add(found[1])
