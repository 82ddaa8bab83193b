"""A bank in which there is one of everything, in every status, and a recording of all its lists."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson

from contracts.recordings.disguise import Disguise
from contracts.recordings.pseudonyms import Pseudonyms
from contracts.recordings.writing import HarFile
from gateway.qonto.recording import Recorder
from gateway.qonto.transport import exchange_over
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote

BANK = "http://127.0.0.1:8081"
KEY = {"Authorization": "verone-4819:offline-key", "Accept": "application/json"}
MORNING = datetime(2026, 2, 19, 9, tzinfo=UTC)
LISTS = ("bank_accounts", "clients", "client_invoices", "quotes", "credit_notes", "transactions", "labels")
MORE = ("organization", "memberships", "settings")


def a_bank(edition: str) -> Bank:
    return build_bank(edition=edition, rate_limit="off", clock=ClockState(held=MORNING))


class Voice:
    """Speaks to a bank over ASGI, through whatever stands before it."""

    def __init__(self, bank: Bank, recording: Path | None = None) -> None:
        self.bank = bank
        plain = exchange_over(httpx.ASGITransport(build_bank_app(bank)))
        self._recorder = (
            None
            if recording is None
            else Recorder(plain, HarFile.begin(recording), Disguise(Pseudonyms(b"for a test")))
        )
        self._exchange = self._recorder or plain

    def say(self, method: str, path: str, body: Any = None) -> Any:
        headers = KEY if body is None else {**KEY, "Content-Type": "application/json"}
        content = None if body is None else orjson.dumps(body)
        answer = asyncio.run(self._exchange(method, f"{BANK}/v2/{path}", headers, content))
        assert answer.status < 300, answer.content
        return orjson.loads(answer.content) if answer.content else None

    def lists(self) -> dict[str, Any]:
        """Every list, and for 2026-11 what only it has."""
        names = [*LISTS, *MORE] if self._newer else [*LISTS, "organization", "memberships"]
        account = self.say("GET", "bank_accounts")["bank_accounts"][0]["id"]
        more = {"transactions": f"?bank_account_id={account}&includes[]=labels&includes[]=attachments"}
        return {name: self.say("GET", name + more.get(name, "")) for name in names}

    def silent(self) -> None:
        if self._recorder is not None:
            self._recorder.close()

    @property
    def _newer(self) -> bool:
        return self.bank.default_world.settings.edition == "2026-11"

    # ------------------------------------------------------------------ one of everything
    def fill(self) -> None:
        company = self.client({"kind": "company", "name": "Atelier Morel", "email": "contact@morel.example"})
        person = self.client({"kind": "individual", "first_name": "Léa", "last_name": "Garnier"})
        for client, what in ((company, "draft"), (person, "unpaid"), (company, "paid"), (person, "canceled")):
            self._invoice(client, what)
        self.bank.advance_to(self.bank.default_world, MORNING.replace(hour=10))
        if self._newer:
            self._credit(company)
        for what in ("pending", "sent", "approved", "canceled"):
            self._quote(company, what)
        self.bank.advance_to(self.bank.default_world, MORNING.replace(hour=11))

    def client(self, body: dict[str, Any]) -> str:
        address = {"street_address": "1 rue X", "city": "Lyon", "zip_code": "69001", "country_code": "FR"}
        told = {
            "currency": "EUR",
            "locale": "fr",
            "billing_address": address,
            "extra_emails": ["a@b.example"],
        }
        id: str = self.say("POST", "clients", {**told, **body})["client"]["id"]
        return id

    def invoice(self, client: str, **more: Any) -> str:
        iban = self.say("GET", "bank_accounts")["bank_accounts"][0]["iban"]
        days = {"issue_date": "2026-02-19", "due_date": "2026-03-21"}
        paid = {"payment_methods": {"iban": iban}, "currency": "EUR"}
        told = {"client_id": client, "items": _ITEMS, "status": "draft", **days, **paid, **more}
        id: str = self.say("POST", "client_invoices", told)["client_invoice"]["id"]
        return id

    def _invoice(self, client: str, what: str) -> None:
        id = self.invoice(client, header="Bonjour", discount={"type": "percentage", "value": "0.1"})
        if what == "draft":
            return
        self.say("POST", f"client_invoices/{id}/finalize")
        if what == "paid":
            self.say("POST", f"client_invoices/{id}/mark_as_paid", {"paid_at": "2026-02-19"})
        if what == "canceled":
            self.say("POST", f"client_invoices/{id}/mark_as_canceled")

    def _credit(self, client: str) -> None:
        id = self.invoice(client)
        self.say("POST", f"client_invoices/{id}/finalize")
        told = {"invoice_id": id, "issue_date": "2026-02-19", "currency": "EUR", "items": _ITEMS[:1]}
        self.say("POST", "credit_notes", {**told, "reason": "Retour"})

    def _quote(self, client: str, what: str) -> None:
        days = {"issue_date": "2026-02-19", "expiry_date": "2026-03-21"}
        words = {"currency": "EUR", "terms_and_conditions": "Trente jours"}
        told = {"client_id": client, "items": _ITEMS, **days, **words}
        id = self.say("POST", "quotes", told)["quote"]["id"]
        world = self.bank.default_world
        match what:
            case "sent":
                letter = {"send_to": ["a@b.example"], "email_title": "Devis"}
                self.say("POST", f"quotes/{id}/send", letter)
            case "approved":
                self.bank.execute(world, ApproveQuote(id=id))
            case "canceled":
                self.bank.execute(world, CancelQuote(id=id))


_ITEMS = [
    {
        "title": "Lampe",
        "quantity": "3",
        "unit_price": {"value": "33.33", "currency": "EUR"},
        "vat_rate": "0.055",
        "unit": "pièce",
        "discount": {"type": "absolute", "value": "1.00"},
    },
    {
        "title": "Port",
        "quantity": "1.5",
        "unit_price": {"value": "9.90", "currency": "EUR"},
        "vat_rate": "0.2",
    },
]
