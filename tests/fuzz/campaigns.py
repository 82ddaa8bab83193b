"""
What `make fuzz` runs: one campaign after the other, each in rounds, each round under a seed of its own.

`python -m tests.fuzz.campaigns NAME SECONDS SEED` runs one and tells how it goes, a line of JSON at a time.
A round under a seed does the same things every time: that is how what it found is found again.
"""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis.database import DirectoryBasedExampleDatabase

import contracts
from tests.fuzz.machines import Finding, run_bank_machine, run_gateway_machine
from tests.machines.crowd import NotOneStory, counter, crowd_at_the_bank, crowd_at_the_gateway
from tests.machines.door import Tally, plain_bank
from tests.stack.processes import Stack

DATABASE = Path(".hypothesis") / "fuzz"
TELL_EVERY_S = 1.0
TIDY_S = 30
Found = Mapping[str, Any]
Round = Callable[[int, Tally, float], Found | None]
"""(seed, tally, seconds left) -> what it came upon."""


# ---------------------------------------------------------------- the machines
def bank_machine(edition: str, seed: int, tally: Tally, _: float) -> Found | None:
    database = DirectoryBasedExampleDatabase(DATABASE)
    return _told(
        run_bank_machine(edition=edition, examples=60, steps=20, seed=seed, tally=tally, database=database)
    )


def gateway_machine(edition: str, seed: int, tally: Tally, _: float) -> Found | None:
    database = DirectoryBasedExampleDatabase(DATABASE)
    return _told(
        run_gateway_machine(edition=edition, examples=5, steps=20, seed=seed, tally=tally, database=database)
    )


def _told(finding: Finding | None) -> Found | None:
    if finding is None:
        return None
    return {"says": finding.says, "rules": list(finding.rules), "story": list(finding.story[-12:])}


# ---------------------------------------------------------------- the crowds
def bank_crowd(edition: str, seed: int, tally: Tally, seconds: float) -> Found | None:
    began, number = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder), edition=edition, clock="manual", rate_limit="off", state=False)
        stack.start_bank()
        try:
            while number < 70 and (not number or time.monotonic() - began < seconds):
                tally.calls += len(crowd_at_the_bank(stack.bank_url, seed=seed + number))
                tally.examples += 1
                number += 1
        except NotOneStory as found:
            return {"says": str(found), "rules": ["linearizability"], "story": []}
        finally:
            stack.end()
    return None


def gateway_crowd(edition: str, seed: int, tally: Tally, seconds: float) -> Found | None:
    async def crowds(url: str) -> None:
        began, number, parts = time.monotonic(), 0, plain_bank(edition)
        async with counter(parts, edition, url) as one, counter(parts, edition, url) as other:
            while number < 70 and (not number or time.monotonic() - began < seconds):
                tally.calls += len(await crowd_at_the_gateway((one, other), seed=seed + number))
                tally.examples += 1
                number += 1

    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(crowds(f"sqlite:///{Path(folder) / 'gateway.db'}"))
        except NotOneStory as found:
            return {"says": str(found), "rules": ["linearizability"], "story": []}
    return None


# ---------------------------------------------------------------- schemathesis
def generated(side: str, edition: str, seed: int, tally: Tally, seconds: float) -> Found | None:
    """All phases of schemathesis, as the suite has them, under another seed."""
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header", "-x"),
        *("--tb=short", f"tests/fuzz/test_{side}.py"),
    ]
    environment = {**os.environ, "FUZZ_SEED": str(seed), "FUZZ_EDITION": edition}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        try:
            told, _ = run.communicate(timeout=max(seconds, 1))
        except subprocess.TimeoutExpired:
            # Asked to stop, it tidies up.
            run.send_signal(signal.SIGINT)
            run.communicate(timeout=TIDY_S)
            return None
    tally.examples += 1
    if run.returncode == 0:
        return None
    said = [line for line in told.splitlines() if line.startswith(("E  ", "  | ", "FAILED"))]
    return {"says": "\n  ".join(said[:40]) or told[-2000:], "rules": [], "story": []}


CAMPAIGNS: Mapping[str, tuple[int, Round]] = {
    name: campaign
    for edition in contracts.EDITIONS
    for name, campaign in {
        f"machine-bank-{edition}": (2, partial(bank_machine, edition)),
        f"machine-gateway-{edition}": (4, partial(gateway_machine, edition)),
        f"crowd-bank-{edition}": (1, partial(bank_crowd, edition)),
        f"crowd-gateway-{edition}": (1, partial(gateway_crowd, edition)),
        f"schemathesis-bank-{edition}": (3, partial(generated, "bank", edition)),
        f"schemathesis-gateway-{edition}": (4, partial(generated, "gateway", edition)),
    }.items()
}
"""Of each its share of the time, and how a round of it goes."""


# ---------------------------------------------------------------- one of them
def rounds(name: str, *, seconds: float, seed: int, once: bool = False) -> None:
    """Until the time is over, or something was found; how it goes is told meanwhile."""
    began, tally, number = time.monotonic(), Tally(), 0
    _, play = CAMPAIGNS[name]
    over = threading.Event()

    def tell(found: Found | None = None) -> None:
        print(json.dumps(_line(name, tally, time.monotonic() - began, found)), flush=True)

    def keep_telling() -> None:
        while not over.wait(TELL_EVERY_S):
            tell()

    teller = threading.Thread(target=keep_telling, daemon=True)
    teller.start()
    found: Found | None = None
    while found is None and (not number or not once):
        left = seconds - (time.monotonic() - began)
        if number and left <= 0:
            break
        found = play(seed + number, tally, left)
        number += 1
    over.set()
    teller.join()
    tell(None if found is None else {**found, "seed": seed + number - 1})


def _line(name: str, tally: Tally, seconds: float, found: Found | None) -> dict[str, Any]:
    return {
        "campaign": name,
        "seconds": round(seconds, 2),
        "calls": tally.calls,
        "examples": tally.examples,
        "found": found,
    }


def main() -> None:
    name, seconds, seed, *once = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    rounds(name, seconds=float(seconds), seed=int(seed), once=bool(once))


if __name__ == "__main__":
    main()
