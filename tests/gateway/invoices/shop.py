"""A shop with demo orders: the gateway in front, the bank behind, and every answer held against the contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

import contracts
from gateway.db import Database
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.kernel.journal import Exchange
from mock_qonto.kernel.messages import Command
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from mock_qonto.web.faults import Fault, Kind
from tests.gateway.support import Stack

CONTRACT = contracts.load("gateway")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str | None:
        code: str | None = self.body.get("code")
        return code

    @property
    def invoice(self) -> dict[str, Any]:
        invoice: dict[str, Any] = self.body["invoice"]
        return invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    stack: Stack
    database_url: str

    # ------------------------------------------------------------------ in front
    async def ask(
        self,
        operation_id: str,
        *,
        json: Any = None,
        params: Mapping[str, Any] | None = None,
        user: str | None = None,
        **path: str,
    ) -> Answer:
        operation = CONTRACT.operations[operation_id]
        response = await self.stack.client.request(
            operation.method,
            operation.path.format(**path),
            json=json,
            params=params,
            headers={} if user is None else {"X-User-Id": user},
        )
        body = response.json()
        assert operation.response_errors(response.status_code, body) == ()
        return Answer(response.status_code, body)

    async def create(self, place: int = 0, **body: Any) -> Answer:
        return await self.ask("create_invoice", json={"salesOrderId": INVOICEABLE[place].id, **body})

    async def draft(self, place: int = 0, **body: Any) -> dict[str, Any]:
        made = await self.create(place, **body)
        assert made.status == 201, made.body
        return made.invoice

    async def final(self, place: int = 0, **body: Any) -> dict[str, Any]:
        """An invoice that somebody has finalised on Qonto's dashboard, its PDF ready."""
        draft = await self.draft(place, **body)
        self.on_dashboard(FinalizeClientInvoice(id=draft["id"]))
        self.stack.wait(seconds=2)
        return (await self.ask("show_invoice", id=draft["id"])).invoice

    # ------------------------------------------------------------------ behind
    def on_dashboard(self, command: Command) -> None:
        self.stack.bank.execute(self.stack.world, command)

    def fault(self, operation: str, kind: Kind, **how: Any) -> None:
        faults = self.stack.faults
        faults.add(self.stack.world.slug, Fault(id=faults.next_id(), operation=operation, kind=kind, **how))

    def asked_of_bank(self, operation: str) -> list[Exchange]:
        return [one for one in self.stack.bank.journal.exchanges if one.operation == operation]

    # ------------------------------------------------------------------ underneath
    async def rows(self, table: Table, **where: Any) -> list[Row]:
        db = Database.open(self.database_url)
        statement = select(table).where(*(table.c[name] == value for name, value in where.items()))
        try:
            async with db.reading() as tx:
                return [dict(row) for row in (await tx.execute(statement)).mappings()]
        finally:
            await db.close()
