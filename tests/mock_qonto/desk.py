"""The bank spoken to in its own words, commands and events, without a port and without a loop."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import pytest

from mock_qonto.errors import Refusal
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.resources.attachments.model import Attachment
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.billing.terms import Item
from mock_qonto.resources.client_invoices.messages import CreateClientInvoice
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.client_invoices.terms import Terms
from mock_qonto.resources.clients.model import CreateClient, Details, Kind
from tests.mock_qonto.support import a_bank

R = TypeVar("R", bound=Record)
DAY = date(2026, 3, 2)
ITEM = Item(
    title="Suspension Alba",
    quantity="1",
    unit_price_cents=4990,
    unit_price_currency="EUR",
    vat_rate="0.2",
)
TERMS = Terms(issue_date=DAY, due_date=DAY + timedelta(days=30), items=(ITEM,))


@dataclass(slots=True)
class Desk:
    bank: Bank = field(default_factory=a_bank)
    _there: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._there = frozenset(file.id for file in self.world.all(Attachment))
        for id, name in (("c-1", "Atelier Morel"), ("c-2", "Maison Martin")):
            details = Details(name=name, currency="EUR")
            self.says(CreateClient(id=id, kind=Kind.COMPANY, details=details))

    @property
    def world(self) -> World:
        return self.bank.default_world

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    @property
    def account(self) -> BankAccount:
        return self.world.all(BankAccount)[0]

    def says(self, command: Command) -> tuple[Event, ...]:
        return self.bank.execute(self.world, command)

    def wait(self, seconds: float) -> None:
        self.bank.advance_to(self.world, self.now + timedelta(seconds=seconds))

    def one(self, kind: type[R], id: str) -> R:
        found = self.world.find(kind, id)
        assert found is not None
        return found

    @property
    def files(self) -> list[Attachment]:
        """Those that were not there when the desk opened."""
        return [file for file in self.world.all(Attachment) if file.id not in self._there]

    def switches(self, **switches: Any) -> None:
        self.world.change(switches={**self.world.settings.switches, **switches})

    def invoice(self, id: str = "i-1") -> ClientInvoice:
        return self.one(ClientInvoice, id)

    def writes(self, id: str = "i-1", *, final: bool = False, **terms: Any) -> ClientInvoice:
        self.says(self.writing(id, final=final, **terms))
        return self.invoice(id)

    def writing(
        self, id: str = "i-1", *, final: bool = False, quote_id: str | None = None, **terms: Any
    ) -> CreateClientInvoice:
        return CreateClientInvoice(
            id=id,
            client_id="c-1",
            iban=self.account.iban,
            currency="EUR",
            terms=written(**terms),
            final=final,
            quote_id=quote_id,
        )


def written(**terms: Any) -> Terms:
    return Terms(**{"issue_date": TERMS.issue_date, "due_date": TERMS.due_date, "items": (ITEM,), **terms})


def refused(does: Callable[[], object]) -> tuple[int, str, str]:
    """Status, code and detail."""
    with pytest.raises(Refusal) as found:
        does()
    return found.value.status, found.value.code, found.value.detail
