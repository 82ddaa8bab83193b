"""
Faults: what a test makes go wrong between the bank and its customer, after or instead of the work.

Rule 1: which call meets a fault is counted, by operation, never left to chance.
Rule 2: the journal keeps what the bank did; the fault's kind beside it says what the customer saw of it.
Rule 3: a fault waits in real time, because the sockets of whoever is kept waiting do.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from starlette.types import Message, Receive, Scope, Send

from mock_qonto.errors import Refusal
from mock_qonto.kernel.world import Snapshot
from mock_qonto.values import value
from mock_qonto.web.call import Reply
from mock_qonto.web.refusing import refused

Sleep = Callable[[float], Awaitable[None]]

EVERY_OPERATION = "*"
FAULT_HEADER = "X-Mock-Qonto-Fault"
TRANSPORT = "mock_qonto.transport"
"""In `scope["extensions"]`: the connection itself, put there by the server's protocol."""

GARBAGE = b'\x00\xff\xfe{"client_invoice": [}\x9d\x81 not what was asked for'
SLOW_PARTS = 5
_CLOSE_WITH_RESET = struct.pack("ii", 1, 0)


class Kind(StrEnum):
    LATENCY = "latency"
    STATUS = "status"
    TOO_MANY_REQUESTS = "429"
    RESET = "reset"
    TRUNCATED_BODY = "truncated-body"
    GARBAGE = "garbage"
    SLOW_BODY = "slow-body"
    APPLY_THEN_DROP = "apply-then-drop"
    APPLY_THEN_504 = "apply-then-504"
    APPLY_TWICE = "apply-twice"
    STALE_READ = "stale-read"


INSTEAD = frozenset({Kind.STATUS, Kind.TOO_MANY_REQUESTS, Kind.RESET})
"""These keep the work from being done; all others spoil an answer that has been worked for."""

# The codes of Qonto's error pages. What answers 501 to 504 for the bank is not documented: our choice.
CODES = {
    400: ("bad_request", "Bad request"),
    401: ("unauthorized", "Unauthorized"),
    403: ("forbidden", "You do not have sufficient permissions to perform this action"),
    404: ("not_found", "not found"),
    409: ("client_invoice_conflict", "the invoice is being changed by another request"),
    412: ("invoice_not_in_draft_status", "the invoice is not in draft status"),
    422: ("invalid", "the request could not be carried out"),
    428: ("sca_required", "strong customer authentication is required"),
    429: ("too_many_requests", "Too Many Requests"),
    500: ("internal_server_error", "Internal server error"),
    503: ("service_unavailable", "Service unavailable"),
}


class ConnectionDropped(ConnectionResetError):
    """The answer is lost. Raised where there is no connection to cut: in process."""


@value
class Fault:
    """What meets the calls *nth* to *nth* + *count* - 1 of *operation* after the rule was made."""

    id: str
    operation: str
    kind: Kind
    nth: int = 1
    count: int = 1
    status: int = 500
    delay_s: float = 0.0
    retry_after_s: int = 1
    memory: Snapshot | None = None
    """The world as it was when the rule was made: what a stale read reads."""

    @property
    def instead(self) -> bool:
        return self.kind in INSTEAD


@dataclass(slots=True)
class Rule:
    """A fault and how often it was met."""

    fault: Fault
    seen: int = 0
    applied: int = 0

    @property
    def exhausted(self) -> bool:
        return self.applied >= self.fault.count


class FaultBook:
    """The rules of every world; empty most of the time, and then *active* is False."""

    __slots__ = ("_made", "_rules", "active", "sleep")

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self.sleep = sleep
        self.active = False
        self._rules: dict[str, list[Rule]] = {}
        self._made = 0

    def next_id(self) -> str:
        self._made += 1
        return f"fault-{self._made}"

    def add(self, world: str, fault: Fault) -> Rule:
        rule = Rule(fault)
        self._rules.setdefault(world, []).append(rule)
        self.active = True
        return rule

    def of_world(self, world: str) -> tuple[Rule, ...]:
        return tuple(self._rules.get(world, ()))

    def clear(self, world: str) -> None:
        self._rules.pop(world, None)
        self._look_again()

    def take(self, world: str, operation: str) -> Fault | None:
        """The fault that this call of *operation* meets, counted as used; the oldest rule wins."""
        met: Fault | None = None
        for rule in self._rules.get(world, ()):
            if rule.exhausted or rule.fault.operation not in {operation, EVERY_OPERATION}:
                continue
            rule.seen += 1
            if met is None and rule.seen >= rule.fault.nth:
                rule.applied += 1
                met = rule.fault
        if met is not None:
            self._look_again()
        return met

    def _look_again(self) -> None:
        self.active = any(not rule.exhausted for rules in self._rules.values() for rule in rules)


