"""
`python -m tests.status_coverage STAGE...`: which documented statuses were answered in those stages.

Only for stages that ask the same each time: what a draw of requests happens to reach is no proof.
Each pair of an operation and a status, of the bank's contract in both editions and of the gateway's, was seen
or stands with its reason in tests/contracts/status_gaps.yaml. That file only shrinks: what is seen by now may
not stand in it either. A range (`5XX`) is one status: seen when any of it was that has no row of its own.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

import contracts
from tests.gateway.databases import postgres_is_there
from tests.statuses import FOLDER, Pair, left_in

GAPS: Final = Path(__file__).parent / "contracts" / "status_gaps.yaml"
Documented = tuple[str, str, str]
"""A side, an operation, a status as the contract writes it."""
SIDES: Final[Mapping[str, contracts.Contract]] = {
    **{f"bank {edition}": contracts.load("qonto", edition) for edition in contracts.EDITIONS},
    "gateway": contracts.load("gateway"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    row: Documented
    reason: str


def main(stages: Sequence[str]) -> int:
    folder = Path(os.environ.get(FOLDER, "."))
    seen = {pair for stage in stages for pair in left_in(folder / stage)}
    if not seen:
        print(
            f"Nothing was seen: this comes after the stages {', '.join(stages)} of the same run (make test)."
        )
        return 2
    gaps = list(listed(yaml.safe_load(GAPS.read_text("utf-8")), postgres=postgres_is_there()))
    print(*table(seen, gaps), sep="\n")
    wrong = [*mistakes(seen, gaps)]
    for mistake in wrong:
        print(mistake)
    return 1 if wrong else 0


def documented() -> Iterator[Documented]:
    for side, contract in SIDES.items():
        for operation in contract.operations.values():
            for status in operation.definition["responses"]:
                yield side, operation.id, str(status)


def listed(groups: Iterable[Mapping[str, Any]], *, postgres: bool = True) -> Iterator[Gap]:
    """A group names one side, or `bank` for every edition that documents the pair."""
    every = set(documented())
    for group in groups:
        if postgres and group.get("unless") == "postgres":
            continue
        sides = [side for side in SIDES if group["side"] in {side, side.partition(" ")[0]}]
        for operation, statuses in group["operations"].items():
            for status in statuses:
                rows = [(side, operation, str(status)) for side in sides]
                # One that no side documents is told as such.
                for row in [row for row in rows if row in every] or [(group["side"], operation, str(status))]:
                    yield Gap(row=row, reason=group["reason"])


def rows_seen(seen: Iterable[Pair]) -> set[Documented]:
    every = set(documented())
    exact = {(side, operation, str(status)) for side, operation, status in seen}
    ranges = {(side, operation, f"{status[0]}XX") for side, operation, status in exact - every}
    return (exact | ranges) & every


def mistakes(seen: Iterable[Pair], gaps: Sequence[Gap]) -> Iterator[str]:
    every, there = set(documented()), rows_seen(seen)
    excused = {gap.row for gap in gaps}
    for row in sorted(every - there - excused):
        yield f"never answered: {_told(row)}: test it, or say in {GAPS.name} why not"
    for row in sorted(excused & there):
        yield f"answered by now: {_told(row)}: take it out of {GAPS.name}"
    for row in sorted(excused - every):
        yield f"not documented: {_told(row)}: take it out of {GAPS.name}"


def table(seen: Iterable[Pair], gaps: Sequence[Gap]) -> Iterator[str]:
    every, there = set(documented()), rows_seen(seen)
    yield f"{'answers':<14}{'documented':>11}{'seen':>7}{'gaps':>7}{'of them explained':>20}"
    for side in SIDES:
        rows = {row for row in every if row[0] == side}
        missing = rows - there
        explained = missing & {gap.row for gap in gaps}
        yield f"{side:<14}{len(rows):>11}{len(rows & there):>7}{len(missing):>7}{len(explained):>20}"


def _told(row: Documented) -> str:
    side, operation, status = row
    return f"{operation} {status} ({side})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
