"""
The hunt of one mutant: a suite tries what it has on the sabotaged build until something comes out.

What a mutant should break is tried first, so that one that is found is found quickly.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from contracts.rules.book import RULES
from contracts.rules.rule import Side
from contracts.suite import catalogue
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import CannotTry
from contracts.suite.running import Outcome, Result, run
from contracts.suite.stages import Stage
from tests.fuzz.machines import SEED, Finding, run_bank_machine, run_gateway_machine
from tests.mutants import stands
from tests.mutants.mutant import Hunter, Mutant
from tests.mutants.patches import applied

LIMIT_S = 60.0
_SIGHTINGS = 3
"""So many broken behaviours of no rule of the mutant's are passed over in the hope of one that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What gave a mutant away: *by* a behaviour or a machine, *rules* as they were named, *why* in words."""

    by: str
    rules: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One suite's hunt of one mutant. *tried* behaviours, or examples of a machine."""

    side: Side
    mutant: str
    edition: str
    hunter: Hunter
    seconds: float
    tried: int
    killed: Sighting | None
    named: bool = False
    """Whether it was killed for what it is said to break."""


def hunt(mutant: Mutant, hunter: Hunter, edition: str, *, limit_s: float = LIMIT_S) -> Trial:
    """Builds a stack of its own, sabotages it, and puts everything back."""
    stands.prepare()
    began = time.monotonic()
    with applied(mutant.patches):
        killed, tried = _HUNTS[hunter](mutant, edition, began + limit_s)
    return Trial(
        side=mutant.side,
        mutant=mutant.name,
        edition=edition,
        hunter=hunter,
        seconds=time.monotonic() - began,
        tried=tried,
        killed=killed,
        named=killed is not None and concerns(killed.rules, mutant.breaks),
    )


def concerns(rules: Sequence[str], breaks: Sequence[str]) -> bool:
    """Whether one of *rules* is of the family of one of *breaks*."""
    return bool(_families(rules) & _families(breaks))


def in_order(behaviours: Sequence[Behaviour], mutant: Mutant) -> list[Behaviour]:
    """Those first that the mutant names, then those about the rules it breaks, then all others."""

    def rank(behaviour: Behaviour) -> int:
        if behaviour.id in mutant.by:
            return 0
        return 1 if concerns(behaviour.rules, mutant.breaks) else 2

    return sorted(behaviours, key=rank)


def _families(rules: Sequence[str]) -> set[str]:
    return {rule.partition(".")[0] for rule in rules}


# ---------------------------------------------------------------- the suites
_Found = tuple[Sighting | None, int]
_Look = Callable[[Mutant, str, float], _Found]
"""A mutant, edition, until when -> what was seen, and how much was tried."""


def _by_suite(
    behaviours: Sequence[Behaviour], stand: Callable[[str], AbstractContextManager[Stage]]
) -> _Look:
    def look(mutant: Mutant, edition: str, until: float) -> _Found:
        seen: list[Sighting] = []

        def go_on(result: Result) -> bool:
            if result.outcome is Outcome.BROKEN:
                seen.append(_sighted(result))
                if concerns(seen[-1].rules, mutant.breaks) or len(seen) == _SIGHTINGS:
                    return False
            return time.monotonic() < until

        # A bank or a gateway that cannot even be set up is found, too.
        try:
            with stand(edition) as stage:
                report = run(in_order(behaviours, mutant), stage, RULES, subject="a mutant", ended=go_on)
        except (AssertionError, CannotTry) as broken:
            return Sighting(by="setting up", rules=(), why=repr(broken)), 0
        return _best(seen, mutant.breaks), len(report.results)

    return look


def _sighted(result: Result) -> Sighting:
    rules = tuple(dict.fromkeys(failure.rule for failure in result.failures))
    return Sighting(by=result.behaviour.id, rules=rules, why=result.failures[0].why)


def _best(seen: Sequence[Sighting], breaks: Sequence[str]) -> Sighting | None:
    """The one that names what is broken, or else the first."""
    return next((one for one in seen if concerns(one.rules, breaks)), seen[0] if seen else None)


def _by_machine(machine: Callable[..., Finding | None], examples: int) -> _Look:
    def look(_: Mutant, edition: str, until: float) -> _Found:
        seed, tried = SEED, 0
        while time.monotonic() < until:
            try:
                found = machine(edition=edition, examples=examples, seed=seed)
            except Exception as odd:  # noqa: BLE001  - whatever the machine stumbles over, it has found
                return Sighting(by="machine", rules=(), why=repr(odd)), tried
            if found is not None:
                return _come_upon(found), tried + found.examples
            seed, tried = seed + 1, tried + examples
        return None, tried

    return look


def _come_upon(found: Finding) -> Sighting:
    last = found.story[-1] if found.story else "the first morning"
    return Sighting(by=last, rules=found.rules, why=found.says)


_HUNTS: dict[Hunter, _Look] = {
    Hunter.BANK_SUITE: _by_suite(catalogue.BANK, stands.at_the_bank),
    Hunter.BANK_MACHINE: _by_machine(run_bank_machine, examples=10),
    Hunter.GATEWAY_SUITE: _by_suite(catalogue.GATEWAY, stands.at_the_gateway),
    Hunter.GATEWAY_MACHINE: _by_machine(run_gateway_machine, examples=2),
}
