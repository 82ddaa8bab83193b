"""What a hunt of many mutants comes to, in words and in columns."""

import statistics
from collections.abc import Iterable, Sequence

from contracts.rules.rule import Side
from tests.mutants.hunting import Trial
from tests.mutants.mutant import Hunter, Mutant

_ALIVE, _UNSEEN = "ALIVE", "not found"


def of(trials: Iterable[Trial], mutants: Sequence[Mutant], hunters: Sequence[Hunter]) -> str:
    """A row for each mutant in each edition, a column for each suite."""
    done = {(trial.side, trial.mutant, trial.edition, trial.hunter): trial for trial in trials}
    rows = []
    for side in (Side.GATEWAY, Side.BANK):
        for mutant in mutants:
            if mutant.side is side:
                for edition in mutant.editions:
                    found = [done.get((side, mutant.name, edition, hunter)) for hunter in hunters]
                    label = f"{side} {mutant.name}"
                    rows.append([label, edition, *(_cell(trial) for trial in found)])
    head = ["mutant", "edition", *hunters]
    widths = [max(len(str(row[at])) for row in [head, *rows]) for at in range(len(head))]
    lines = [_line(head, widths), _line(["-" * width for width in widths], widths)]
    return "\n".join([*lines, *(_line(row, widths) for row in rows)])


def told(trial: Trial) -> str:
    """One line about one hunt."""
    verdict = "killed" if trial.killed else _ALIVE
    how = "" if trial.killed is None else f"  {_by(trial)}: {trial.killed.why[:100]}"
    return f"{verdict}  {trial.seconds:6.2f} s  {trial.hunter:15}  {trial.edition:7}  {trial.mutant}{how}"


def summary(trials: Sequence[Trial], survivors: Sequence[str]) -> str:
    """How many were killed, how quickly, who was left."""
    times = [trial.seconds for trial in trials if trial.killed is not None]
    hunted = {(trial.side, trial.mutant, trial.edition) for trial in trials}
    middle = statistics.median(times) if times else 0.0
    longest = max(times, default=0.0)
    names = {(side, name) for side, name, _ in hunted}
    killed = f"{len(hunted) - len(survivors)} of {len(hunted)} killed"
    of = f"{len(names)} mutants, some of them in both editions"
    lines = [f"{killed} ({of}); median {middle:.2f} s to kill, at most {longest:.2f} s"]
    return "\n".join([*lines, *(f"survived: {one}" for one in survivors)])


def _cell(trial: Trial | None) -> str:
    if trial is None:
        return ""
    return f"{trial.seconds:6.2f} s {_by(trial) if trial.killed else _UNSEEN}"


def _by(trial: Trial) -> str:
    """The most exact of the rules that were named, and who named it."""
    assert trial.killed is not None
    rule = max(trial.killed.rules, key=len, default="")
    return f"{rule} {trial.killed.by}".strip()


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
