"""
The Qonto client: an onion whose skins each add one thing.

    call            their failures become our Codes                 (errors.py)
      _retrying     GET is said again, nothing else is              (Call.repeatable)
        _budgeted   a turn is taken from the budget all workers share (budget.py)
          _validated    request and answer against the contract     (validated.py)
            _observed   who answered, and what time is it there     (observed.py)
              _sent     credentials, renewed where they end         (auth.py, renewal.py)
                _wire   the wire, one deadline, no secret comes back (transport.py, redaction.py)

Rule 1: finalize, mark paid, cancel, send and create are never said twice.
Rule 2: redirects are not followed: credentials go where they were told to go and nowhere else.
Rule 3: in mock mode nothing is written before the server has said that it is the mock.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import httpx
import orjson

from gateway.clock import Clock
from gateway.errors import Code, GatewayError
from gateway.qonto.auth import bearer, credentials
from gateway.qonto.budget import Budget, Lessor, OwnTurns, Sleep
from gateway.qonto.call import (
    IDEMPOTENCY_KEY,
    Answer,
    Call,
    Fetched,
    Query,
    Seen,
    Upload,
    path_of,
    query_values,
)
from gateway.qonto.errors import Failure, Trouble, translated
from gateway.qonto.files import FILE_MAX_BYTES, file_request, unusable_url
from gateway.qonto.observed import Observer
from gateway.qonto.recording import Recorder
from gateway.qonto.redaction import redactor_of
from gateway.qonto.renewal import Renewal
from gateway.qonto.transport import AiohttpTransport, Exchange, Received, exchange_over
from gateway.qonto.validated import Validator
from gateway.settings import Settings, read_settings

log = logging.getLogger(__name__)
T = TypeVar("T")

ATTEMPTS_MAX: Final = 3
BACKOFF_S: Final = 0.2
WAIT_MAX_S: Final = 5.0
TIMEOUT_S: Final = 15.0

# What a transport raises when no connection was made: nothing was sent, whatever the method.
_UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_PASSING: Final = frozenset({Trouble.UNREACHED, Trouble.UNANSWERED, Trouble.GARBLED, Trouble.BROKE})


class Qonto:
    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.AsyncBaseTransport,
        clock: Clock,
        budget: Budget,
        sleep: Sleep = asyncio.sleep,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._mock = settings.mock
        self._oauth = settings.qonto_auth_mode == "oauth"
        self._base_url = settings.qonto_api_base_url
        self._host = httpx.URL(self._base_url).host
        self._timeout_s = timeout_s
        self._transport = transport
        self._exchange: Exchange = exchange_over(transport)
        self._redactor = redactor_of(settings)
        self._renewal: Renewal | None = None
        if settings.renewing:
            # Past the recorder: what passes here is nothing but secrets.
            self._renewal = Renewal(settings, self._exchange, now=clock.machine_now, redactor=self._redactor)
        self._recorder: Recorder | None = None
        if settings.qonto_record:
            self._exchange = self._recorder = Recorder.before(self._exchange, Path(settings.qonto_record))
        self._budget = budget
        # A budget that somebody has named is kept, whatever the mock says of its own limits.
        self._budget_follows = (
            settings.mock and "qonto_rate_limit_per_minute" not in settings.model_fields_set
        )
        self._sleep = sleep
        self._observer = Observer(mock=self._mock, host=self._host, clock=clock)
        self._validator = Validator(
            edition=settings.qonto_edition, strict=self._mock, clean=self._redactor.clean
        )
        self._headers = {"Accept": "application/json", "User-Agent": "qonto-offline", **credentials(settings)}

    @property
    def seen(self) -> Seen | None:
        """What the bank's last answer said of itself; None before the first one, and always in live mode."""
        return self._observer.seen

    @property
    def edition(self) -> str:
        """The one that is spoken: what the bank says, or else the settings."""
        return self._validator.edition

    @property
    def breaches(self) -> int:
        """How often an exchange has broken the contract since the start."""
        return self._validator.breaches

    def takes(self, operation_id: str, field: str) -> bool:
        """Whether a request of the edition at hand has such a field."""
        return not self._validator.operation(operation_id).unread({field: ""})

    async def identify(self) -> Seen | None:
        """Who is at the other end: asked once, with a harmless GET, when no answer has said so yet."""
        if self._mock and self.seen is None:
            await self.call("show_organization")
        return self.seen

    async def aclose(self) -> None:
        if self._renewal is not None:
            await self._renewal.aclose()
        await self._transport.aclose()
        if self._recorder is not None:
            self._recorder.close()

    # ------------------------------------------------------------------ the skins, from the outside in
    async def call(
        self,
        operation_id: str,
        *,
        json: Any = None,
        query: Query | None = None,
        files: Mapping[str, Upload] | None = None,
        idempotency_key: str | None = None,
        **path: str,
    ) -> Answer:
        """Ask Qonto for one operation. Raises GatewayError only."""
        operation = self._validator.operation(operation_id)
        if self._mock and self.seen is None and operation.method != "GET":
            await self.identify()
            operation = self._validator.operation(operation_id)
        call = Call(
            operation=operation,
            path=path_of(operation, path),
            query=query_values(query),
            json=json,
            files=files,
            idempotency_key=idempotency_key,
        )
        try:
            return await self._retrying(lambda: self._budgeted(call), repeatable=call.repeatable)
        except Failure as failure:
            failure.internal = self._redactor.clean(failure.internal)
            log.warning("%s %s: %s", operation.method, call.path, failure.internal)
            raise translated(failure, call) from failure

    async def _retrying(self, once: Callable[[], Awaitable[T]], *, repeatable: bool) -> T:
        attempts = ATTEMPTS_MAX if repeatable else 1
        for attempt in range(1, attempts):
            try:
                return await once()
            except Failure as failure:
                wait_s = _patience(failure, attempt)
                if wait_s is None:
                    raise
            await self._sleep(wait_s)
        return await once()

    async def _budgeted(self, call: Call) -> Answer:
        await self._turn()
        return await self._validated(call)

    async def _turn(self) -> None:
        if not (self._budget_follows and self.seen is not None and self.seen.unlimited):
            await self._budget.turn()

    async def _validated(self, call: Call) -> Answer:
        self._validator.check_request(call)
        received = await self._observed(call)
        body, status = _body(received), received.status
        if not _succeeded(status):
            # Some servers repeat what they refuse, our header with it.
            body = self._redactor.cleaned(body)
            trouble = Trouble.BROKE if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Trouble.REFUSED
            raise Failure(
                trouble,
                f"answered {status}",
                status=status,
                headers=received.headers,
                body=body,
                oauth=self._oauth,
            )
        self._validator.check_answer(call, status, body)
        return Answer(status=status, body=body, headers=received.headers)

    async def _observed(self, call: Call) -> Received:
        received = await self._sent(call)
        self._observer.observe(received)
        if self._observer.seen is not None:
            self._validator.speak(self._observer.seen.edition)
        return received

    async def _sent(self, call: Call) -> Received:
        headers, content = self._headers, None
        method, url = call.operation.method, self._base_url + call.target
        if call.idempotency_key is not None:
            headers = {**headers, IDEMPOTENCY_KEY: call.idempotency_key}
        if call.json is not None:
            headers = {**headers, "Content-Type": "application/json"}
            content = orjson.dumps(call.json)
        elif call.files is not None:
            files = {name: (file.name, file.content, file.content_type) for name, file in call.files.items()}
            form = httpx.Request(method, url, headers=headers, files=files)
            headers, content = {**form.headers}, await form.aread()
        if self._renewal is None:
            return await self._wire(method, url, headers, content)
        return await self._renewing(self._renewal, method, url, headers, content)

    async def _renewing(
        self, renewal: Renewal, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> Received:
        """
        A 401 has done nothing: with another token it is said once more, whatever it was.

        All of it within the time of one call: whoever reckons when a call has surely arrived knows no other.
        """
        until = asyncio.get_running_loop().time() + self._timeout_s
        token = await renewal.token(until)
        headers = {**headers, "Authorization": bearer(token)}
        received = await self._wire(method, url, headers, content, until)
        if received.status != HTTPStatus.UNAUTHORIZED or not await renewal.renewed(until, instead_of=token):
            return received
        await self._turn()
        headers = {**headers, "Authorization": bearer(await renewal.token(until))}
        return await self._wire(method, url, headers, content, until)

    # ------------------------------------------------------------------ files
    async def fetch(self, url: str) -> Fetched:
        """The bytes behind a signed URL, or what the other end says instead (403 once it has expired)."""
        request = file_request(url, local_host=self._host if self._mock else None)
        url, headers = str(request.url), dict(request.headers)
        try:
            received = await self._retrying(lambda: self._wire("GET", url, headers, None), repeatable=True)
        except Failure as failure:
            log.warning("signed URL on %s: %s", request.url.host, failure.internal)
            raise GatewayError(
                Code.UPSTREAM_UNREACHABLE,
                "Le fichier n'a pas pu être téléchargé depuis Qonto. Réessayez dans un instant.",
                internal=failure.internal,
                headers={"Retry-After": "5"},
            ) from failure
        if len(received.content) > FILE_MAX_BYTES:
            raise unusable_url(f"a file of {len(received.content)} bytes")
        content_type = received.headers.get("content-type", "application/octet-stream")
        return Fetched(status=received.status, content=received.content, content_type=content_type)

    # ------------------------------------------------------------------ the wire
    async def _wire(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        until: float | None = None,
    ) -> Received:
        """*until* is an hour of the loop's; without it a call has all its time."""
        try:
            async with asyncio.timeout_at(until or asyncio.get_running_loop().time() + self._timeout_s):
                return await self._exchange(method, url, headers, content)
        except _UNSENT as why:
            raise self._lost(Trouble.UNREACHED, why) from None
        except (httpx.TransportError, httpx.DecodingError, OSError) as why:
            raise self._lost(Trouble.UNANSWERED, why) from None

    def _lost(self, trouble: Trouble, why: Exception) -> Failure:
        """Without the exception itself: a library quotes what it could not read, be it our own header."""
        return Failure(trouble, self._redactor.clean(f"{type(why).__name__}: {why}"))


class QontoClient(Qonto):
    """
    The client by the name the guide gives it, for a script or a shell: `QontoClient()` reads the environment,
    what is *given* (`qonto_auth_mode="api_key"`) goes before it.

    It counts its own calls only; the gateway's workers count theirs together. Close it before its loop ends.
    """

    def __init__(self, **given: Any) -> None:
        settings = read_settings(given)
        super().__init__(
            settings,
            transport=AiohttpTransport(),
            clock=Clock(follows_bank=settings.mock),
            budget=Budget(per_minute=settings.qonto_rate_limit_per_minute, lessor=OwnTurns()),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


@lru_cache(maxsize=1)
def get_qonto_client() -> QontoClient:
    """The one of this process: built from the environment by whoever asks first."""
    return QontoClient()


def build_qonto(
    settings: Settings,
    *,
    clock: Clock,
    lessor: Lessor,
    transport: httpx.AsyncBaseTransport | None = None,
    sleep: Sleep = asyncio.sleep,
) -> Qonto:
    """The gateway's own. *transport* is the bank itself in tests (`httpx.ASGITransport`)."""
    return Qonto(
        settings,
        transport=transport or AiohttpTransport(),
        clock=clock,
        budget=Budget(per_minute=settings.qonto_rate_limit_per_minute, lessor=lessor, sleep=sleep),
        sleep=sleep,
    )


def _patience(failure: Failure, attempt: int) -> float | None:
    """How long to wait before saying it again; None when saying it again would change nothing."""
    too_many = failure.trouble is Trouble.REFUSED and failure.status == HTTPStatus.TOO_MANY_REQUESTS
    passing = failure.trouble in _PASSING
    if not (too_many or passing):
        return None
    wait_s = BACKOFF_S * 2 ** (attempt - 1) if failure.retry_after_s is None else float(failure.retry_after_s)
    return wait_s if wait_s <= WAIT_MAX_S else None


def _succeeded(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def _body(received: Received) -> Any:
    """The answer's JSON; None where there is none. Only a success is required to be readable."""
    if not received.content:
        return None
    try:
        return orjson.loads(received.content)
    except orjson.JSONDecodeError as why:
        if not _succeeded(received.status):
            return None
        kind = received.headers.get("content-type", "no content type")
        # Quirk: the sandbox answers its HTML login page when QONTO_STAGING_TOKEN is missing.
        raise Failure(Trouble.GARBLED, f"not JSON ({kind}): {why}", status=received.status) from why
