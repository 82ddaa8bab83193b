"""Every behaviour of the bank, module by module."""

from contracts.suite.bank import (
    cancelling,
    clients,
    drafts,
    errors,
    finality,
    numbering,
    organization,
    payments,
    sending,
)
from contracts.suite.behaviour import Behaviour

BANK: tuple[Behaviour, ...] = (
    *organization.BEHAVIOURS,
    *errors.BEHAVIOURS,
    *clients.BEHAVIOURS,
    *drafts.BEHAVIOURS,
    *finality.BEHAVIOURS,
    *numbering.BEHAVIOURS,
    *payments.BEHAVIOURS,
    *cancelling.BEHAVIOURS,
    *sending.BEHAVIOURS,
)
