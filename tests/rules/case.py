"""A rule, a journal that keeps it and one that breaks it."""

from dataclasses import dataclass

from contracts.rules.journal import Journal


@dataclass(frozen=True, slots=True)
class Case:
    """
    *also*: others of the five rules that whoever breaks this one breaks as well. *theirs*: what the other
    side has broken in both, which is what this one is about.
    """

    id: str
    keeps: Journal
    breaks: Journal
    also: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
