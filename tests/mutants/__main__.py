"""`make mutants`: hunt every declared mutant, and print who killed what in how long."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tests.mutants import matrix
from tests.mutants.hunting import Trial
from tests.mutants.mutant import ORDER, Hunter, Mutant
from tests.mutants.register import MUTANTS, called
from tests.mutants.worker import hunted
from tests.stack.interlock import refuse_live

_LIMIT_S = 20.0
"""For one suite that does not find one mutant."""


def main(argv: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    mutants = called(asked.only) if asked.only else MUTANTS
    if not mutants:
        print(f"no mutant is called {asked.only!r}")
        return 2
    began = time.monotonic()
    jobs = [(mutant, edition) for mutant in mutants for edition in mutant.editions]
    print(f"{len(jobs)} hunts of {len(mutants)} mutants, {asked.jobs} at once", flush=True)
    trials = list(_hunted(jobs, asked))
    columns = [one for one in Hunter if any(trial.hunter is one for trial in trials)]
    left = survivors(jobs, trials)
    print(f"\n{matrix.of(trials, mutants, columns)}\n\n{matrix.summary(trials, left)}")
    print(f"{time.monotonic() - began:.0f} s in all")
    return 1 if left else 0


def survivors(jobs: Sequence[tuple[Mutant, str]], trials: Sequence[Trial]) -> list[str]:
    """Whom nobody has killed, by name."""
    killed = {(trial.side, trial.mutant, trial.edition) for trial in trials if trial.killed}
    return [
        f"{mutant.side} {mutant.name} ({edition})"
        for mutant, edition in jobs
        if (mutant.side, mutant.name, edition) not in killed
    ]


def _hunted(jobs: Sequence[tuple[Mutant, str]], asked: argparse.Namespace) -> Iterator[Trial]:
    with ProcessPoolExecutor(asked.jobs, mp_context=get_context("spawn")) as pool:
        under_way: list[Future[list[Trial]]] = [
            pool.submit(
                hunted, MUTANTS.index(mutant), edition, all_suites=asked.all_suites, limit_s=asked.limit
            )
            for mutant, edition in jobs
        ]
        for count, done in enumerate(as_completed(under_way), start=1):
            for trial in done.result():
                print(f"{count:4}/{len(jobs)}  {matrix.told(trial)}", flush=True)
                yield trial


def _parser() -> argparse.ArgumentParser:
    suites = ", ".join(Hunter)
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description=f"Hunt the declared mutants with {suites}; {len(ORDER)} sides, {len(MUTANTS)} mutants.",
    )
    parser.add_argument("--only", metavar="NAME", help="those whose name contains it: 'gateway retries'")
    parser.add_argument("--all-suites", action="store_true", help="every suite hunts every mutant")
    parser.add_argument("--limit", type=float, default=_LIMIT_S, help="seconds for each suite and mutant")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    return parser


if __name__ == "__main__":
    refuse_live()
    sys.exit(main())
