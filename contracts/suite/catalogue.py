"""Every behaviour, module by module."""

from contracts.suite.bank.behaviours import BANK
from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway import finality

GATEWAY: tuple[Behaviour, ...] = (*finality.BEHAVIOURS,)

__all__ = ["BANK", "GATEWAY"]
