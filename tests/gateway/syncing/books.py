"""Banks with as many movements and invoices as a test wants, and one that can be held up."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from gateway.clock import Clock
from gateway.db.tables import bank_transactions
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.bank_accounts.model import BankAccount, ReceiveTransfer, Status, main_account
from mock_qonto.resources.billing.terms import Item
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.credit_notes.model import CreateCreditNote, CreditNote, Terms
from mock_qonto.resources.transactions.model import Transaction
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import NOON, stack

DEAD = timedelta(minutes=3)
"""Longer than a run whose process is silent is taken for alive."""


def bank_with(transfers: int, *, edition: str, apart: timedelta = timedelta(seconds=1)) -> Bank:
    """The demonstration's movements, and *transfers* more on the main account, *apart* from each other."""
    bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NOON))
    receive(bank, transfers, apart=apart)
    return bank


def receive(bank: Bank, transfers: int = 1, *, apart: timedelta = timedelta(seconds=1)) -> None:
    world = bank.default_world
    account = main_account(world)
    assert account is not None
    for number in range(transfers):
        bank.advance_to(world, world.clock.now + apart)
        bank.execute(
            world, ReceiveTransfer(id=account.id, amount_cents=1000 + number, label=f"Virement {number}")
        )


def there(bank: Bank) -> dict[str, Transaction]:
    """What a sync has to bring here: the movements of the active accounts."""
    world = bank.default_world
    active = {account.id for account in world.all(BankAccount) if account.status is Status.ACTIVE}
    return {one.id: one for one in world.all(Transaction) if one.bank_account_id in active}


async def check_same(shop: Shop) -> None:
    """Nothing is missing, doubled or out of date."""
    rows = await shop.rows(bank_transactions)
    kept = {row["qonto_id"]: (row["status"], row["qonto_updated_at"], row["label"]) for row in rows}
    assert len(rows) == len(kept)
    assert kept == {
        id: (one.status.value, one.updated_at, one.movement.label)
        for id, one in there(shop.stack.bank).items()
    }


@asynccontextmanager
async def opened(
    database_url: str,
    bank: Bank,
    edition: str,
    *,
    later: timedelta = timedelta(0),
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[Shop]:
    """A gateway process of its own, *later* by the machine's clock than it really is."""
    clock = Clock(follows_bank=True, machine=lambda: datetime.now(UTC) + later)
    async with stack(database_url, edition=edition, bank=bank, clock=clock, transport=transport) as running:
        yield Shop(stack=running, database_url=database_url)


class HeldUp(httpx.AsyncBaseTransport):
    """The bank, which lets the answer to the *nth* request for *path* wait until `go_on` is set."""

    def __init__(self, bank: Bank, path: str, *, nth: int) -> None:
        self._inner = httpx.ASGITransport(build_bank_app(bank))
        self._path = path
        self._left = nth
        self.waiting = asyncio.Event()
        self.go_on = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        await answer.aread()
        if request.url.path == self._path:
            self._left -= 1
            if self._left == 0:
                self.waiting.set()
                await self.go_on.wait()
        return answer


async def invoices_with(invoices: int, *, edition: str = "guide") -> Bank:
    """A bank with so many final invoices a minute apart, all of one client; the first of them is credited."""
    bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NOON))
    for _ in range(invoices):
        bank.advance_to(bank.default_world, bank.default_world.clock.now + timedelta(minutes=1))
        await invoice_there(bank)
    world = bank.default_world
    first = min(world.all(ClientInvoice), key=lambda invoice: invoice.created_at)
    for invoice in world.all(ClientInvoice):
        bank.execute(world, FinalizeClientInvoice(id=invoice.id))
    bank.advance_to(world, world.clock.now + timedelta(minutes=1))
    credit_there(bank, first.id)
    bank.advance_to(world, world.clock.now + timedelta(hours=1))
    return bank


async def invoice_there(bank: Bank, **body: Any) -> str:
    """A draft made over the bank's own API, by somebody else; its id."""
    headers = {"Authorization": "verone-4819:anything"}
    transport = httpx.ASGITransport(build_bank_app(bank))
    async with httpx.AsyncClient(transport=transport, base_url="http://bank", headers=headers) as api:
        account = (await api.get("/v2/bank_accounts")).json()["bank_accounts"][0]
        known = (await api.get("/v2/clients")).json()["clients"]
        client = known[0] if known else (await api.post("/v2/clients", json=CLIENT)).json()["client"]
        asked = {**INVOICE, **body, "client_id": client["id"], "payment_methods": {"iban": account["iban"]}}
        made = (await api.post("/v2/client_invoices", json=asked)).raise_for_status()
        return str(made.json()["client_invoice"]["id"])


def credit_there(bank: Bank, invoice_id: str, items: tuple[Item, ...] | None = None) -> CreditNote:
    """A credit note issued on the dashboard: of the whole invoice, unless *items* say of what."""
    world = bank.default_world
    invoice = world.find(ClientInvoice, invoice_id)
    assert invoice is not None
    terms = Terms(
        issue_date=world.clock.now.date(),
        items=invoice.terms.items if items is None else items,
        discount=invoice.terms.discount if items is None else None,
    )
    id = world.ids.mint()
    bank.execute(world, CreateCreditNote(id=id, invoice_id=invoice_id, currency="EUR", terms=terms))
    note = world.find(CreditNote, id)
    assert note is not None
    return note


CLIENT: Mapping[str, Any] = {
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
INVOICE: Mapping[str, Any] = {
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
        }
    ],
}
