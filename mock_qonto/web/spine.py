"""
The way of every customer call, in the order a reader walks it: who, how often, where, what, answer,
journal, send.

Rule 1: everything between reading the body and sending the answer is synchronous: one call, one step.
Rule 2: no answer leaves before what it tells of is on disk, where there is a disk (`settled`).
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from contracts.contract import Contract
from mock_qonto import errors
from mock_qonto.errors import Refusal, Unrouted
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import nonce
from mock_qonto.kernel.journal import BODY_KEPT_BYTES, Exchange, NotKept
from mock_qonto.kernel.world import World
from mock_qonto.web.access import authenticate
from mock_qonto.web.call import Call, Query, Reply
from mock_qonto.web.faults import Fault, FaultBook, Kind, Spoiler, instead, spoiled
from mock_qonto.web.identity import Identity
from mock_qonto.web.rate_limit import RateLimiter
from mock_qonto.web.reading import BODY_MAX_BYTES, read_form, read_json, read_query
from mock_qonto.web.receiving import lifespan, read_body
from mock_qonto.web.refusing import breach, broken, not_kept, refused, unrouted
from mock_qonto.web.rendering import MockBreach, Renderer
from mock_qonto.web.routing import Route, RouteTable
from mock_qonto.web.sending import UNROUTED, send_reply, sent_whole

log = logging.getLogger("mock_qonto")

UNAUTHORIZED = 401
UNANSWERED = Reply(500)

Settled = Callable[[], Awaitable[None]]
FileServer = Callable[[Bank, str, bytes], tuple[World, Reply] | None]
"""(bank, path, query string) -> a signed link's answer, which needs no credentials; None: not a link."""


@dataclass(slots=True, kw_only=True)
class Asked:
    """A request as it came off the wire."""

    method: str
    path: str
    query_string: bytes
    headers: Mapping[bytes, bytes]
    body: bytes | None
    """None: longer than anything the bank accepts."""
    client: str


@dataclass(slots=True)
class Answer:
    reply: Reply
    world: World | None
    exchange: Exchange
    fault: Fault | None = None


