"""The short way out says what the usual way says, and loses nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from mock_qonto.app import build_bank_app
from mock_qonto.web.server import SENT_TOGETHER_BYTES, AbortableProtocol, uvicorn_config
from tests.mock_qonto.support import AUTHORIZATION, BASE_URL, UNKNOWN_ID, a_bank

pytestmark = pytest.mark.anyio

GET = b"GET %s HTTP/1.1\r\nhost: x\r\nauthorization: verone-4819:k\r\n%s\r\n"


@asynccontextmanager
async def served(
    afterwards: Callable[[ServerState], Awaitable[None]] | None = None,
) -> AsyncIterator[tuple[httpx.AsyncClient, int]]:
    """The bank in process, and its port; *afterwards* runs in the turn of the loop that made an answer."""
    bank, state = a_bank(), ServerState()
    app = build_bank_app(bank)

    async def followed(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        if afterwards is not None:
            await afterwards(state)

    config = uvicorn_config(followed)
    config.load()

    def protocol() -> AbortableProtocol:
        return AbortableProtocol(config=config, server_state=state, app_state={})

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=AUTHORIZATION) as near:
        yield near, server.sockets[0].getsockname()[1]
    for connection in list(state.connections):
        connection.shutdown()
    server.close()
    await server.wait_closed()


async def spoken(port: int, request: bytes, answers: int = 1) -> list[tuple[bytes, bytes]]:
    """Head and body of each answer on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    found = []
    for _ in range(answers):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        found.append((head, b"" if request.startswith(b"HEAD") else await reader.readexactly(length)))
    writer.close()
    return found


def told(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Names and values in order, but for the request's own number."""
    return [
        (name.lower(), b"" if name in {b"x-request-id", b"x-tyk-trace-id"} else value)
        for name, value in headers
    ]


def headers_of(head: bytes) -> list[tuple[bytes, bytes]]:
    pairs = (line.partition(b": ") for line in head.split(b"\r\n")[1:] if line)
    return [(name, value) for name, _, value in pairs]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path", ["/v2/organization", f"/v2/client_invoices/{UNKNOWN_ID}", "/v2/transactions", "/nowhere", "/v2"]
)
async def test_both_ways_say_the_same(method: str, path: str) -> None:
    async with served() as (near, port):
        expected = await near.request(method, path)
        ((head, body),) = await spoken(port, GET.replace(b"GET", method.encode()) % (path.encode(), b""))

    assert head.startswith(b"HTTP/1.1 %d " % expected.status_code)
    assert told(headers_of(head)) == told(expected.headers.raw)
    assert len(body) == len(expected.content)


async def test_requests_sent_together_are_answered_in_order() -> None:
    async with served() as (_, port):
        both = GET % (b"/v2/organization", b"") + GET % (b"/v2/bank_accounts", b"")
        first, second = await spoken(port, both, answers=2)

    assert b'{"organization":' in first[1]
    assert b'{"bank_accounts":' in second[1]


async def test_a_connection_is_closed_where_that_was_asked() -> None:
    async with served() as (_, port):
        ((head, _),) = await spoken(port, GET % (b"/v2/organization", b"connection: close\r\n"))

    assert b"connection: close\r\n" in head


async def test_an_answer_given_when_the_server_ends_still_arrives() -> None:
    async def end(state: ServerState) -> None:
        for connection in list(state.connections):
            connection.shutdown()

    async with served(end) as (_, port):
        ((head, body),) = await spoken(port, GET % (b"/v2/organization", b""))

    assert head.startswith(b"HTTP/1.1 200 ")
    assert body.startswith(b'{"organization":')


async def test_a_long_answer_arrives_whole() -> None:
    async with served() as (near, port):
        iban = (await near.get("/v2/bank_accounts")).json()["bank_accounts"][0]["iban"]
        client = {"kind": "company", "name": "Atelier Morel", "currency": "EUR"}
        client_id = (await near.post("/v2/clients", json=client)).json()["client"]["id"]
        line = {"title": "Alba", "quantity": "1", "unit_price": {"value": "9.90", "currency": "EUR"}}
        draft = {
            "client_id": client_id,
            "status": "draft",
            "issue_date": "2026-03-02",
            "due_date": "2026-04-01",
            "currency": "EUR",
            "payment_methods": {"iban": iban},
            "items": [{**line, "vat_rate": "0.2"}] * 100,
        }
        for _ in range(3):
            (await near.post("/v2/client_invoices", json=draft)).raise_for_status()
        expected = (await near.get("/v2/client_invoices")).content
        ((_, body),) = await spoken(port, GET % (b"/v2/client_invoices", b""))

    assert len(expected) > SENT_TOGETHER_BYTES
    assert body == expected
