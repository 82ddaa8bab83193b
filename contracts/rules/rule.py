"""A rule: one sentence that must hold, where it comes from, and a check that reads it off a journal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from contracts.rules.journal import Journal, Step

EVERY_EDITION = ("guide", "2026-11")


class Side(StrEnum):
    """Who has to keep it."""

    BANK = "bank"
    GATEWAY = "gateway"


class Provenance(StrEnum):
    """How we know."""

    GUIDE = "guide"
    """The integration guide of 2026-02-19."""
    DOCUMENTED = "documented"
    """Qonto's own pages or its official collection."""
    OBSERVED = "observed"
    """Seen in answers of the real API, or reported by somebody who saw them."""
    OURS = "ours"
    """Neither says; this is what the project promises."""


class Occasion(NamedTuple):
    """
    One moment at which a rule had something to say. *at* is a place in the journal: among the exchanges for a
    rule of the bank, among the calls for a rule of the gateway. *broken* says what went wrong, None: nothing.
    """

    at: int
    broken: str | None = None


Check = Callable[[Journal], Iterator[Occasion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    *id* begins with its family: `R2.3` is of the second of the five rules, `Q.4` one of the quotes'.

    *refuses* names the refusals of valid requests that the rule accounts for: statuses by operation of its
    side.
    """

    id: str
    says: str
    side: Side
    provenance: Provenance
    source: str
    check: Check
    refuses: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    editions: tuple[str, ...] = EVERY_EDITION
    protocol: bool = False
    """Of our own way of speaking, the gateway's or the mock's. Whoever speaks otherwise is not held to it."""

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]


class Verdict(NamedTuple):
    """What came of one rule over one journal: how often it applied, and where it was broken."""

    rule: Rule
    occasions: int
    broken: tuple[Occasion, ...]


def verdict(at: Step | int, *, kept: bool, otherwise: str) -> Occasion:
    """An occasion; *otherwise* is what to say of it when it was not kept."""
    return Occasion(at.index if isinstance(at, Step) else at, None if kept else otherwise)
