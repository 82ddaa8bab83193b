"""Questions to Qonto that only read, each asked once; and what an answer says about whoever gave it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import orjson

from gateway.doctor.findings import Finding, Result, found
from gateway.qonto.auth import bearer, credentials
from gateway.qonto.files import file_request
from gateway.qonto.observed import IDENTITY
from gateway.qonto.redaction import Redactor, redactor_of
from gateway.qonto.transport import Exchange, Received
from gateway.settings import Settings


class Unanswered(Exception):
    """No answer came; the message says what did, without a secret."""

    def __init__(self, finding: Finding, detail: str) -> None:
        super().__init__(finding, detail)
        self.result = found(finding, detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """*skew_s*: by how much our clock is ahead of the one in the answer; None where it tells no time."""

    received: Received
    body: Mapping[str, Any]
    skew_s: float | None

    @property
    def good(self) -> bool:
        return self.received.status == HTTPStatus.OK and bool(self.body)


class Asker:
    """*token* is the OAuth token to use where it is renewed by the gateway; here it is only borrowed."""

    def __init__(
        self, settings: Settings, exchange: Exchange, *, token: str | None, timeout_s: float
    ) -> None:
        self._settings = settings
        self._exchange = exchange
        self._timeout_s = timeout_s
        self._redactor: Redactor = redactor_of(settings)
        self._headers = {
            "Accept": "application/json",
            "User-Agent": "qonto-offline",
            **credentials(settings),
        }
        if token is not None:
            self._redactor.learn(token)
            self._headers["Authorization"] = bearer(token)

    def clean(self, text: str) -> str:
        return self._redactor.clean(text)

    async def ask(self, path: str, **query: str) -> Answered:
        """Raises Unanswered."""
        target = f"{path}?{urlencode(query)}" if query else path
        before_s = time.time()
        received = await self._received(self._settings.qonto_api_base_url + target, self._headers)
        middle_s = (before_s + time.time()) / 2
        return Answered(received=received, body=_body(received), skew_s=_skew_s(received, middle_s))

    async def download(self, url: str) -> Received:
        """A signed address, asked without credentials. Raises Unanswered, GatewayError."""
        host = urlsplit(self._settings.qonto_api_base_url).hostname
        request = file_request(url, local_host=host if self._settings.mock else None)
        return await self._received(str(request.url), dict(request.headers))

    async def _received(self, url: str, headers: Mapping[str, str]) -> Received:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._exchange("GET", url, headers, None)
        except (TimeoutError, httpx.TimeoutException):
            raise Unanswered(Finding.ANSWER_TIMEOUT, f"{self._timeout_s:g} s") from None
        except (httpx.TransportError, httpx.DecodingError, OSError) as why:
            # Its kind alone: a library quotes what it could not read.
            raise Unanswered(Finding.CONNECTION_LOST, type(why).__name__) from None


def trouble(answered: Answered, settings: Settings, *, organization: str | None) -> Result | None:  # noqa: PLR0911
    """Why this answer is none of Qonto's to us; None: it is. *organization* is the one that worked before."""
    received = answered.received
    status, media = received.status, received.headers.get("content-type", "").partition(";")[0].lower()
    told = f"HTTP {status}"
    if settings.mock and IDENTITY not in received.headers:
        return found(Finding.NOT_THE_MOCK, told)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return found(Finding.REDIRECTED, told)
    if media == "text/html":
        return found(Finding.STAGING_REFUSED if settings.sandbox else Finding.NOT_QONTO, f"{told}, HTML")
    match status:
        case HTTPStatus.OK if answered.body:
            return None
        case HTTPStatus.UNAUTHORIZED:
            return found(_refused(settings, organization), told)
        case HTTPStatus.BAD_REQUEST if "authorization" in str(answered.body).lower():
            return found(_refused(settings, organization), told)
        case HTTPStatus.FORBIDDEN:
            return found(Finding.KEY_FORBIDDEN, told)
        case HTTPStatus.TOO_MANY_REQUESTS:
            return found(Finding.RATE_LIMITED, told)
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return found(Finding.QONTO_BROKEN, told)
    return found(Finding.NOT_QONTO, told)


def _refused(settings: Settings, organization: str | None) -> Finding:
    if settings.qonto_auth_mode == "oauth":
        return Finding.TOKEN_REFUSED
    if organization is None:
        return Finding.KEY_REFUSED
    if organization != settings.qonto_organization_id:
        return Finding.ORGANIZATION_WRONG
    return Finding.KEY_REVOKED


def _body(received: Received) -> Mapping[str, Any]:
    try:
        body = orjson.loads(received.content)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _skew_s(received: Received, now_s: float) -> float | None:
    try:
        date = parsedate_to_datetime(received.headers.get("date", ""))
    except ValueError:
        return None
    if date.tzinfo is None:
        return None
    return (datetime.fromtimestamp(now_s, UTC) - date).total_seconds()
