"""
`make test` and `make check`: one stage after the other, what each runs, how long it took; a table at the end.

The stages are lines of the Makefile, a name and a command: IN_TURN one after the other, TOGETHER, which
`check` begins with, side by side. The first that fails ends the run and is named.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.statuses import FOLDER, STAGE

MEMORY = Path("/dev/shm")  # noqa: S108  - a folder of our own is made in it
MEMORY_BYTES_MIN = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    command: Sequence[str]


@dataclass(frozen=True, slots=True)
class Run:
    """*status* is None for a stage whose turn never came."""

    stage: Stage
    seconds: float = 0.0
    status: int | None = None


def main() -> int:
    parser = argparse.ArgumentParser(prog="make", description=__doc__)
    parser.add_argument("what", choices=["check", "test"])
    parser.add_argument("--only", metavar="STAGE", help="one stage, by its name")
    asked = parser.parse_args()
    together = stages(os.environ["TOGETHER"]) if asked.what == "check" else []
    in_turn = stages(os.environ["IN_TURN"])
    if asked.only:
        together, in_turn = [], [one for one in (*together, *in_turn) if one.name == asked.only]
        if not in_turn:
            parser.error(f"there is no stage {asked.only}")
    with environment() as env:
        runs = [*side_by_side(together, env)]
        runs += one_by_one(in_turn, env, failed=_failure(runs) is not None)
    return told(runs)


def stages(lines: str) -> list[Stage]:
    words = [shlex.split(line) for line in lines.splitlines() if line.strip()]
    return [Stage(name, command) for name, *command in words]


def side_by_side(some: Sequence[Stage], env: Mapping[str, str]) -> Iterator[Run]:
    """Each says what it has to say when it is its turn to be waited for."""

    def quietly(stage: Stage) -> tuple[Run, str]:
        began = time.monotonic()
        ended = _started(stage, env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return Run(stage, time.monotonic() - began, ended.returncode), ended.stdout

    with ThreadPoolExecutor(max(1, len(some))) as all_at_once:
        for run, said in all_at_once.map(quietly, some):
            print(f"{_headed(run.stage)}\n{said}{_ended(run)}", flush=True)
            yield run


def one_by_one(some: Sequence[Stage], env: Mapping[str, str], *, failed: bool) -> Iterator[Run]:
    for stage in some:
        if failed:
            yield Run(stage)
            continue
        print(_headed(stage), flush=True)
        began = time.monotonic()
        ended = _started(stage, env)
        run = Run(stage, time.monotonic() - began, ended.returncode)
        print(_ended(run), flush=True)
        failed = ended.returncode != 0
        yield run


def _started(stage: Stage, env: Mapping[str, str], **said: Any) -> subprocess.CompletedProcess[Any]:
    return subprocess.run(stage.command, env={**env, STAGE: stage.name}, check=False, **said)


@contextmanager
def environment() -> Iterator[Mapping[str, str]]:
    """
    Temporary files in memory, where there is enough of it: two thousand databases wait for the disk at every
    commit. Code is compiled once, and not again by each of some hundreds of processes.
    """
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_BYTES_MIN
    memory = MEMORY if roomy and "TMPDIR" not in env else None
    with tempfile.TemporaryDirectory(dir=memory, ignore_cleanup_errors=True) as folder:
        yield env | {"TMPDIR": folder, FOLDER: f"{folder}/statuses"}


def told(runs: Sequence[Run]) -> int:
    """The table, and the run's exit status."""
    width = max(len(run.stage.name) for run in runs)
    print(f"\n{'stage':<{width}}  seconds")
    for run in runs:
        took = "      -" if run.status is None else f"{run.seconds:7.1f}"
        print(f"{run.stage.name:<{width}}  {took}{'  FAILED' if run.status else ''}")
    failure = _failure(runs)
    if failure is None:
        return 0
    print(f"\nFAILED: {failure.stage.name} ({shlex.join(failure.stage.command)})")
    return failure.status or 1


def _failure(runs: Sequence[Run]) -> Run | None:
    return next((run for run in runs if run.status), None)


def _headed(stage: Stage) -> str:
    return f"== {stage.name}: {shlex.join(stage.command)}"


def _ended(run: Run) -> str:
    return f"== {run.stage.name}: {'ok' if run.status == 0 else 'FAILED'} in {run.seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
