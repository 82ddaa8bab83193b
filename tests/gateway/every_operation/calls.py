"""One call of every operation that goes well, at a house with a bit of everything in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

import contracts
from gateway.db.tables import bank_transactions, organisations
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.web.faults import Fault, Kind
from tests.gateway.attachments.drawer import PNG, Drawer
from tests.gateway.clients.test_create_client import COMPANY
from tests.gateway.invoices.shop import Shop
from tests.gateway.papers import asked_for, confirmed, offered, quoted
from tests.gateway.support import Stack

CONTRACT = contracts.load("gateway")
DONE, MADE = 200, 201
OF_FINAL_ONES = (
    *("/pdf", "/view", "/mark-paid", "/reconcile", "/send", "/cancel", "/accept", "/decline", "/convert"),
)
_LINE = {"title": "Conseil", "description": "Une journée", "quantity": 1, "unitPrice": 450, "vatRate": 0.2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    operation: contracts.ContractOperation
    path: str
    options: Mapping[str, Any] = field(default_factory=dict)

    async def made(self, client: httpx.AsyncClient, **more: Any) -> httpx.Response:
        return await client.request(self.operation.method, self.path, **{**self.options, **more})

    def about(self, id: str) -> "Call":
        """The same, of something else."""
        names = re.findall(r"\{(\w+)\}", self.operation.path)
        return replace(self, path=self.operation.path.format(**dict.fromkeys(names, id)))

    @property
    def statuses(self) -> frozenset[str]:
        return frozenset(map(str, self.operation.definition["responses"]))

    def documents(self, status: int) -> bool:
        """By its number, or by the range it lies in."""
        return not self.statuses.isdisjoint({str(status), f"{status // 100}XX"})


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    stack: Stack
    calls: list[Call]
    database: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database}"

    def call(self, operation_id: str) -> Call:
        return next(call for call in self.calls if call.operation.id == operation_id)

    def fault(self, operation: str, kind: Kind, **how: Any) -> None:
        fault = Fault(id=self.stack.faults.next_id(), operation=operation, kind=kind, **how)
        self.stack.faults.add(self.stack.world.slug, fault)


async def calls_at(house: Stack, database_url: str) -> list[Call]:
    """In the contract's order."""
    known = await _furnished(house, database_url)
    said = _said(known)
    return [
        Call(
            operation=operation,
            path=operation.path.format(
                id=known[_meant_by(operation)],
                orderId=known["order"],
                invoiceId=known["invoices"],
                token=known["token"],
            ),
            options=said.get(operation.id, {}),
        )
        for operation in CONTRACT.operations.values()
    ]


async def _furnished(house: Stack, database_url: str) -> Mapping[str, str]:
    shop = Shop(stack=house, database_url=database_url)
    drawer = Drawer(stack=house, database_url=database_url)
    draft, final = await shop.draft(0), await shop.final(1)
    quote, offer = await quoted(shop, 2), await offered(shop, 3)
    note, credit = [await _credited(shop, place) for place in (4, 5)]
    transfer = shop.receives(final["total_amount_cents"])
    (receipt,) = drawer.given(transfer.id, PNG)
    assert (await shop.ask("sync_transactions")).status == DONE
    (row,) = await shop.rows(bank_transactions, qonto_id=transfer.id)
    customers = await shop.rows(organisations)
    customer = next(one["id"] for one in customers if one["email"] and one["siret"] and one["address_line1"])
    for operation in ("create_service_invoice", "create_service_quote"):
        assert (await shop.ask(operation, json=_services(customer))).status == MADE
    await confirmed(shop, "finalize_credit_note", credit)
    return {
        "invoices": draft["id"],
        "quotes": quote["id"],
        "credit-notes": note,
        "attachments": receipt,
        "final invoices": final["id"],
        "final quotes": offer["id"],
        "final credit-notes": credit,
        "transaction": row["id"],
        "customer": customer,
        "order": INVOICEABLE[0].id,
        "token": await asked_for(shop, "finalize_invoice", draft["id"]),
    }


async def _credited(shop: Shop, place: int) -> str:
    final = await shop.final(place)
    made = await shop.ask("create_credit_note", json={"invoiceId": final["id"]})
    assert made.status == MADE, made.body
    return str(made.body["credit_note"]["id"])


def _meant_by(operation: contracts.ContractOperation) -> str:
    """`/api/qonto/quotes/{id}/convert` is about one of the quotes, and about a final one."""
    what = operation.path.split("/")[3] if "{id}" in operation.path else "invoices"
    final = operation.path.endswith(OF_FINAL_ONES) or operation.id == "show_credit_note"
    return f"final {what}" if final else what


def _said(known: Mapping[str, str]) -> Mapping[str, Mapping[str, Any]]:
    services = _services(known["customer"])
    file = {"transactionId": (None, known["transaction"]), "file": ("ticket.png", PNG + b"2")}
    return {
        "create_invoice": {"json": {"salesOrderId": INVOICEABLE[6].id}},
        "create_service_invoice": {"json": services},
        "update_invoice": {"json": {"footer": "Une ligne de plus."}},
        "reconcile_invoice": {"json": {"transactionId": known["transaction"]}},
        "create_quote": {"json": {"salesOrderId": INVOICEABLE[7].id}},
        "create_service_quote": {"json": services},
        "update_quote": {"json": {"footer": "Une ligne de plus."}},
        "create_credit_note": {"json": {"invoiceId": known["final invoices"]}},
        "update_credit_note": {"json": {"reason": "Article rendu"}},
        "upload_attachment": {"files": file},
        "delete_attachment": {"params": {"transactionId": known["transaction"]}},
        "create_client": {"json": COMPANY},
        "confirm_finalization": {"data": {"decision": "no"}},
    }


def _services(customer: str) -> dict[str, Any]:
    return {"clientId": customer, "clientType": "organization", "items": [_LINE]}
