"""
The bank's customer: whoever holds an API key and says what the contract allows, or does not.

Every call goes over a real line and into the journal; what is made on the way to a behaviour (`draft`,
`final`, `quote`) is asked for as any client would, and must succeed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

import contracts
from contracts.rules.journal import Exchange, Journal
from contracts.suite.answer import Answer
from contracts.suite.control import ControlPlane
from contracts.suite.line import Line, NoAnswer
from contracts.suite.outcome import Broken, CannotTry

UNKNOWN_ID = "00000000-0000-4000-a000-000000000000"
PDF = b"%PDF-1.4\n%%EOF\n"
_NEWEST = contracts.EDITIONS[-1]


@dataclass(slots=True)
class Customer:
    """*control* is None where nobody can hold the clock. *seen*: what was looked up once."""

    line: Line
    edition: str
    control: ControlPlane | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def journal(self) -> Journal:
        return Journal(edition=self.edition, exchanges=self.exchanges, complete=self.control is not None)

    # ------------------------------------------------------------------ saying something
    def ask(
        self,
        operation: str,
        id: str | None = None,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        path: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Answer:
        """
        One call of an operation of the contract, of the newest edition where this one does not have it.

        *options* are those of `say`.
        """
        there = contracts.load("qonto", self.edition).operations.get(operation)
        known = there or contracts.load("qonto", _NEWEST).operations.get(operation)
        if known is None:
            doubtful = contracts.capabilities.load()[operation]
            method, template = doubtful.method, doubtful.path
        else:
            method, template = known.method, known.path
        target = template.format(**{"id": id or UNKNOWN_ID, **(path or {})})
        if query:
            target = f"{target}?{urlencode(query, doseq=True)}"
        return self.say(method, target, body, operation=operation if there else None, **options)

    def say(
        self, method: str, target: str, body: Any = None, *, operation: str | None = None, **options: Any
    ) -> Answer:
        """
        One call, anywhere at the bank.

        *options*: `headers`, `content`, `files`, and `without` (names of headers not to send). Raises Broken
        when no answer comes.
        """
        try:
            answer = self.line.say(method, target, json=body, **options)
        except NoAnswer as lost:
            raise Broken(str(lost)) from lost
        return self._noted(answer, operation, body, options)

    def follow(self, link: str) -> Answer:
        """A signed link, without credentials, as a browser follows it."""
        return self.say("GET", link, without=("authorization",))

    def wait(self, seconds: float) -> None:
        """Let virtual time pass. Raises CannotTry where nobody holds the clock."""
        self.plane.advance(seconds)

    @property
    def plane(self) -> ControlPlane:
        if self.control is None:
            raise CannotTry("needs --control")
        return self.control

    @property
    def today(self) -> str:
        return (self._hour or datetime.now(UTC)).date().isoformat()

    def day(self, days: int) -> str:
        """That many days from the bank's own today."""
        return ((self._hour or datetime.now(UTC)) + timedelta(days=days)).date().isoformat()

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
        return dict(self.ask("show_credit_note", made["id"]).must_be(200).at("credit_note"))

    # ------------------------------------------------------------------ inside
    @property
    def _hour(self) -> datetime | None:
        return next((one.at for one in reversed(self.exchanges) if one.at is not None), None)

    def _noted(
        self, answer: httpx.Response, operation: str | None, body: Any, options: Mapping[str, Any]
    ) -> Answer:
        media = answer.headers.get("content-type", "").partition(";")[0] or None
        parts = urlsplit(str(answer.request.url))
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        exchange = Exchange(
            at=_hour_of(answer),
            operation=operation,
            method=answer.request.method,
            target=target,
            status=answer.status_code,
            asked=body,
            answered=_json(answer) if media == "application/json" else None,
            headers={name.lower(): value for name, value in answer.headers.items()},
            asked_headers={**{n.lower(): v for n, v in (options.get("headers") or {}).items()}}
            | ({"authorization": ""} if "authorization" in options.get("without", ()) else {}),
            media=media,
            length=len(answer.content),
        )
        self.exchanges.append(exchange)
        return Answer(
            asked=f"{exchange.method} {target}",
            status=exchange.status,
            headers=exchange.headers,
            body=exchange.answered,
            content=answer.content,
        )


def _hour_of(answer: httpx.Response) -> datetime | None:
    date = answer.headers.get("date")
    try:
        return None if date is None else parsedate_to_datetime(date)
    except ValueError:
        return None


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
