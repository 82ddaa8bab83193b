"""
`qonto-contracts check` on throw-away stacks of real processes, a gateway and a bank in every edition.

Editions run side by side. A run that takes longer than a minute is a failure, too: who waits, does not check.
On a machine that is busy with other things it may take as much longer as the machine is busy.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import contracts
from tests.stack import Stack
from tests.stack.interlock import refuse_live

SECONDS_MAX = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    what: str
    status: int
    seconds: float
    said: str

    busy: float
    """So many processes wanted each processor; what a machine takes longer for others is not ours."""

    @property
    def bound_s(self) -> float:
        return SECONDS_MAX * max(1.0, self.busy)

    @property
    def good(self) -> bool:
        return self.status == 0 and self.seconds < self.bound_s


def main() -> int:
    with ThreadPoolExecutor(len(contracts.EDITIONS)) as side_by_side:
        runs = [run for both in side_by_side.map(_checked, contracts.EDITIONS) for run in both]
    for run in runs:
        print(run.said)
    for run in runs:
        print(f"{'ok  ' if run.good else 'FAIL'} {run.what}: {run.seconds:.1f} s of {run.bound_s:.0f}")
    return 0 if all(run.good for run in runs) else 1


def _checked(edition: str) -> Sequence[Run]:
    with (
        tempfile.TemporaryDirectory(prefix="conformance-") as folder,
        Stack(Path(folder), edition=edition) as stack,
    ):
        control = ("--control", stack.control_url)
        return [
            _run(f"gateway, {edition}", "--gateway", stack.gateway_url, *control),
            _run(f"bank, {edition}", "--bank", stack.bank_url, *control),
        ]


def _run(what: str, *words: str) -> Run:
    print(f"checking: {what}", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "contracts", "check", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Run(
        what=what,
        status=done.returncode,
        seconds=time.monotonic() - started,
        said=done.stdout,
        busy=os.getloadavg()[0] / (os.cpu_count() or 1),
    )


if __name__ == "__main__":
    refuse_live()
    sys.exit(main())
