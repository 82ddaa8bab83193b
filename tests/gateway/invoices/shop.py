"""A shop with demo orders: the gateway in front, the bank behind, every answer held against the contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import Table, select

import contracts
from gateway.db import Database
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.app import build_bank_app
from mock_qonto.kernel.journal import Exchange
from mock_qonto.kernel.messages import Command
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from mock_qonto.resources.transactions.messages import BookTransaction
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Movement, Side
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

    def receives(self, amount_cents: int, **said: Any) -> Transaction:
        """Somebody pays: a transfer that has arrived on the main account."""
        return self.books(
            Movement(
                side=Side.CREDIT, operation_type="income", amount_cents=amount_cents, label="Virement", **said
            )
        )

    def books(self, movement: Movement, **how: Any) -> Transaction:
        world = self.stack.world
        account = next(account for account in world.table(BankAccount) if account.main)
        id = world.ids.mint()
        self.on_dashboard(BookTransaction(id=id, bank_account_id=account.id, movement=movement, **how))
        booked = world.find(Transaction, id)
        assert booked is not None
        return booked

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


async def made_on_the_dashboard(shop: Shop) -> str:
    """A draft the gateway knows nothing of, made over the bank's own API; its Qonto id."""
    headers = {"Authorization": "verone-4819:anything"}
    transport = httpx.ASGITransport(build_bank_app(shop.stack.bank))
    async with httpx.AsyncClient(transport=transport, base_url="http://bank", headers=headers) as there:
        account = (await there.get("/v2/bank_accounts")).json()["bank_accounts"][0]
        made = (await there.post("/v2/clients", json=_CLIENT)).raise_for_status().json()["client"]
        body = {**_INVOICE, "client_id": made["id"], "payment_methods": {"iban": account["iban"]}}
        answer = (await there.post("/v2/client_invoices", json=body)).raise_for_status()
        return str(answer.json()["client_invoice"]["id"])


_CLIENT = {
    "kind": "company",
    "name": "Papeterie d'Ailleurs",
    "email": "compta@ailleurs.example",
    "currency": "EUR",
    "locale": "fr",
    "billing_address": {
        "street_address": "1 rue d'Ailleurs",
        "city": "Brest",
        "zip_code": "29200",
        "country_code": "FR",
    },
}
_INVOICE = {
    "status": "draft",
    "currency": "EUR",
    "issue_date": "2026-02-01",
    "due_date": "2026-03-01",
    "items": [
        {
            "title": "Papier",
            "quantity": "2",
            "unit_price": {"value": "10.00", "currency": "EUR"},
            "vat_rate": "0.2",
            "discount": {"type": "percentage", "value": "0.1"},
        }
    ],
}
