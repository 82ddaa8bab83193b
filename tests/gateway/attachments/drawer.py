"""A drawer of receipts: a gateway with bank transactions behind, every answer held against the contract."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx
import jwt
from sqlalchemy import Table, insert, select

import contracts
from gateway.clock import Clock
from gateway.db import Database
from gateway.db.tables import bank_transactions
from mock_qonto.app import build_bank
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.journal import Exchange
from mock_qonto.resources.attachments.model import Attachment
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.transactions.messages import BookTransaction
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Movement, Side
from mock_qonto.resources.uploads.model import ReceiveUpload
from mock_qonto.web.faults import Fault, Kind
from tests.gateway.support import NOON, Stack

CONTRACT = contracts.load("gateway")
UPLOAD = "/api/qonto/attachments/upload"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
NOBODY = "00000000-0000-4000-8000-000000000000"
WHAT_TO_DO = re.compile(r"\b(\w+ez|faites|dites|doit)\b.*[.»]$", re.IGNORECASE)
Row = Mapping[str, Any]
SECRET = "a-secret-of-at-least-thirty-two-bytes"
JWT = {"gateway_auth": "jwt", "gateway_jwt_secret": SECRET}
LIVE = {
    **JWT,
    "qonto_mode": "live",
    "qonto_api_base_url": "http://127.0.0.1:8081",
    "qonto_organization_id": "verone-4819",
    "qonto_api_key": "a-key-that-opens-nothing",
}
"""As against Qonto itself, with the bank in its place."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]

    @property
    def said(self) -> tuple[int, str | None]:
        return self.status, self.body.get("code")

    @property
    def details(self) -> dict[str, Any]:
        details: dict[str, Any] = self.body["details"]
        return details


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawer:
    stack: Stack
    database_url: str

    # ------------------------------------------------------------------ in front
    async def upload(
        self,
        transaction: str | None,
        content: bytes | None = PDF,
        *,
        name: str = "facture.pdf",
        declared: str | None = None,
        document: str | None = None,
        key: str | None = None,
    ) -> Answer:
        told = {"transactionId": transaction, "documentId": document}
        parts: dict[str, Any] = {key: (None, value) for key, value in told.items() if value is not None}
        if content is not None:
            parts["file"] = (name, content) if declared is None else (name, content, declared)
        headers = {} if key is None else {"Idempotency-Key": key}
        response = await self.stack.client.post(UPLOAD, files=parts, headers=headers)
        return self._judged("upload_attachment", response)

    async def ask(self, operation_id: str, *, json: Any = None, id: str = "", **query: str) -> Answer:
        operation = CONTRACT.operations[operation_id]
        response = await self.stack.client.request(
            operation.method, operation.path.format(id=id), json=json, params=query
        )
        return self._judged(operation_id, response)

    async def show(self, id: str) -> httpx.Response:
        response = await self.stack.client.get(f"/api/qonto/attachments/{id}")
        if response.status_code != 200:
            self._judged("show_attachment", response)
        return response

    def _judged(self, operation_id: str, response: httpx.Response) -> Answer:
        body = response.json()
        assert body["success"] or WHAT_TO_DO.search(body["error"]), body["error"]
        assert CONTRACT.operations[operation_id].response_errors(response.status_code, body) == ()
        return Answer(response.status_code, body)

    # ------------------------------------------------------------------ behind
    def booked(self, label: str = "Papeterie", *, side: Side = Side.DEBIT, cents: int = 4990) -> str:
        """A transaction at the bank, of which the gateway knows nothing; its Qonto id."""
        return booked(self.stack.bank, label, side=side, cents=cents)

    def given(self, transaction: str, *contents: bytes, name: str = "scan.pdf") -> list[str]:
        """Files that came by another door; their ids, in the order they came."""
        return given(self.stack.bank, transaction, *contents, name=name)

    def at_the_bank(self, transaction: str) -> list[Attachment]:
        return at_the_bank(self.stack.bank, transaction)

    def fault(self, operation: str, kind: Kind, **how: Any) -> None:
        faults = self.stack.faults
        faults.add(self.stack.world.slug, Fault(id=faults.next_id(), operation=operation, kind=kind, **how))

    def asked_of_bank(self, operation: str) -> list[Exchange]:
        return [one for one in self.stack.bank.journal.exchanges if one.operation == operation]

    # ------------------------------------------------------------------ underneath
    async def known(self, transaction: str, *attachment_ids: str) -> str:
        """The gateway has seen that transaction; its local id."""
        return await known(self.stack.bank, self.database_url, transaction, *attachment_ids)

    async def rows(self, table: Table, **where: Any) -> list[Row]:
        return await rows(self.database_url, table, **where)

    async def attachment_ids(self, local_id: str) -> list[str]:
        (row,) = await self.rows(bank_transactions, id=local_id)
        return list(row["attachment_ids"])


