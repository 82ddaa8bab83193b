"""
httpx's transport interface over aiohttp's connection pool.

httpx's own pool degrades with concurrency (some 600 requests a second at 32 connections). httpx-aiohttp has
the right pool, but reports a connection that broke after the request was sent as `ConnectTimeout`, which
reads as "never sent": an invoice created twice. So the seam is our own, and its one job beyond speed is to
tell these two apart.

What goes through it are plain values: making httpx's own request and response of them, only to take them
apart again, was a third of the cost of a call. Tests hand in transports of httpx, and failures are httpx's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Final, Protocol

import aiohttp
import httpx
from multidict import CIMultiDict
from yarl import URL

CONNECT_TIMEOUT_S: Final = 5.0
ANSWER_MAX_BYTES: Final = 32 * 1024 * 1024
_IDLE_S: Final = 3.0
"""
Shorter than the five seconds after which uvicorn hangs up: a write must not meet a connection that is
closing.
"""
_CHUNK_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    status: int
    headers: Mapping[str, str]
    """Found by name whatever its case."""
    content: bytes


class Exchange(Protocol):
    """Raises httpx's `TransportError` and its kin."""

    async def __call__(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, /
    ) -> Received: ...


def exchange_over(transport: httpx.AsyncBaseTransport) -> Exchange:
    return transport.exchange if isinstance(transport, AiohttpTransport) else partial(_exchange, transport)


async def _exchange(
    transport: httpx.AsyncBaseTransport,
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes | None,
) -> Received:
    request = httpx.Request(method, url, headers=headers, content=content)
    response = await transport.handle_async_request(request)
    await response.aread()
    return Received(status=response.status_code, headers=response.headers, content=response.content)


class AiohttpTransport(httpx.AsyncBaseTransport):
    """One pool for one process; born on the first request, because a pool belongs to a running loop."""

    def __init__(self, *, connections_max: int = 100) -> None:
        self._connections_max = connections_max
        self._session: aiohttp.ClientSession | None = None
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = CIMultiDict(
            [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        )
        received = await self.exchange(request.method, str(request.url), headers, request.content or None)
        return httpx.Response(
            received.status, headers=list(received.headers.items()), content=received.content, request=request
        )

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, /
    ) -> Received:
        session = self._session or self._open()
        try:
            async with session.request(
                method,
                _url(url),
                headers=headers,
                data=content,
                allow_redirects=False,
                timeout=self._timeout,
            ) as answer:
                return Received(status=answer.status, headers=answer.headers, content=await _read(answer))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as failure:
            raise httpx.ConnectError(str(failure)) from failure
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as failure:
            raise httpx.UnsupportedProtocol(str(failure)) from failure
        except TimeoutError as failure:
            raise httpx.ReadTimeout(str(failure)) from failure
        except (aiohttp.ClientError, OSError) as failure:
            raise httpx.ReadError(f"{type(failure).__name__}: {failure}") from failure

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections_max, keepalive_timeout=_IDLE_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )
        # aiohttp repeats a DELETE on its own when a pooled connection turns out dead. Only we decide what is
        # said twice.
        session._retry_connection = False  # noqa: SLF001  - the only switch there is
        self._session = session
        return session


@lru_cache(maxsize=1024)
def _url(text: str) -> URL:
    """Parsed once: the same invoice is asked for again and again."""
    return URL(text, encoded=True)


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    if answer.status == HTTPStatus.NO_CONTENT:
        return b""
    length = answer.content_length
    if length is not None and length <= ANSWER_MAX_BYTES:
        return await answer.read()
    parts: list[bytes] = []
    total = 0
    async for part in answer.content.iter_chunked(_CHUNK_BYTES):
        total += len(part)
        if total > ANSWER_MAX_BYTES:
            raise aiohttp.ClientPayloadError(f"the answer is larger than {ANSWER_MAX_BYTES} bytes")
        parts.append(part)
    return b"".join(parts)
