"""What behaviours of the bank are marked with."""

from contracts.suite.behaviour import Need

CONTROL = frozenset({Need.CONTROL})
GUIDE = ("guide",)
NEWEST = ("2026-11",)