def bank_of(edition: str) -> Bank:
    return build_bank(edition=edition, fixture="empty", rate_limit="off", clock=ClockState(held=NOON))


def clock_of(bank: Bank) -> Clock:
    """Whoever waits here waits in the bank's own time, and no test waits at all."""

    async def passes(seconds: float) -> None:
        bank.advance_to(bank.default_world, bank.default_world.clock.now + timedelta(seconds=seconds))

    return Clock(follows_bank=True, sleep=passes)


def booked(bank: Bank, label: str = "Papeterie", *, side: Side = Side.DEBIT, cents: int = 4990) -> str:
    world = bank.default_world
    id = world.ids.mint()
    movement = Movement(side=side, operation_type="card", amount_cents=cents, label=label)
    account = next(one for one in world.all(BankAccount) if one.main)
    bank.execute(world, BookTransaction(id=id, bank_account_id=account.id, movement=movement))
    return id


def given(bank: Bank, transaction: str, *contents: bytes, name: str = "scan.pdf") -> list[str]:
    world, ids = bank.default_world, []
    for content in contents:
        ids.append(world.ids.mint())
        receive = ReceiveUpload(
            id=ids[-1], transaction_id=transaction, file_name=name, content=content, idempotency_key=None
        )
        bank.execute(world, receive)
        bank.advance_to(world, world.clock.now + timedelta(seconds=10))
    return ids


def at_the_bank(bank: Bank, transaction: str) -> list[Attachment]:
    found = bank.default_world.find(Transaction, transaction)
    assert found is not None
    return [
        one for id in found.attachment_ids if (one := bank.default_world.find(Attachment, id)) is not None
    ]


async def known(bank: Bank, database_url: str, transaction: str, *attachment_ids: str) -> str:
    row = row_of(bank, transaction, id=str(uuid4()), attachment_ids=attachment_ids)
    db = Database.open(database_url)
    try:
        async with db.transaction() as tx:
            await tx.execute(insert(bank_transactions).values(**row))
    finally:
        await db.close()
    return str(row["id"])


def row_of(bank: Bank, transaction: str, *, id: str, attachment_ids: Sequence[str] = ()) -> dict[str, Any]:
    found = bank.default_world.find(Transaction, transaction)
    assert found is not None
    return {
        "id": id,
        "qonto_id": found.id,
        "transaction_id": found.transaction_id,
        "bank_account_id": found.bank_account_id,
        "amount": 0,
        "currency": "EUR",
        "side": found.movement.side.value,
        "status": "completed",
        "label": found.movement.label,
        "settled_at": found.created_at,
        "attachment_ids": list(attachment_ids),
        "label_ids": [],
        "raw_data": {},
        "created_at": NOON,
        "updated_at": NOON,
    }


async def rows(database_url: str, table: Table, **where: Any) -> list[Row]:
    db = Database.open(database_url)
    statement = select(table).where(*(table.c[name] == value for name, value in where.items()))
    try:
        async with db.reading() as tx:
            return [dict(row) for row in (await tx.execute(statement)).mappings()]
    finally:
        await db.close()


def bearer(**claims: str) -> dict[str, str]:
    token = jwt.encode({"sub": "marie", "exp": int(time.time()) + 600, **claims}, SECRET)
    return {"Authorization": f"Bearer {token}"}


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def of_size(size: int) -> bytes:
    return PDF + bytes(size - len(PDF))
