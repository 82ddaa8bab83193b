"""A report rule by rule: what was tried, what broke, and the shortest way to break it again."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.rules.book import by_id
from contracts.rules.rule import Rule
from contracts.suite.curl import curl_lines
from contracts.suite.line import Told
from contracts.suite.running import Failure, Outcome, Report, Result

FAMILIES = {
    "R1": "Rule 1: nothing finalizes by itself",
    "R2": "Rule 2: what is final stays final",
    "R3": "Rule 3: only a person finalizes",
    "R4": "Rule 4: no PDF before finalisation",
    "R5": "Rule 5: links die, PDFs do not",
    "I": "Invoices",
    "N": "Numbers",
    "Q": "Quotes",
    "C": "Credit notes",
    "K": "Clients",
    "A": "Attachments and links",
    "T": "Transactions",
    "L": "Lists, pages, filters",
    "E": "Errors",
    "M": "Money",
    "H": "Headers, limits, repetition",
    "G": "The gateway's manners",
}
SHOWN_CALLS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Broke:
    """*curl* repeats the shortest sequence that broke it; *others* are the behaviours that broke it too."""

    rule: str
    says: str
    source: str
    failure: Failure
    result: Result
    curl: Sequence[str]
    others: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """*occasions*: how often any of its rules had something to judge, in behaviours of all families."""

    name: str
    title: str
    behaviours: int
    kept: int
    left_out: int
    occasions: int
    broken: tuple[Broke, ...]


def by_family(report: Report) -> list[Family]:
    """The families of which anything was tried, in the order of the book."""
    families = [_family(report, name, title) for name, title in FAMILIES.items()]
    return [one for one in families if one.behaviours or one.occasions or one.broken]


def untried(report: Report) -> tuple[Rule, ...]:
    """Rules that could have been judged here and never had anything to judge."""
    occasions: dict[str, int] = {}
    for result in report.results:
        for verdict in result.verdicts:
            occasions[verdict.rule.id] = occasions.get(verdict.rule.id, 0) + verdict.occasions
    return tuple(rule for rule in report.rules if occasions.get(rule.id) == 0)


def headline(report: Report) -> str:
    kept, broken, left = (len(report.of(outcome)) for outcome in Outcome)
    words = f"{kept} of {kept + broken} behaviours kept"
    if left:
        words += f", {left} left out"
    if report.broken_rules:
        words += f"; broken: {', '.join(report.broken_rules)}"
    return f"{words} ({report.seconds:.1f} s)"


def family_of(rule: str) -> str:
    return rule.partition(".")[0]


def _family(report: Report, name: str, title: str) -> Family:
    mine = [result for result in report.results if family_of(result.behaviour.rules[0]) == name]
    broken = [rule for rule in report.broken_rules if family_of(rule) == name]
    return Family(
        name=name,
        title=title,
        behaviours=len(mine),
        kept=sum(result.outcome is Outcome.KEPT for result in mine),
        left_out=sum(result.outcome is Outcome.LEFT_OUT for result in mine),
        occasions=sum(
            verdict.occasions
            for result in report.results
            for verdict in result.verdicts
            if verdict.rule.family == name
        ),
        broken=tuple(_broke(report, rule) for rule in broken),
    )


def _broke(report: Report, rule: str) -> Broke:
    shortest = report.shortest(rule)
    assert shortest is not None, "it is among the broken ones"
    known = by_id().get(rule)
    failure = next(one for one in shortest.failures if one.rule == rule)
    return Broke(
        rule=rule,
        says=shortest.behaviour.says if known is None else known.says,
        source="" if known is None else f"{known.provenance}: {known.source}",
        failure=failure,
        result=shortest,
        curl=curl_lines(_worth_repeating(shortest.told)),
        others=[
            result.behaviour.id
            for result in report.results
            if result is not shortest and any(one.rule == rule for one in result.failures)
        ],
    )


def _worth_repeating(told: Sequence[Told]) -> Sequence[Told]:
    """Without the suite's own looks at the journal, which repeat nothing."""
    return [one for one in told if not (one.to == "control" and one.method == "GET")][:SHOWN_CALLS]