class BankApp:
    """The bank's ASGI application."""

    def __init__(
        self,
        bank: Bank,
        *,
        tables: Mapping[str, RouteTable],
        contracts: Mapping[str, Contract],
        identity: Identity,
        faults: FaultBook,
        limiter: RateLimiter,
        files: FileServer,
        settled: Settled | None = None,
    ) -> None:
        self.bank = bank
        self._tables = tables
        self._contracts = contracts
        self._identity = identity
        self._faults = faults
        self._limiter = limiter
        self._files = files
        self._settled = settled
        self._renderer = Renderer()
        self._boot = nonce()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        assert scope["type"] == "http"
        answer = self.answer(await _asked(scope, receive))
        if self._settled is not None:
            await self._keep(answer, self._settled)
        if answer.fault is not None:
            answer.reply = spoiled(answer.fault, answer.reply, answer.exchange.request_id)
            send = Spoiler(answer.fault, scope, receive, send, self._faults.sleep)
        world, exchange, reply = answer.world, answer.exchange, answer.reply
        assert world is not None
        if answer.fault is None and sent_whole(scope, self._identity, world, exchange, reply):
            return
        await send_reply(send, self._identity, world, exchange, reply)

    async def _keep(self, answer: Answer, settled: Settled) -> None:
        try:
            await settled()
        except NotKept as why:
            log.error("%s", why)  # noqa: TRY400  - the message is the whole news
            answer.exchange.verdict = "breach"
            answer.reply = not_kept(str(why), answer.exchange.request_id)
            answer.exchange.status = answer.reply.status

    def answer(self, asked: Asked) -> Answer:
        """Everything that happens, at one moment of one world's time; journalled whatever comes of it."""
        journal = self.bank.journal
        number = journal.open()
        query = asked.query_string.decode("latin-1")
        exchange = Exchange(
            number=number,
            at=None,
            world=None,
            method=asked.method,
            target=f"{asked.path}?{query}" if query else asked.path,
            operation=None,
            request_id=f"{self._boot}{number:016x}",
            request_body=(asked.body or b"")[:BODY_KEPT_BYTES],
        )
        answer = Answer(UNANSWERED, None, exchange)
        self.bank.during(number)
        try:
            answer.reply = self._walk(asked, answer)
        except Refusal as refusal:
            exchange.verdict = "refused"
            answer.reply = refused(self._counted(refusal, asked, answer), exchange.request_id)
        except Unrouted:
            exchange.verdict = UNROUTED
            answer.reply = unrouted(exchange.request_id)
        except MockBreach as why:
            log.error("contract breach by the mock: %s", why)  # noqa: TRY400  - the message is the whole news
            exchange.verdict = "breach"
            answer.reply = breach(str(why), exchange.request_id)
        except (
            Exception
        ) as bug:  # the only place that catches everything: the client gets a problem, we a trace
            log.exception("bug in the mock: %s %s", asked.method, asked.path)
            exchange.verdict = "breach"
            answer.reply = broken(type(bug).__name__, exchange.request_id)
        finally:
            self.bank.during(0)
        self._close(answer)
        return answer

    # ------------------------------------------------------------------ the walk
    def _walk(self, asked: Asked, answer: Answer) -> Reply:
        if asked.path.startswith("/files/"):
            linked = self._files(self.bank, asked.path, asked.query_string)
            if linked is None:
                raise Unrouted
            answer.world, reply = linked
            return reply
        authorization = asked.headers.get(b"authorization")
        world = authenticate(self.bank, None if authorization is None else authorization.decode("latin-1"))
        answer.world = world
        self.bank.catch_up(world)
        retry_after_s = self._limiter.admit(world, asked.client, world.clock.now)
        if retry_after_s is not None:
            raise errors.too_many_requests(retry_after_s)
        route = self._route(world, asked)
        answer.exchange.operation = route.operation.id
        if world.settings.capabilities:
            _check_capability(world, route)
        if self._faults.active:
            answer.fault = self._faults.take(world.slug, route.operation.id)
            if answer.fault is not None:
                return self._serve_faulted(answer.fault, asked, answer.exchange, world, route)
        return self._serve(asked, answer.exchange, world, route)

    def _counted(self, refusal: Refusal, asked: Asked, answer: Answer) -> Refusal:
        """A 401 is counted, and is 429 once an address has had too many of them."""
        if refusal.status != UNAUTHORIZED:
            return refusal
        world = answer.world or self.bank.default_world
        shut_out_s = self._limiter.unauthorized(world, asked.client, world.clock.now)
        return refusal if shut_out_s is None else errors.too_many_requests(shut_out_s)

    def _route(self, world: World, asked: Asked) -> Route:
        method = "GET" if asked.method == "HEAD" else asked.method
        route = self._tables[world.settings.edition].find(method, asked.path)
        if isinstance(route, Route):
            return route
        if route is not None and not route.elsewhere:
            raise errors.verb_not_found()
        raise Unrouted

    def _serve_faulted(
        self, fault: Fault, asked: Asked, exchange: Exchange, world: World, route: Route
    ) -> Reply:
        """The work as a fault wants it: not done, done twice, or done on yesterday's records."""
        if fault.instead:
            exchange.verdict = "faulted"
            return instead(fault, exchange.request_id)
        if fault.kind is Kind.APPLY_TWICE:
            self._serve(asked, exchange, world, route)
        if fault.memory is not None:
            world = world.as_it_was(fault.memory)
        return self._serve(asked, exchange, world, route)

    def _serve(self, asked: Asked, exchange: Exchange, world: World, route: Route) -> Reply:
        operation = route.operation
        if asked.body is None:
            raise errors.body_too_large(BODY_MAX_BYTES)
        call = Call(
            bank=self.bank,
            world=world,
            renderer=self._renderer,
            contract=self._contracts[world.settings.edition],
            operation=operation,
            path=route.path,
            query=Query(asked.query_string),
            headers=asked.headers,
        )
        read_query(operation, call.query)
        if operation.request_media == "multipart/form-data":
            content_type = asked.headers.get(b"content-type", b"").decode("latin-1")
            call.files = read_form(content_type, asked.body)
        elif asked.body or operation.request_required:
            call.body = read_json(operation, asked.body)
            if call.body is not None and not operation.is_plain(call.body):
                exchange.unread = operation.unread(call.body)
                call.quirks.extend(operation.deviant(call.body))
        if call.query.values:
            exchange.unread += operation.undeclared_query(call.query.values)
            call.quirks.extend(operation.deviant_query(call.query.values))
        try:
            reply = route.endpoint(call)
        finally:
            exchange.quirks = tuple(call.quirks)
            exchange.events += tuple(call.events)
        if exchange.quirks or exchange.unread:
            exchange.verdict = "deviant"
        return reply

    # ------------------------------------------------------------------ the end
    def _close(self, answer: Answer) -> None:
        exchange, world = answer.exchange, answer.world or self.bank.default_world
        answer.world = world
        exchange.world = world.slug
        exchange.at = world.clock.now
        exchange.status = answer.reply.status
        exchange.response_length = len(answer.reply.body)
        if exchange.response_length <= BODY_KEPT_BYTES:
            exchange.response_body = answer.reply.body
        if answer.fault is not None:
            exchange.fault = answer.fault.kind
        self.bank.journal.close(exchange)


def _check_capability(world: World, route: Route) -> None:
    """What a test has said of this operation: that it is not there, or not for this key."""
    match world.settings.capabilities.get(route.operation.id):
        case "absent-edge":
            raise Unrouted
        case "absent-routed":
            raise errors.verb_not_found()
        case "401":
            raise errors.oauth_required()
        case "403":
            raise errors.forbidden()


async def _asked(scope: Scope, receive: Receive) -> Asked:
    client = scope.get("client")
    return Asked(
        method=scope["method"],
        path=scope["path"],
        query_string=scope["query_string"],
        headers=dict(scope["headers"]),
        body=await read_body(receive, BODY_MAX_BYTES),
        client="" if client is None else client[0],
    )
