"""Something that stands between a caller and our gateway: it passes on what it does not change."""

from collections.abc import Mapping
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_OWN = frozenset({"content-length", "content-type", "host"})


class Between:
    """*answer* is what a subclass makes its own; *passed_on* asks the gateway itself."""

    def __init__(self, gateway: ASGIApp) -> None:
        self._transport = httpx.ASGITransport(gateway)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        asked = httpx.Request(
            request.method,
            httpx.URL(str(request.base_url)).copy_with(raw_path=_target(scope)),
            headers=request.headers.raw,
            content=await request.body(),
        )
        answer = await self.answer(asked)
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        await Response(answer.content, answer.status_code, headers)(scope, receive, send)

    async def answer(self, asked: httpx.Request) -> httpx.Response:
        return await self.passed_on(asked)

    async def passed_on(self, asked: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(asked)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)

    async def said(self, asked: httpx.Request, path: str, body: Mapping[str, Any]) -> httpx.Response:
        """Something else, said to the gateway as if the same caller had."""
        headers = {name: value for name, value in asked.headers.items() if name not in _OWN}
        return await self.passed_on(
            httpx.Request("POST", asked.url.copy_with(raw_path=path.encode()), headers=headers, json=body)
        )


def _target(scope: Scope) -> bytes:
    """Path and query as they were sent: nothing is decoded on the way."""
    query: bytes = scope["query_string"]
    path: bytes = scope["raw_path"]
    return path + b"?" + query if query else path


def body_of(message: httpx.Request | httpx.Response) -> dict[str, Any]:
    """A JSON object; empty where it is something else."""
    try:
        body = httpx.Response(200, content=message.content).json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
