"""Every declared mutant."""

from contracts.rules.rule import Side
from tests.mutants import (
    bank_business,
    bank_door,
    bank_finality,
    bank_numbers,
    bank_papers,
    gateway_business,
    gateway_drafts,
    gateway_finality,
    gateway_papers,
    gateway_persons,
    gateway_promises,
)
from tests.mutants.mutant import Mutant

OF_THE_GATEWAY: tuple[Mutant, ...] = (
    *gateway_drafts.MUTANTS,
    *gateway_finality.MUTANTS,
    *gateway_persons.MUTANTS,
    *gateway_papers.MUTANTS,
    *gateway_business.MUTANTS,
    *gateway_promises.MUTANTS,
)
OF_THE_BANK: tuple[Mutant, ...] = (
    *bank_finality.MUTANTS,
    *bank_numbers.MUTANTS,
    *bank_papers.MUTANTS,
    *bank_business.MUTANTS,
    *bank_door.MUTANTS,
)
MUTANTS = OF_THE_GATEWAY + OF_THE_BANK


def called(name: str) -> tuple[Mutant, ...]:
    """Those whose name contains *name*."""
    return tuple(mutant for mutant in MUTANTS if name.lower() in f"{mutant.side} {mutant.name}".lower())


def sides() -> dict[Side, tuple[Mutant, ...]]:
    return {Side.GATEWAY: OF_THE_GATEWAY, Side.BANK: OF_THE_BANK}