def instead(fault: Fault, trace_id: str) -> Reply:
    """The answer of a bank that has done nothing; status 0 where there will be none."""
    if fault.kind is Kind.RESET:
        return Reply(0, b"", None)
    status = 429 if fault.kind is Kind.TOO_MANY_REQUESTS else fault.status
    code, detail = CODES.get(status, ("unknown", "Unknown error"))
    # A 503 that names no hour would teach clients nothing; what Qonto's own carries is not documented.
    headers = {"Retry-After": str(fault.retry_after_s)} if status in {429, 503} else None
    return refused(Refusal(status, code, detail, headers=headers), trace_id)


def spoiled(fault: Fault, reply: Reply, trace_id: str) -> Reply:
    """What leaves the house in place of *reply*; it says that it was tampered with."""
    headers = {**reply.headers, FAULT_HEADER: fault.kind.value}
    if fault.kind is Kind.APPLY_THEN_504:
        # The edge's own words: it never saw an answer, so there is nothing of the API's in it.
        text = "text/plain; charset=utf-8"
        return Reply(504, b"504 Gateway Timeout", text, {**headers, "x-tyk-trace-id": trace_id})
    if fault.kind is Kind.GARBAGE:
        # 204 has no body that could be spoiled.
        return Reply(reply.status if reply.body else 200, GARBAGE, "application/json", headers)
    return reply._replace(headers=headers)


class Spoiler:
    """A `send` that delivers the way a fault wants: late, in drops, half, or not at all."""

    __slots__ = ("_fault", "_receive", "_scope", "_send", "_sleep", "_start")

    def __init__(self, fault: Fault, scope: Scope, receive: Receive, send: Send, sleep: Sleep) -> None:
        self._fault = fault
        self._scope = scope
        self._receive = receive
        self._send = send
        self._sleep = sleep
        self._start: Message = {}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        body: bytes = message["body"]
        match self._fault.kind:
            case Kind.LATENCY:
                await self._sleep(self._fault.delay_s)
            case Kind.RESET | Kind.APPLY_THEN_DROP:
                await self._hang_up(reset=self._fault.kind is Kind.RESET)
                return
            case Kind.TRUNCATED_BODY:
                await self._send_half(body)
                return
            case Kind.SLOW_BODY:
                await self._send_slowly(body)
                return
        await self._send(self._start)
        await self._send(message)

    async def _send_half(self, body: bytes) -> None:
        # Without a body there is no half of it: then the connection ends before the answer.
        if body:
            await self._send(self._start)
            await self._send(_part(body[: len(body) // 2]))
        await self._hang_up()

    async def _send_slowly(self, body: bytes) -> None:
        await self._send(self._start)
        step = max(1, -(-len(body) // SLOW_PARTS))
        for at in range(0, len(body), step):
            await self._sleep(self._fault.delay_s / SLOW_PARTS)
            await self._send(_part(body[at : at + step]))
        await self._send({"type": "http.response.body", "body": b""})

    async def _hang_up(self, *, reset: bool = False) -> None:
        transport = (self._scope.get("extensions") or {}).get(TRANSPORT)
        if transport is None:
            raise ConnectionDropped(f"{self._fault.kind}: the connection was dropped on purpose")
        if reset:
            wire = transport.get_extra_info("socket")
            if wire is not None:
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CLOSE_WITH_RESET)
            transport.abort()
        else:
            transport.close()
        # The server must have noticed before we return, or it would answer 500 in our place.
        while (await self._receive())["type"] != "http.disconnect":
            pass


def _part(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}
