"""Every behaviour, of either side."""

from contracts.suite.bank.behaviours import BANK
from contracts.suite.gateway.behaviours import GATEWAY

__all__ = ["BANK", "GATEWAY"]
