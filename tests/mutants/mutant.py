"""A declared mutant: a sabotage with a name, the rules it should break, and who should find it first."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.rules.rule import Side
from tests.mutants.patches import Replace

GUIDE, NEWEST = "guide", "2026-11"


class Hunter(StrEnum):
    """Whoever looks for mutants: the suite for any bank or gateway, and the machines beside a ledger."""

    BANK_SUITE = "bank suite"
    BANK_MACHINE = "bank machine"
    GATEWAY_SUITE = "gateway suite"
    GATEWAY_MACHINE = "gateway machine"

    @property
    def machine(self) -> bool:
        """It compares answers with a ledger: what it finds need not be a rule's."""
        return self in {Hunter.BANK_MACHINE, Hunter.GATEWAY_MACHINE}


ORDER = {
    Side.GATEWAY: (Hunter.GATEWAY_SUITE, Hunter.GATEWAY_MACHINE),
    Side.BANK: (Hunter.BANK_SUITE, Hunter.BANK_MACHINE, Hunter.GATEWAY_SUITE, Hunter.GATEWAY_MACHINE),
}
"""Who hunts the mutants of a side. What is wrong with the bank may come out at a gateway; not the reverse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """
    *name* goes on from "the gateway" or "the bank", *does* says what that is.

    *breaks*: families or ids of rules; behaviours of these are tried first, and a kill must name one of them.
    *by*: behaviours that should show it, tried before all others.
    *first*: the suite that must find it alone; None: the suite of its side.
    *editions*: those of the bank in which it is hunted.
    """

    name: str
    does: str
    side: Side
    breaks: tuple[str, ...]
    patches: tuple[Replace, ...]
    by: tuple[str, ...] = ()
    first: Hunter | None = None
    editions: tuple[str, ...] = (GUIDE,)

    @property
    def hunters(self) -> tuple[Hunter, ...]:
        """Everybody who may find it, in the order in which they are asked."""
        order = ORDER[self.side]
        first = self.first or order[0]
        return (first, *(one for one in order if one is not first))
