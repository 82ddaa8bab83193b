"""Composition root: the bank with its default world, and the applications in front of it."""

from collections.abc import Collection, Mapping

import contracts
from contracts.contract import Contract
from mock_qonto import settings
from mock_qonto.control import birth as births
from mock_qonto.control.desk import Desk, Fixture
from mock_qonto.control.spine import LOOPBACK, ControlApp
from mock_qonto.fixtures.worlds import FIXTURES
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.journal import Journal
from mock_qonto.kernel.world import World
from mock_qonto.reactions import REACTIONS
from mock_qonto.registry import DECIDERS
from mock_qonto.resources.attachments.files import serve_file
from mock_qonto.routes import CONTROLS, OPERATIONS
from mock_qonto.web.access import digest
from mock_qonto.web.faults import FaultBook
from mock_qonto.web.identity import Identity
from mock_qonto.web.rate_limit import RateLimiter
from mock_qonto.web.routing import RouteTable
from mock_qonto.web.spine import BankApp, Settled

DEFAULT_SLUG = "verone-4819"


def build_bank(
    *,
    slug: str = DEFAULT_SLUG,
    api_key: str | None = None,
    edition: str = contracts.DEFAULT_EDITION,
    rate_limit: str = "edition",
    fixture: str = settings.FIXTURE,
    clock: ClockState | None = None,
    journal: Journal | None = None,
    fixtures: Mapping[str, Fixture] = FIXTURES,
) -> Bank:
    """A bank with its default world, which accepts any key unless *api_key* says which."""
    bank = Bank(DECIDERS, REACTIONS, journal)
    open_world(
        bank,
        slug=slug,
        key_digest=None if api_key is None else digest(api_key),
        edition=edition,
        rate_limit=rate_limit,
        fixture=fixture,
        clock=clock,
        fixtures=fixtures,
    )
    return bank


def open_world(
    bank: Bank,
    *,
    slug: str,
    key_digest: str | None,
    edition: str = contracts.DEFAULT_EDITION,
    rate_limit: str = "edition",
    fixture: str = settings.FIXTURE,
    clock: ClockState | None = None,
    fixtures: Mapping[str, Fixture] = FIXTURES,
) -> World:
    """A new world with what *fixture* puts into it; its ids depend on its slug and on nothing else."""
    return births.open_world(
        bank,
        fixtures,
        slug=slug,
        key_digest=key_digest,
        edition=edition,
        rate_limit=rate_limit,
        fixture=fixture,
        clock=clock,
    )


def build_bank_app(
    bank: Bank,
    *,
    faults: FaultBook | None = None,
    limiter: RateLimiter | None = None,
    settled: Settled | None = None,
) -> BankApp:
    """What customers talk to: the bank's operations in both editions, and its signed links."""
    documents, in_doubt = _contracts(), contracts.capabilities.load()
    believed = [(capability.method, capability.path) for capability in in_doubt.values()]
    return BankApp(
        bank,
        tables={
            edition: RouteTable(OPERATIONS, contract, believed) for edition, contract in documents.items()
        },
        contracts=documents,
        identity=Identity(documents, tuple(in_doubt)),
        faults=faults or FaultBook(),
        limiter=limiter or RateLimiter(),
        files=serve_file,
        settled=settled,
    )


def build_control_app(
    bank: Bank,
    *,
    faults: FaultBook | None = None,
    hosts: Collection[str] = LOOPBACK,
    settled: Settled | None = None,
    fixtures: Mapping[str, Fixture] = FIXTURES,
) -> ControlApp:
    """
    What tests talk to. *faults* are those of the bank's application, else no fault is ever met.

    *hosts* are the names it answers to, without port; "*" is any.
    """
    documents = _contracts()
    desk = Desk(
        bank=bank,
        faults=faults or FaultBook(),
        fixtures=fixtures,
        contracts=documents,
        served={
            edition: frozenset(row.id for row in OPERATIONS) & frozenset(contract.operations)
            for edition, contract in documents.items()
        },
    )
    return ControlApp(
        desk,
        controls=CONTROLS,
        contract=contracts.load("control"),
        identity=Identity(documents, tuple(contracts.capabilities.load())),
        hosts=hosts,
        settled=settled,
    )


def _contracts() -> Mapping[str, Contract]:
    return {edition: contracts.load("qonto", edition) for edition in contracts.EDITIONS}
