"""What lies before whoever holds the control plane, and one call to it as an endpoint sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.contract import Contract
from mock_qonto.control.burial import Burial
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.world import World
from mock_qonto.values import value
from mock_qonto.web.faults import FaultBook

Fixture = Callable[[Bank, World], None]
"""Fills a world that has just been opened."""


@value
class Desk:
    """
    Everything the control plane may touch.

    *contracts* are the bank's, one an edition; *served* are the operations of it that have a route here.
    """

    bank: Bank
    faults: FaultBook
    fixtures: Mapping[str, Fixture]
    contracts: Mapping[str, Contract]
    served: Mapping[str, frozenset[str]]
    burial: Burial = field(default_factory=Burial)


@value
class ControlCall:
    """A request that is known to be the contract's; *query* holds typed values and defaults."""

    desk: Desk
    world: World
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any

    @property
    def bank(self) -> Bank:
        return self.desk.bank


@dataclass(frozen=True, slots=True)
class ControlReply:
    """A JSON body that is still to be held against the contract, or a page of text; None: no body."""

    status: int
    body: Any = None
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


ControlEndpoint = Callable[[ControlCall], ControlReply]


@dataclass(frozen=True, slots=True)
class Control:
    """One row of `routes.py`."""

    id: str
    method: str
    path: str
    endpoint: ControlEndpoint
