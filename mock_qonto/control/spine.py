"""
The way of every call to the control plane: from where, what, of which world, read, act, reply.

Rule 1: what is asked and what is answered is held against contracts/control.yaml, always.
Rule 2: no answer leaves before what it tells of is on disk, where there is a disk (`settled`).
"""

import logging
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.types import Receive, Scope, Send

from contracts.contract import Contract
from contracts.documents import resolve
from contracts.operation import ContractOperation
from mock_qonto.control import problems
from mock_qonto.control.desk import Control, ControlCall, ControlReply, Desk
from mock_qonto.control.problems import Problem, Wrong
from mock_qonto.control.routing import ControlTable
from mock_qonto.errors import Refusal
from mock_qonto.kernel.journal import NotKept
from mock_qonto.kernel.world import World
from mock_qonto.web.access import authenticate
from mock_qonto.web.call import Query
from mock_qonto.web.identity import Identity
from mock_qonto.web.receiving import lifespan, read_body

log = logging.getLogger("mock_qonto.control")

BODY_MAX_BYTES = 1024 * 1024
ANY_HOST = "*"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
NO_CONTENT = 204

Settled = Callable[[], Awaitable[None]]


class ControlApp:
    """The control plane's ASGI application. It asks for no key: it is for loopback."""

    def __init__(
        self,
        desk: Desk,
        *,
        controls: Iterable[Control],
        contract: Contract,
        identity: Identity,
        hosts: Collection[str] = LOOPBACK,
        settled: Settled | None = None,
    ) -> None:
        self.desk = desk
        self._table = ControlTable(controls)
        self._contract = contract
        self._identity = identity
        self._hosts = frozenset(host.lower() for host in hosts)
        self._settled = settled
        self._patterns = {
            id: _path_patterns(contract, operation) for id, operation in contract.operations.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        assert scope["type"] == "http"
        body = await read_body(receive, BODY_MAX_BYTES)
        world, reply = self.answer(scope, body)
        if self._settled is not None:
            try:
                await self._settled()
            except NotKept as why:
                reply = self._told(problems.not_kept(str(why)))
        await self._send(scope, send, world, reply)
        self.desk.burial.begin()

    def answer(self, scope: Scope, body: bytes | None) -> tuple[World, ControlReply]:
        """Everything that happens, in one step: nothing of the bank's happens in between."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        world = self.desk.bank.default_world
        try:
            self._check_origin(headers)
            row, path = self._table.find(scope["method"], scope["path"])
            operation = self._contract.operations[row.id]
            world = self._world(headers)
            call = ControlCall(
                desk=self.desk,
                world=world,
                path=_checked_path(self._patterns[row.id], path),
                query=_read_query(operation, scope["query_string"]),
                body=_read_json(operation, body),
            )
            self.desk.bank.catch_up(world)
            reply = row.endpoint(call)
            self._check_reply(operation, reply)
        except Problem as problem:
            return world, self._told(problem)
        except Exception as bug:  # the only place that catches everything: the caller gets a problem
            log.exception("bug in the control plane: %s %s", scope["method"], scope["path"])
            return world, self._told(problems.bug(type(bug).__name__))
        return world, reply

    # ------------------------------------------------------------------ who asks, of which world
    def _check_origin(self, headers: Mapping[str, str]) -> None:
        host = headers.get("host", "")
        if ANY_HOST not in self._hosts and _name(host) not in self._hosts:
            raise problems.host_forbidden(host)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            raise problems.origin_forbidden(origin)

    def _world(self, headers: Mapping[str, str]) -> World:
        """X-World names a world, else the credential does, else it is the default one."""
        bank, slug = self.desk.bank, headers.get("x-world")
        if slug is not None:
            world = bank.worlds.get(slug.strip())
            if world is None:
                raise problems.world_unknown(slug, tuple(bank.worlds))
            return world
        authorization = headers.get("authorization")
        if not authorization:
            return bank.default_world
        try:
            return authenticate(bank, authorization)
        except Refusal:
            raise problems.credential_refused() from None

    # ------------------------------------------------------------------ the answer
    def _check_reply(self, operation: ContractOperation, reply: ControlReply) -> None:
        breaches = operation.response_errors(reply.status, reply.body, reply.media_type)
        if breaches:
            log.error("contract breach by the control plane: %s %s", operation.id, breaches[0])
            raise problems.breach(f"{operation.id} {reply.status}: {breaches[0]}")

    def _told(self, problem: Problem) -> ControlReply:
        body = problem.body()
        assert not self._contract.schema_errors("Problem", body), body
        return ControlReply(problem.status, body, problems.MEDIA_TYPE, problem.headers)

    async def _send(self, scope: Scope, send: Send, world: World, reply: ControlReply) -> None:
        headers = self._identity.headers(world)
        body = b""
        if reply.status != NO_CONTENT:
            body = reply.body.encode() if isinstance(reply.body, str) else orjson.dumps(reply.body)
            charset = "; charset=utf-8" if reply.media_type.startswith("text/") else ""
            headers.append((b"content-type", f"{reply.media_type}{charset}".encode()))
            headers.append((b"content-length", str(len(body)).encode()))
        headers.append((b"cache-control", b"no-store"))
        for name, value in reply.headers.items():
            headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _name(host: str) -> str:
    """`localhost:8082` -> `localhost`, `[::1]:8082` -> `[::1]`."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _path_patterns(contract: Contract, operation: ContractOperation) -> Mapping[str, re.Pattern[str]]:
    parameters = [resolve(contract.document, one) for one in operation.definition.get("parameters", ())]
    return {
        parameter["name"]: re.compile(parameter["schema"]["pattern"])
        for parameter in parameters
        if parameter["in"] == "path"
    }


def _checked_path(patterns: Mapping[str, re.Pattern[str]], values: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in values.items():
        if patterns[name].search(value) is None:
            raise problems.not_valid(Wrong(name, f"{value!r} must match {patterns[name].pattern}"))
    return values


def _read_query(operation: ContractOperation, query_string: bytes) -> Mapping[str, Any]:
    values = Query(query_string).values
    unknown = operation.undeclared_query(values)
    if unknown:
        raise problems.parameter_unknown(unknown[0], sorted(operation.query_names))
    breaches = operation.query_errors(values)
    if breaches:
        raise problems.invalid(breaches)
    return operation.typed_query(values)


def _read_json(operation: ContractOperation, body: bytes | None) -> Any:
    if body is None:
        raise problems.body_too_large(BODY_MAX_BYTES)
    if operation.request_media is None:
        return None
    if not body.strip():
        if operation.request_required:
            raise problems.body_missing()
        return {}
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as why:
        raise problems.malformed_json(str(why)) from None
    if not operation.accepts_request(parsed):
        raise problems.invalid(operation.request_errors(parsed))
    return parsed
