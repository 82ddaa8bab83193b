"""Trying behaviours one after the other, and what came of it."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from contracts.rules.book import judge
from contracts.rules.rule import Rule, Verdict
from contracts.suite.behaviour import Behaviour, Need
from contracts.suite.line import NoAnswer, Told
from contracts.suite.outcome import Broken, CannotTry
from contracts.suite.stages import Stage

# What a story stumbles over when an answer is not at all what any contract promises.
_UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class Outcome(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """*told* is everything that was said, to whomever; *why* it was left out, where it was."""

    behaviour: Behaviour
    outcome: Outcome
    seconds: float
    failures: tuple[Failure, ...] = ()
    why: str = ""
    told: Sequence[Told] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(slots=True, kw_only=True)
class Report:
    """*subject* says what was tried, in words; *edition* is the bank's."""

    subject: str
    edition: str
    rules: Sequence[Rule]
    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0

    def of(self, outcome: Outcome) -> list[Result]:
        return [result for result in self.results if result.outcome is outcome]

    @property
    def kept(self) -> bool:
        """Whether something was tried and nothing was broken."""
        return bool(self.of(Outcome.KEPT)) and not self.of(Outcome.BROKEN)

    @property
    def broken_rules(self) -> tuple[str, ...]:
        """The rules that were broken, each once, the one broken first first."""
        named = (failure.rule for result in self.results for failure in result.failures)
        return tuple(dict.fromkeys(named))

    def shortest(self, rule: str) -> Result | None:
        """The shortest of the sequences that broke a rule."""
        broke = [result for result in self.results if any(one.rule == rule for one in result.failures)]
        return min(broke, key=lambda result: len(result.told), default=None)


def run(
    behaviours: Iterable[Behaviour],
    stage: Stage,
    rules: Sequence[Rule],
    *,
    subject: str,
    begins: Callable[[Behaviour], None] = lambda _: None,
    ended: Callable[[Result], bool] = lambda _: True,
) -> Report:
    """Try them all. *begins* and *ended* are told of each; where *ended* says no, the rest is left."""
    report = Report(subject=subject, edition=stage.edition, rules=rules)
    started = time.monotonic()
    for behaviour in behaviours:
        begins(behaviour)
        result = try_one(behaviour, stage, rules)
        report.results.append(result)
        if not ended(result):
            break
    report.seconds = time.monotonic() - started
    return report


def try_one(behaviour: Behaviour, stage: Stage, rules: Sequence[Rule]) -> Result:
    missing = _missing(behaviour, stage)
    if missing is not None:
        return Result(behaviour=behaviour, outcome=Outcome.LEFT_OUT, seconds=0, why=missing)
    told: list[Told] = []
    started = time.monotonic()
    failures: list[Failure] = []
    verdicts: tuple[Verdict, ...] = ()
    try:
        with stage.actor(behaviour, told) as actor:
            try:
                behaviour.play(actor)
            except Broken as broken:
                failures.append(Failure(rule=broken.rule or behaviour.rules[0], why=str(broken)))
            except _UNREADABLE as odd:
                why = f"an answer could not be read ({type(odd).__name__}: {odd})"
                failures.append(Failure(rule=behaviour.rules[0], why=why))
            verdicts = judge(actor.journal, rules)
    except CannotTry as reason:
        seconds = time.monotonic() - started
        return Result(
            behaviour=behaviour, outcome=Outcome.LEFT_OUT, seconds=seconds, why=str(reason), told=told
        )
    except NoAnswer as lost:
        failures.append(Failure(rule=behaviour.rules[0], why=str(lost)))
    failures += [
        Failure(rule=verdict.rule.id, why=f"{verdict.rule.says} {occasion.broken}")
        for verdict in verdicts
        for occasion in verdict.broken[:1]
    ]
    return Result(
        behaviour=behaviour,
        outcome=Outcome.BROKEN if failures else Outcome.KEPT,
        seconds=time.monotonic() - started,
        failures=tuple(failures),
        told=told,
        verdicts=verdicts,
    )


def _missing(behaviour: Behaviour, stage: Stage) -> str | None:
    """Why it cannot be tried here; None: it can."""
    if stage.edition not in behaviour.editions:
        return f"about edition {', '.join(behaviour.editions)} alone"
    return next((need.value for need in Need if need in behaviour.needs - stage.offers), None)
