"""The real bank at the other end of the real client, in one process."""

from dataclasses import dataclass

import httpx

from gateway.qonto.client import Qonto
from mock_qonto.app import DEFAULT_SLUG, build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.web.faults import Fault, FaultBook, Kind
from tests.gateway.qonto.wire import client


@dataclass(frozen=True, slots=True, kw_only=True)
class Offline:
    bank: Bank
    faults: FaultBook
    qonto: Qonto
    transport: httpx.ASGITransport

    def fault(self, operation: str, kind: Kind, *, nth: int = 1, count: int = 1) -> None:
        fault = Fault(id=self.faults.next_id(), operation=operation, kind=kind, nth=nth, count=count)
        self.faults.add(DEFAULT_SLUG, fault)

    def asked(self, operation: str) -> int:
        """How often the bank was asked for it."""
        return sum(exchange.operation == operation for exchange in self.bank.journal.exchanges)


def offline(edition: str) -> Offline:
    bank = build_bank(rate_limit="off", edition=edition)
    faults = FaultBook()
    transport = httpx.ASGITransport(build_bank_app(bank, faults=faults))
    return Offline(bank=bank, faults=faults, qonto=client(transport), transport=transport)
