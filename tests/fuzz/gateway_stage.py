"""The gateway in front of the bank: the real application over a real SQLite file, and no network."""

import asyncio
import atexit
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jwt
from starlette.types import ASGIApp

import contracts
from gateway.app import Gateway, build_app
from gateway.clock import Clock
from gateway.seed.catalogue import INVOICEABLE
from gateway.settings import Settings
from tests.fuzz.history import Call
from tests.fuzz.stage import MORNING, Answered, Stage, parsed

BASE_URL = "http://127.0.0.1:8080"
SECRET = "a-secret-that-guards-nothing-at-all"
CONFIRMING = frozenset({"finalize_invoice", "finalize_invoice_workflow", "confirm_finalization"})
INVOICES = "/api/qonto/invoices"


class GatewayStage(Stage):
    """
    Every scenario begins with the same rows: an invoice in every status, and a confirmation asked for.

    Where rows have been written they are put back; where time has passed the gateway is ended and another
    started, since its clock never runs backwards.
    """

    def __init__(self, edition: str) -> None:
        super().__init__(edition)
        folder = Path(tempfile.mkdtemp(prefix="fuzz-gateway-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self._file, self._first_rows = folder / "gateway.db", folder / "first.db"
        self._settings = Settings.model_validate(
            {
                "database_url": f"sqlite:///{self._file}",
                "qonto_edition": edition,
                "qonto_rate_limit_per_minute": 0,
                "gateway_auth": "jwt",
                "gateway_jwt_secret": SECRET,
            }
        )
        self.token = _token_of("fuzz-person")
        self._paths = [
            (
                operation.method,
                re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.path)),
                operation.id,
            )
            for operation in contracts.load("gateway").operations.values()
        ]
        self._gateway: Gateway | None = None
        self._running = AsyncExitStack()
        self._rows: sqlite3.Connection | None = None
        self._version = 0
        self._outlived = False
        self._let_in: set[str] = set()
        self.orders = [order.id for order in INVOICEABLE]
        self.ids: list[str] = []
        self.confirmations: list[str] = []
        asyncio.run(self._stock())
        self.keep_as_first_morning()

    def begin_again(self) -> None:
        self._outlived = self._outlived or self.world.clock.now != MORNING
        super().begin_again()
        self.history.calls = []

    def let_in(self, operation: str, status: int) -> bool:
        """Whether *operation* had succeeded before; if it has now, it will have."""
        before = operation in self._let_in
        if 200 <= status < 300:
            self._let_in.add(operation)
        return before

    async def close(self) -> None:
        if self._rows is not None:
            self._rows.close()
            self._rows = None
        await self._running.aclose()
        self._gateway = None

    async def _app(self) -> ASGIApp:
        if self._gateway is None or self._outlived:
            await self.close()
            shutil.copy(self._first_rows, self._file)
            self._gateway = await self._start()
            self._rows = sqlite3.connect(self._file, check_same_thread=False)
            self._version = _version(self._rows)
            self._outlived = False
        elif not self.history.calls and self._rows is not None and _version(self._rows) != self._version:
            with closing(sqlite3.connect(self._first_rows)) as first:
                first.backup(self._rows)
            self._version = _version(self._rows)
        return self._gateway

    async def _start(self) -> Gateway:
        # A machine's clock that stands still: what time it is, the bank alone says.
        clock = Clock(follows_bank=True, machine=lambda: MORNING)
        gateway = build_app(self._settings, transport=httpx.ASGITransport(self.bank_app), clock=clock)
        await self._running.enter_async_context(gateway.running())
        return gateway

    def _note(self, call: Answered) -> None:
        operation, path = self._operation(call)
        self.answers[operation or "none", call.status] += 1
        assert self.history.calls is not None
        self.history.calls.append(
            Call(
                at=self.world.clock.now,
                operation=operation,
                status=call.status,
                token=_token_carried(operation, path, call),
                text=call.answered.decode("utf-8", "replace"),
                answered=parsed(call.answered),
                invoice=self._bank_id(path["id"]) if "id" in path else None,
                exchanges=self._exchanges(),
            )
        )

    def _operation(self, call: Answered) -> tuple[str | None, Mapping[str, str]]:
        method = "GET" if call.method == "HEAD" else call.method
        for known, path, id in self._paths:
            found = path.fullmatch(call.path) if known == method else None
            if found is not None:
                return id, found.groupdict()
        return None, {}

    def _bank_id(self, id: str) -> str | None:
        """What the bank calls the document that the gateway calls *id*."""
        if id in self.history.now:
            return id
        with closing(sqlite3.connect(self._file)) as rows:
            found = rows.execute("SELECT qonto_id FROM financial_documents WHERE id = ?", (id,)).fetchone()
        return None if found is None else found[0]

    # ------------------------------------------------------------------ the first rows
    async def _stock(self) -> None:
        gateway = await self._start()
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(gateway),
            base_url=BASE_URL,
            headers={"Authorization": f"Bearer {self.token}"},
        ) as person:
            draft, final, paid, canceled = [await _created(person, order) for order in self.orders[-4:]]
            for invoice in (final, paid, canceled):
                await _finalized(person, invoice)
            await _said(person, f"{paid}/mark-paid", 200)
            await _said(person, f"{canceled}/cancel", 200)
            await _said(person, f"{draft}/validate-to-draft", 200)
            asked = await _said(person, f"{draft}/finalize", 428)
        await self._running.aclose()
        shutil.copy(self._file, self._first_rows)
        local = [draft, final, paid, canceled]
        self.ids = [*local, *(str(self._bank_id(id)) for id in local)]
        self.confirmations = [asked["confirmation"]["token"]]


async def _created(person: httpx.AsyncClient, order: str) -> str:
    answer = await person.post(INVOICES, json={"salesOrderId": order})
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["localDocumentId"]
    return id


async def _finalized(person: httpx.AsyncClient, invoice: str) -> None:
    asked = await _said(person, f"{invoice}/finalize", 428)
    await _said(person, f"{invoice}/finalize", 200, confirmationToken=asked["confirmation"]["token"])


async def _said(person: httpx.AsyncClient, what: str, status: int, **body: Any) -> dict[str, Any]:
    answer = await person.post(f"{INVOICES}/{what}", json=body)
    assert answer.status_code == status, answer.text
    said: dict[str, Any] = answer.json()
    return said


def _token_of(person: str) -> str:
    return jwt.encode({"sub": person, "exp": datetime(2100, 1, 1, tzinfo=UTC)}, SECRET, algorithm="HS256")


def _token_carried(operation: str | None, path: Mapping[str, str], call: Answered) -> str | None:
    """The confirmation that a person gave with this call."""
    if operation not in CONFIRMING:
        return None
    if "token" in path:
        return path["token"]
    body = parsed(call.asked)
    token = body.get("confirmationToken") if isinstance(body, dict) else None
    return token if isinstance(token, str) else None


def _version(rows: sqlite3.Connection) -> int:
    """Another number after every commit of anybody else's."""
    version: int = rows.execute("PRAGMA data_version").fetchone()[0]
    return version
