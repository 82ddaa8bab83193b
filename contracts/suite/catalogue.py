"""Every behaviour, of either side."""

from contracts.suite.bank import behaviours as bank
from contracts.suite.bank import found_by_mutants as bank_found
from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway import behaviours as gateway
from contracts.suite.gateway import found_by_mutants as gateway_found

BANK: tuple[Behaviour, ...] = (*bank.BANK, *bank_found.BEHAVIOURS)
GATEWAY: tuple[Behaviour, ...] = (*gateway.GATEWAY, *gateway_found.BEHAVIOURS)
