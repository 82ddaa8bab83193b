"""Every behaviour, module by module."""

from contracts.suite.bank import invoices
from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway import finality

BANK: tuple[Behaviour, ...] = (*invoices.BEHAVIOURS,)
GATEWAY: tuple[Behaviour, ...] = (*finality.BEHAVIOURS,)
