"""A whole catalogue tried on whatever stands there, and what came of it."""

from collections.abc import Iterable
from pathlib import Path

from contracts.rules.book import RULES
from contracts.suite.behaviour import Behaviour
from contracts.suite.catalogue import GATEWAY
from contracts.suite.dialect import Dialect, load_dialect
from contracts.suite.running import Report, run
from contracts.suite.stages import GatewayStage
from tests.suite.in_process import Clients

FIVE = ("R1", "R2", "R3", "R4", "R5")


def played(
    there: Clients,
    edition: str,
    dialect: Dialect | None = None,
    *,
    behaviours: Iterable[Behaviour] = GATEWAY,
    control: bool = True,
) -> Report:
    assert there.gateway is not None
    speaks = dialect or load_dialect()
    stage = GatewayStage(
        http=there.gateway, edition=edition, dialect=speaks, control=there.control if control else None
    )
    rules = [rule for rule in RULES if speaks.protocol or not rule.protocol]
    with stage.held():
        return run(behaviours, stage, rules, subject=speaks.name)


def dialect_of(path: Path) -> Dialect:
    return load_dialect(path)


def broken_families(report: Report) -> set[str]:
    return {rule.partition(".")[0] for rule in report.broken_rules}


def told(report: Report) -> list[str]:
    """What was broken, for whoever reads a failing test."""
    return [
        f"{result.behaviour.id}: {failure.rule}: {failure.why}"
        for result in report.results
        for failure in result.failures
    ]
