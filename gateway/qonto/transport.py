"""
httpx's transport interface over aiohttp's connection pool.

httpx's own pool degrades with concurrency (some 600 requests a second at 32 connections). httpx-aiohttp has
the right pool, but reports a connection that broke after the request was sent as `ConnectTimeout`, which
reads as "never sent": an invoice created twice. So the seam is our own, and its one job beyond speed is to
tell these two apart.
"""

from http import HTTPStatus
from typing import Final

import aiohttp
import httpx
from yarl import URL

CONNECT_TIMEOUT_S: Final = 5.0
ANSWER_MAX_BYTES: Final = 32 * 1024 * 1024
_IDLE_S: Final = 3.0
"""
Shorter than the five seconds after which uvicorn hangs up: a write must not meet a connection that is
closing.
"""
_CHUNK_BYTES: Final = 64 * 1024


class AiohttpTransport(httpx.AsyncBaseTransport):
    """One pool for one process; born on the first request, because a pool belongs to a running loop."""

    def __init__(self, *, connections_max: int = 100) -> None:
        self._connections_max = connections_max
        self._session: aiohttp.ClientSession | None = None
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        session = self._session or self._open()
        try:
            async with session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=[
                    (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
                ],
                data=request.content or None,
                allow_redirects=False,
                timeout=self._timeout,
            ) as answer:
                content = await _read(answer)
                return httpx.Response(
                    answer.status, headers=answer.raw_headers, content=content, request=request
                )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as failure:
            raise httpx.ConnectError(str(failure), request=request) from failure
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as failure:
            raise httpx.UnsupportedProtocol(str(failure), request=request) from failure
        except TimeoutError as failure:
            raise httpx.ReadTimeout(str(failure), request=request) from failure
        except (aiohttp.ClientError, OSError) as failure:
            raise httpx.ReadError(f"{type(failure).__name__}: {failure}", request=request) from failure

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections_max, keepalive_timeout=_IDLE_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )
        # aiohttp repeats a DELETE on its own when a pooled connection turns out dead. Only we decide what is
        # said twice.
        session._retry_connection = False  # noqa: SLF001  - the only switch there is
        self._session = session
        return session


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
