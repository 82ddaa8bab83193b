"""
The bank's customer: whoever holds an API key and says what the contract allows, or does not.

What is made on the way to a behaviour (`draft`, `final`, `quote`) is asked for as any client would, and must
succeed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import contracts
from contracts.suite.answer import Answer
from contracts.suite.bank.caller import UNKNOWN_ID, Caller
from contracts.suite.outcome import Broken, CannotTry, expect

__all__ = ["PDF", "UNKNOWN_ID", "Customer", "only"]

T = TypeVar("T")
PDF = b"%PDF-1.4\n%%EOF\n"


@dataclass(slots=True)
class Customer(Caller):
    """*seen*: what was looked up once."""

    seen: dict[str, Any] = field(default_factory=dict)

    # ------------------------------------------------------------------ what most behaviours begin with
    @property
    def iban(self) -> str:
        if "iban" not in self.seen:
            self.seen["iban"] = self.ask("list_bank_accounts").must_be(200).at("bank_accounts.0.iban")
        return str(self.seen["iban"])

    @property
    def client(self) -> str:
        """The id of a client who can be billed: made once."""
        if "client" not in self.seen:
            self.seen["client"] = self.new_client()["id"]
        return str(self.seen["client"])

    @property
    def mark(self) -> str:
        """A word that nobody else at this bank uses: the tail of an id of this customer's own."""
        return self.client[-12:]

    # ------------------------------------------------------------------ looking
    def shown(self, operation: str, id: str) -> dict[str, Any]:
        """What `show_quote` shows of a quote, and so on."""
        found: dict[str, Any] = self.ask(operation, id).must_be(200).at(operation.removeprefix("show_"))
        return found

    def listed(
        self, operation: str, query: Mapping[str, Any] | None = None, *, id: str | None = None
    ) -> list[dict[str, Any]]:
        """The rows of one page."""
        name = operation.removeprefix("list_").removeprefix("transaction_")
        rows: list[dict[str, Any]] = self.ask(operation, id, query=query).must_be(200).at(name)
        return rows

    def ids(self, operation: str, query: Mapping[str, Any] | None = None) -> list[str]:
        return [row["id"] for row in self.listed(operation, query)]

    def must_list(self, operation: str, *, older: str, newer: str) -> None:
        """Raises Broken unless both are on the first page, the newer one before the older."""
        found = self.ids(operation)
        expect({older, newer} <= set(found), f"{operation} does not list what was just made")
        expect(found.index(newer) < found.index(older), f"{operation} lists the older one first")

    @property
    def main_account(self) -> dict[str, Any]:
        return only([one for one in self.listed("list_bank_accounts") if one["main"]], "main accounts")

    @property
    def letters(self) -> list[Mapping[str, Any]]:
        """Every e-mail this bank has sent."""
        return self.plane.outbox

    def moved(self, query: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Transactions. Raises CannotTry where the bank has none like these to look at."""
        rows = self.listed("list_transactions", query)
        if not rows:
            raise CannotTry("this bank has no transactions to look at")
        return rows

    # ------------------------------------------------------------------ making
    def new_client(self, **fields: Any) -> dict[str, Any]:
        body = {
            "kind": "company",
            "name": "Atelier Morel",
            "email": "contact@atelier-morel.example",
            "currency": "EUR",
            "locale": "fr",
            "billing_address": {
                "street_address": "4 rue Imaginaire",
                "city": "Lyon",
                "zip_code": "69002",
                "country_code": "FR",
            },
            **fields,
        }
        client: dict[str, Any] = self.ask("create_client", body=body).must_succeed().at("client")
        return client

    def line_of(self, **fields: Any) -> dict[str, Any]:
        return {
            "title": "Suspension Alba",
            "quantity": "1",
            "unit_price": {"value": "49.90", "currency": "EUR"},
            "vat_rate": "0.2",
            **fields,
        }

    def invoice_body(self, **fields: Any) -> dict[str, Any]:
        return {
            "client_id": fields.pop("client_id", None) or self.client,
            "status": "draft",
            "issue_date": self.today,
            "due_date": self.day(30),
            "currency": "EUR",
            "payment_methods": {"iban": self.iban},
            "items": [self.line_of()],
            **fields,
        }

    def draft(self, **fields: Any) -> dict[str, Any]:
        asked = self.ask("create_client_invoice", body=self.invoice_body(**fields))
        invoice: dict[str, Any] = asked.must_succeed().at("client_invoice")
        return invoice

    def final(self, **fields: Any) -> dict[str, Any]:
        """An unpaid invoice with its number; where the clock can be held, with its PDF too."""
        return self.finalized(self.draft(**fields)["id"])

    def finalized(self, id: str) -> dict[str, Any]:
        invoice: dict[str, Any] = self.ask("finalize_client_invoice", id).must_succeed().at("client_invoice")
        if self.control is not None:
            self.wait(1)
            invoice = self.invoice(id)
        return invoice

    def paid(self, **fields: Any) -> dict[str, Any]:
        id = self.final(**fields)["id"]
        invoice: dict[str, Any] = self.ask("mark_client_invoice_paid", id).must_succeed().at("client_invoice")
        return invoice

    def canceled(self, **fields: Any) -> dict[str, Any]:
        id = self.final(**fields)["id"]
        invoice: dict[str, Any] = self.ask("cancel_client_invoice", id).must_succeed().at("client_invoice")
        return invoice

    def invoice(self, id: str) -> dict[str, Any]:
        invoice: dict[str, Any] = self.ask("show_client_invoice", id).must_be(200).at("client_invoice")
        return invoice

    def quote_body(self, **fields: Any) -> dict[str, Any]:
        return {
            "client_id": fields.pop("client_id", None) or self.client,
            "issue_date": self.today,
            "expiry_date": self.day(30),
            "currency": "EUR",
            "terms_and_conditions": "Devis valable trente jours.",
            "items": [self.line_of()],
            **fields,
        }

    def quote(self, **fields: Any) -> dict[str, Any]:
        """A quote that waits; where the clock can be held, its PDF is there."""
        asked = self.ask("create_quote", body=self.quote_body(**fields))
        quote: dict[str, Any] = asked.must_succeed().at("quote")
        if self.control is not None:
            self.wait(1)
            quote = self.ask("show_quote", quote["id"]).must_be(200).at("quote")
        return quote

    def credit_note_body(self, invoice: str, **fields: Any) -> dict[str, Any]:
        return {
            "invoice_id": invoice,
            "issue_date": self.today,
            "currency": "EUR",
            "items": [self.line_of()],
            **fields,
        }

    def credit_note(self, invoice: str, **fields: Any) -> dict[str, Any]:
        """Through the API where the edition has it, else as on the dashboard."""
        if "create_credit_note" in contracts.load("qonto", self.edition).operations:
            asked = self.ask("create_credit_note", body=self.credit_note_body(invoice, **fields))
            return dict(asked.must_succeed().at("credit_note"))
        made = self.plane.act("issue-credit-note", invoice_id=invoice, **fields)
        return dict(self.ask("show_credit_note", made["credit_note_id"]).must_be(200).at("credit_note"))

    def letter(self, **fields: Any) -> dict[str, Any]:
        return {"send_to": ["compta@atelier-morel.example"], "email_title": "Votre document", **fields}

    def sent_file(self, content: bytes = PDF, *, name: str = "bill.pdf", key: str | None = None) -> Answer:
        """The upload of a file; without a *key* under one that was never used."""
        return self.ask("upload_attachment", **self.file(content, name=name, key=key))

    def file(self, content: bytes = PDF, *, name: str = "bill.pdf", key: str | None = None) -> dict[str, Any]:
        """A form with a file, and its key: options of `ask`."""
        kind = "image/png" if name.endswith(".png") else "application/pdf"
        headers = {"X-Qonto-Idempotency-Key": key or f"suite-{uuid4()}"}
        return {"files": {"file": (name, content, kind)}, "headers": headers}

    def uploaded(self, content: bytes = PDF, *, name: str = "bill.pdf", key: str | None = None) -> str:
        """The id of a file that was taken."""
        id: str = self.sent_file(content, name=name, key=key).must_succeed().at("attachment.id")
        return id


def only(found: Sequence[T], what: str) -> T:
    """The only one of these. Raises Broken: there is none, or there are several."""
    if len(found) != 1:
        raise Broken(f"there are {len(found)} {what}, not one")
    return found[0]
