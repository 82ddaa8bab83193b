"""The gateway in front of the bank: the real application over a real SQLite file, and no network."""

import asyncio
import atexit
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jwt
from starlette.types import ASGIApp

import contracts
from contracts.rules.journal import Call
from gateway.app import Gateway, build_app
from gateway.seed.catalogue import INVOICEABLE
from gateway.seed.customers import COMPANIES
from gateway.settings import Settings
from mock_qonto.resources.bank_accounts.model import BankAccount, ReceiveTransfer
from mock_qonto.resources.transactions.model import Transaction
from tests.fuzz.stage import Answered, Stage
from tests.machines.room import MEMORY, TurnedBack
from tests.machines.witness import parsed

BASE_URL = "http://127.0.0.1:8080"
SECRET = "a-secret-that-guards-nothing-at-all"
CONFIRMING = frozenset(
    {
        "finalize_invoice",
        "finalize_invoice_workflow",
        "finalize_quote",
        "finalize_credit_note",
        "confirm_finalization",
    }
)
API = "/api/qonto"
INVOICES, QUOTES, CREDIT_NOTES = "invoices", "quotes", "credit-notes"
LINE = {"title": "Pose sur place", "quantity": 2, "unitPrice": 50, "vatRate": 0.2}
CREDITED = {
    "title": "Remise",
    "quantity": "1",
    "unitPrice": {"value": "1.00"},
    "vatRate": "0.2",
}
NOBODY = 401
PDF = b"%PDF-1.4\n%%EOF\n"
TRANSFER_CENTS = 5988
A_PART_CENTS = 500
EVERY = 8
"""So many calls from one transfer to the next."""


