"""The bank alone, with a client and an invoice in every status, and somebody who follows its links."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.types import ASGIApp

from contracts.rules.journal import Exchange
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.credit_notes.model import CreateCreditNote, Terms
from mock_qonto.resources.labels.model import Label
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote
from mock_qonto.resources.quotes.model import Status
from mock_qonto.resources.transactions.model import Transaction
from tests.fuzz.stage import Answered, Stage

KEY = "offline-fuzz-key"
_LINK = re.compile(r"https?://[^\s\"'<>]*[?&]expires=[0-9]+[^\s\"'<>]*")
EVERY = 12
"""So many turns from one decision on a quote to the next."""


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
        self._turns = 0

    def meanwhile(self) -> None:
        """
        Somebody follows the oldest and the newest link that the bank has handed out, dead or alive; and now
        and then a person at Qonto approves the quote that has waited longest, or cancels it.
        """
        for link in {*self.links[:1], *self.links[-1:]}:
            parts = urlsplit(link)
            status, _ = self.ask_bank("GET", f"{parts.path}?{parts.query}", authorization=None)
            self.answers["a link", status] += 1
        quote = self.waiting_quote()
        self._turns += 1
        if quote is not None and self._turns % EVERY == 0:
            decide = ApproveQuote if self._turns % (2 * EVERY) else CancelQuote
            self.bank.execute(self.world, decide(id=quote))
        self._exchanges()

    @property
    def invoices_made(self) -> int:
        return sum(exchange.operation == "create_client_invoice" for exchange in self.exchanges)

    def waiting_quote(self) -> str | None:
        """Of the first ones: what a scenario has made, it looks for itself."""
        quotes = ((id, self.holds.get(id)) for id in self.ids["quotes"])
        return next((id for id, held in quotes if held and held.status == Status.PENDING_APPROVAL), None)

    def knock(self, method: str, target: str, authorization: str | None = None) -> int:
        """Beside the scenario: no part of its history."""
        status, _ = self.ask_bank(method, target, authorization=authorization)
        self._seen = self.bank.journal.count
        return status

    async def _app(self) -> ASGIApp:
        return self.bank_app

    def _note(self, call: Answered) -> None:
        for exchange in self._exchanges(call):
            self.answers[exchange.operation or "none", exchange.status] += 1
            self.links.extend(links_in(str(exchange.answered)))
            if exchange.operation == "create_credit_note" and exchange.ok:
                credited = self.holds[exchange.answered["credit_note"]["invoice_id"]]
                self.reached["all credited" if credited.status == "canceled" else "a part credited"] += 1
            if exchange.operation == "create_client_invoice" and exchange.ok and self._of_a_quote(exchange):
                self.reached["quote converted"] += 1

    def _of_a_quote(self, exchange: Exchange) -> bool:
        invoice = self.world.find(ClientInvoice, exchange.answered["client_invoice"]["id"])
        return invoice is not None and invoice.quote_id is not None

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
            "credit_notes": [self._credit(final)],
            "quotes": self._quotes(client, {**line, "vat_rate": "0.2"}),
            "attachments": [final.attachment_id],
            "bank_accounts": [account.id],
            "labels": list(self.world.table(Label).order()),
            **self._transactions(),
        }

    def _transactions(self) -> Mapping[str, list[str]]:
        """One with a bill, by both of its ids, and one in every status."""
        table = self.world.table(Transaction)
        billed = next(one for one in table if one.attachment_ids)
        by_status = {one.status: one.id for one in table}
        return {
            "transactions": [billed.id, billed.transaction_id, *by_status.values()],
            "bills": list(billed.attachment_ids),
        }

    def _quotes(self, client: str, line: Mapping[str, Any]) -> list[str]:
        """One in every status, and some more that wait."""
        quotes = [
            self._create(
                "quote",
                client_id=client,
                issue_date="2026-02-19",
                expiry_date="2026-03-21",
                currency="EUR",
                terms_and_conditions="Devis valable trente jours.",
                items=[line],
            )
            for _ in range(6)
        ]
        self.bank.execute(self.world, ApproveQuote(id=quotes[1]))
        self.bank.execute(self.world, CancelQuote(id=quotes[2]))
        self.advance(2)
        return quotes

    def _credit(self, invoice: ClientInvoice) -> str:
        """As on the dashboard: one edition has no other way."""
        (line,) = invoice.terms.items
        terms = Terms(issue_date=invoice.terms.issue_date, items=(replace(line, quantity="0.1"),))
        id = self.world.ids.mint()
        command = CreateCreditNote(id=id, invoice_id=invoice.id, currency=invoice.currency, terms=terms)
        self.bank.execute(self.world, command)
        return id

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


def links_in(text: str) -> Iterator[str]:
    """Every link to a file that says when it expires."""
    return (match.group().replace("&amp;", "&") for match in _LINK.finditer(text))
