"""A real socket: what was surely not sent, and what perhaps was, are never confused."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from gateway.qonto.transport import AiohttpTransport

pytestmark = pytest.mark.anyio

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-twice: a\r\nx-twice: b\r\n\r\nok"


@asynccontextmanager
async def served(behaviour: Behaviour) -> AsyncIterator[tuple[AiohttpTransport, str, list[bytes]]]:
    """A transport, the address of a server that behaves so, and the heads it has read."""
    heads: list[bytes] = []

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                heads.append(head)
                await behaviour(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    transport = AiohttpTransport()
    try:
        yield transport, f"http://{host}:{port}/v2/x", heads
    finally:
        await transport.aclose()
        server.close()


async def answers(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(OK)
    await writer.drain()


async def hangs_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def breaks_off(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(OK.replace(b"content-length: 2", b"content-length: 200"))
    await writer.drain()
    writer.close()


async def babbles(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"this is not HTTP\r\n\r\n")
    await writer.drain()
    writer.close()


async def test_an_answer_comes_back_whole() -> None:
    async with served(answers) as (transport, url, heads):
        response = await transport.handle_async_request(httpx.Request("GET", url, headers={"Accept": "a/b"}))

        assert (response.status_code, response.content) == (200, b"ok")
        assert response.headers.get_list("x-twice") == ["a", "b"]
        assert b"Accept: a/b" in heads[0]


@pytest.mark.parametrize("behaviour", [hangs_up, breaks_off, babbles])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_connection_that_breaks_after_the_request_is_a_read_error(
    behaviour: Behaviour, method: str
) -> None:
    async with served(behaviour) as (transport, url, heads):
        with pytest.raises(httpx.TransportError) as broken:
            await transport.handle_async_request(httpx.Request(method, url))

        assert isinstance(broken.value, httpx.ReadError)
        assert len(heads) == 1


async def test_a_kept_connection_that_died_repeats_nothing_by_itself() -> None:
    async def answers_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(heads) == 1:
            await answers(reader, writer)
        else:
            writer.close()

    async with served(answers_once) as (transport, url, heads):
        await transport.handle_async_request(httpx.Request("GET", url))
        with pytest.raises(httpx.ReadError):
            await transport.handle_async_request(httpx.Request("DELETE", url))

        assert len(heads) == 2


async def test_nobody_at_the_other_end_is_a_connect_error() -> None:
    async with served(answers) as (_, url, _heads):
        gone = url
    transport = AiohttpTransport()

    with pytest.raises(httpx.ConnectError):
        await transport.handle_async_request(httpx.Request("POST", gone))

    await transport.aclose()
