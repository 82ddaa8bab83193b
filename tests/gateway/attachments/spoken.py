"""A wire to the bank on which words can be put into its mouth, and links can die."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from mock_qonto.app import build_bank_app
from tests.gateway.attachments.drawer import Drawer, bank_of, clock_of
from tests.gateway.support import stack


class Wire(httpx.ASGITransport):
    """*denied* links are refused, then followed again; those of the files in *never* are never followed."""

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.denied = 0
        self.never: frozenset[str] = frozenset()
        self.file: bytes | None = None
        self.said: dict[str, Any] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/files/"):
            refused = any(id in request.url.path for id in self.never)
            if self.denied or refused:
                self.denied -= not refused
                return httpx.Response(403, content=b"<Error><Code>AccessDenied</Code></Error>")
            if self.file is not None:
                return httpx.Response(200, content=self.file, headers={"Content-Type": "application/pdf"})
        response = await super().handle_async_request(request)
        if self.said and request.url.path.startswith("/v2/attachments/"):
            await response.aread()
            body = response.json()
            body["attachment"] |= self.said
            headers = {name: response.headers[name] for name in ("x-mock-qonto", "date", "content-type")}
            return httpx.Response(response.status_code, json=body, headers=headers)
        return response


@asynccontextmanager
async def spoken_over(
    database_url: str, *, settings: dict[str, Any] | None = None
) -> AsyncIterator[tuple[Drawer, Wire]]:
    bank = bank_of("guide")
    wire = Wire(build_bank_app(bank))
    async with stack(
        database_url, bank=bank, transport=wire, clock=clock_of(bank), settings=settings
    ) as running:
        yield Drawer(stack=running, database_url=database_url), wire
