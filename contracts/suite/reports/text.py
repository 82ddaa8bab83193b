"""For a terminal."""

from collections.abc import Iterator

from contracts.suite.reports.summary import Broke, Family, by_family, headline, untried
from contracts.suite.running import Outcome, Report


def as_text(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.subject}, edition {report.edition}"
    yield ""
    families = by_family(report)
    width = max((len(family.title) for family in families), default=0)
    for family in families:
        yield _row(family, width)
    for family in families:
        for broke in family.broken:
            yield from _broken(broke)
    yield from _left_out(report)
    silent = untried(report)
    if silent:
        yield ""
        rules = ", ".join(rule.id for rule in silent)
        yield f"{len(silent)} rule{'s' * (len(silent) != 1)} had nothing to judge: {rules}"
    yield ""
    yield headline(report)


def _row(family: Family, width: int) -> str:
    tried = family.behaviours - family.left_out
    mark = "FAIL" if family.broken else "ok  " if tried or family.occasions else "    "
    behaviours = f"{family.kept}/{tried} behaviours" if tried else ""
    return f"  {mark} {family.title:<{width}}  {behaviours:<18} judged {family.occasions} times"


def _broken(broke: Broke) -> Iterator[str]:
    yield ""
    yield f"BROKEN {broke.rule}: {broke.says}"
    if broke.source:
        yield f"   {broke.source}"
    yield f"   in {broke.result.behaviour.id}: {broke.failure.why}"
    if broke.others:
        yield f"   also in {', '.join(broke.others)}"
    yield "   the shortest way there:"
    for line in broke.curl:
        yield f"      {line}"


def _left_out(report: Report) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for result in report.of(Outcome.LEFT_OUT):
        reasons.setdefault(result.why, []).append(result.behaviour.id)
    for why, ids in reasons.items():
        yield ""
        yield f"left out, {why}: {len(ids)}"
