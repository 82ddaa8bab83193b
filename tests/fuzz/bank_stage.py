"""The bank alone, with a client and an invoice in every status, and somebody who follows its links."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.types import ASGIApp

from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.client_invoices.model import ClientInvoice
from tests.fuzz.history import links_in
from tests.fuzz.stage import Answered, Stage

KEY = "offline-fuzz-key"


class BankStage(Stage):
    def __init__(self, edition: str) -> None:
        super().__init__(edition)
        self.credentials = f"{self.world.slug}:{KEY}"
        self.iban = self.world.all(BankAccount)[0].iban
        self.ids = self._stock()
        self.keep_as_first_morning()

    def begin_again(self) -> None:
        super().begin_again()
        self.links: list[str] = []

    def meanwhile(self) -> None:
        """Somebody follows the oldest and the newest link that the bank has handed out, dead or alive."""
        for link in {*self.links[:1], *self.links[-1:]}:
            parts = urlsplit(link)
            status, _ = self.ask_bank("GET", f"{parts.path}?{parts.query}", authorization=None)
            self.answers["a link", status] += 1
        self._exchanges()

    def knock(self, method: str, target: str, authorization: str | None = None) -> int:
        """Beside the scenario: no part of its history."""
        status, _ = self.ask_bank(method, target, authorization=authorization)
        self._seen = self.bank.journal.count
        return status

    async def _app(self) -> ASGIApp:
        return self.bank_app

    def _note(self, _: Answered) -> None:
        for exchange in self._exchanges():
            self.answers[exchange.operation or "none", exchange.status] += 1
            self.links.extend(links_in(str(exchange.answered)))

    def _stock(self) -> Mapping[str, list[str]]:
        """Ids that lead somewhere, by what they are of."""
        client = self._create("client", name="Atelier Morel", kind="company", currency="EUR", locale="fr")
        account = self.world.all(BankAccount)[0]
        line = {
            "title": "Suspension Alba",
            "quantity": "2",
            "unit_price": {"value": "49.90", "currency": "EUR"},
        }
        invoices = [
            self._create(
                "client_invoice",
                client_id=client,
                status="draft",
                issue_date="2026-02-19",
                due_date="2026-03-21",
                currency="EUR",
                payment_methods={"iban": account.iban},
                items=[{**line, "vat_rate": "0.2"}],
            )
            for _ in range(4)
        ]
        for invoice in invoices[1:]:
            self._act(invoice, "finalize")
        self._act(invoices[2], "mark_as_paid")
        self._act(invoices[3], "mark_as_canceled")
        self.advance(2)
        final = self.world.find(ClientInvoice, invoices[1])
        assert final is not None
        assert final.attachment_id is not None
        return {
            "clients": [client],
            "client_invoices": invoices,
            "attachments": [final.attachment_id],
            "bank_accounts": [account.id],
        }

    def _create(self, what: str, **fields: Any) -> str:
        status, body = self.ask_bank(
            "POST", f"/v2/{what}s", body=orjson.dumps(fields), authorization=self.credentials
        )
        assert status in {200, 201}, body
        id: str = orjson.loads(body)[what]["id"]
        return id

    def _act(self, invoice: str, action: str) -> None:
        target = f"/v2/client_invoices/{invoice}/{action}"
        status, body = self.ask_bank("POST", target, authorization=self.credentials)
        assert status == 200, body