class GatewayStage(Stage):
    """
    Every scenario begins with the same rows: a document in every status, and a confirmation asked for.

    Where rows have been written they are put back; where time has passed the gateway's clock is turned back.
    The gateway itself goes on.
    """

    def __init__(self, edition: str) -> None:
        super().__init__(edition)
        folder = Path(tempfile.mkdtemp(prefix="fuzz-gateway-", dir=MEMORY))
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
        self.calls = []
        self._gateway: Gateway | None = None
        self._running = AsyncExitStack()
        self._rows: sqlite3.Connection | None = None
        self._version = 0
        self._clock = TurnedBack(lambda: self.world.clock.now)
        self._let_in: set[str] = set()
        self.orders = [order.id for order in INVOICEABLE]
        self.customer = COMPANIES[0].id
        self.issues_credit_notes = "create_credit_note" in contracts.load("qonto", edition).operations
        self.confirmations: list[str] = []
        table = self.world.table(Transaction)
        self.transfer = next(t.transaction_id for t in table if t.movement.amount_cents == TRANSFER_CENTS)
        billed = next(t for t in table if t.attachment_ids)
        self.transactions = [self.transfer, billed.id, billed.transaction_id]
        self.ids: dict[str, list[str]] = {"attachments": list(billed.attachment_ids)}
        self._transfers_in = 0
        asyncio.run(self._stock())
        self.keep_as_first_morning()

    def begin_again(self) -> None:
        super().begin_again()
        self._clock.turn_back()
        self._transfers_in = 0

    def meanwhile(self) -> None:
        """Now and then a little money arrives, and nobody says a word."""
        if self.let_in_calls >= EVERY * (self._transfers_in + 1):
            self._transfers_in += 1
            self.bank.execute(self.world, self._a_little_money())

    @property
    def let_in_calls(self) -> int:
        """What was said, without what schemathesis says again without credentials or with wrong ones."""
        return sum(call.status != NOBODY for call in self.calls or ())

    def newest_transfer(self) -> str:
        return max(self.world.all(Transaction), key=lambda transaction: transaction.created_at).id

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
        if self._gateway is None:
            shutil.copy(self._first_rows, self._file)
            self._gateway = await self._start()
            self._rows = sqlite3.connect(self._file, check_same_thread=False)
            self._version = _version(self._rows)
        elif not self.calls and self._rows is not None and _version(self._rows) != self._version:
            with closing(sqlite3.connect(self._first_rows)) as first:
                first.backup(self._rows)
            self._version = _version(self._rows)
        return self._gateway

    async def _start(self) -> Gateway:
        transport = httpx.ASGITransport(self.bank_app)
        gateway = build_app(self._settings, transport=transport, clock=self._clock)
        await self._running.enter_async_context(gateway.running())
        return gateway

    def _note(self, call: Answered) -> None:
        operation, path = self._operation(call)
        self.answers[operation or "none", call.status] += 1
        assert self.calls is not None
        self.calls.append(
            Call(
                at=self.world.clock.now,
                operation=operation,
                method=call.method,
                target=f"{call.path}?{call.query}" if call.query else call.path,
                status=call.status,
                asked=parsed(call.asked),
                answered=parsed(call.answered),
                text=call.answered.decode("utf-8", "replace"),
                headers=call.headers,
                confirmation=_token_carried(operation, path, call),
                identified="authorization" in call.asked_headers,
                document=self._bank_id(path["id"]) if "id" in path else None,
                exchanges=self._exchanges(),
            )
        )
        if call.method != "GET":
            self.reached.update(_reached(self.calls[-1]))

    def _operation(self, call: Answered) -> tuple[str | None, Mapping[str, str]]:
        method = "GET" if call.method == "HEAD" else call.method
        for known, path, id in self._paths:
            found = path.fullmatch(call.path) if known == method else None
            if found is not None:
                return id, found.groupdict()
        return None, {}

    def _bank_id(self, id: str) -> str | None:
        """What the bank calls the document that the gateway calls *id*."""
        if id in self.holds:
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
            invoices = await self._invoices(person)
            asked = await _said(person, f"{INVOICES}/{invoices[0]}/finalize", 428)
            self.ids[INVOICES] = self._both(invoices)
            self.ids[QUOTES] = self._both(await self._quotes(person))
            self.ids[CREDIT_NOTES] = self._both(await self._credit_notes(person, invoices[1]))
            for what in ("sync", "sync-invoices"):
                await _said(person, what, 200)
        await self._running.aclose()
        shutil.copy(self._file, self._first_rows)
        self.confirmations = [asked["confirmation"]["token"]]

    async def _invoices(self, person: httpx.AsyncClient) -> list[str]:
        draft, final, paid, canceled = [
            await _created(person, INVOICES, salesOrderId=order) for order in self.orders[-4:]
        ]
        for invoice in (final, paid, canceled):
            await _finalized(person, f"{INVOICES}/{invoice}")
        await _said(person, f"{INVOICES}/{paid}/mark-paid", 200)
        await _said(person, f"{INVOICES}/{canceled}/cancel", 200)
        await _said(person, f"{INVOICES}/{draft}/validate-to-draft", 200)
        return [draft, final, paid, canceled]

    async def _quotes(self, person: httpx.AsyncClient) -> list[str]:
        """Draft, finalised, accepted, declined, converted; Qonto has made the PDF of each."""
        asked = {"clientId": self.customer, "clientType": "organization", "items": [LINE]}
        quotes = [await _created(person, f"{QUOTES}/service", **asked) for _ in range(5)]
        self.advance(2)
        for quote in quotes[1:]:
            await _finalized(person, f"{QUOTES}/{quote}")
        for quote, answer, status in zip(
            quotes[2:], ("accept", "decline", "convert"), (200, 200, 201), strict=True
        ):
            await _said(person, f"{QUOTES}/{quote}/{answer}", status)
        return quotes

    async def _credit_notes(self, person: httpx.AsyncClient, invoice: str) -> list[str]:
        """A draft; and one that was issued, where Qonto's API issues any."""
        asked = {"invoiceId": invoice, "items": [CREDITED], "localDraft": True}
        notes = [await _created(person, CREDIT_NOTES, **asked)]
        if self.issues_credit_notes:
            notes.append(await _created(person, CREDIT_NOTES, **asked))
            await _finalized(person, f"{CREDIT_NOTES}/{notes[-1]}")
        return notes

    def _both(self, documents: Sequence[str]) -> list[str]:
        """The gateway's ids, and the bank's where there is one."""
        found = (self._bank_id(id) for id in documents)
        return [*documents, *(id for id in found if id is not None)]

    def _a_little_money(self) -> ReceiveTransfer:
        account = self.world.all(BankAccount)[0]
        return ReceiveTransfer(id=account.id, amount_cents=A_PART_CENTS, label="Maison Fictive")


async def _created(person: httpx.AsyncClient, what: str, **body: Any) -> str:
    id: str = (await _said(person, what, 201, **body))["localDocumentId"]
    return id


async def _finalized(person: httpx.AsyncClient, document: str) -> None:
    asked = await _said(person, f"{document}/finalize", 428)
    await _said(person, f"{document}/finalize", 200, confirmationToken=asked["confirmation"]["token"])


async def _said(person: httpx.AsyncClient, what: str, status: int, **body: Any) -> dict[str, Any]:
    answer = await person.post(f"{API}/{what}", json=body)
    assert answer.status_code == status, answer.text
    said: dict[str, Any] = answer.json()
    return said


def _reached(call: Call) -> Iterator[str]:
    """What came to be by *call*, in words: only where an answer can say more than its status."""
    answered = call.answered
    if not isinstance(answered, dict) or answered.get("success") is not True:
        return
    if call.operation == "convert_quote":
        yield "quote converted"
    for what in ("invoice", "quote", "credit_note"):
        if isinstance(answered.get(what), dict):
            yield f"{what} {answered[what]['status']}"
    if answered.get("remaining_amount_cents"):
        yield "a part payment"
    if answered.get("itemsCreated") or answered.get("itemsUpdated"):
        yield f"{call.operation} learnt something"


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
