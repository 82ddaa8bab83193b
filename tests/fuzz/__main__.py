"""
`make fuzz`: every campaign, two at once, until the time is over.

What goes on is told every two seconds. What is found is told at once, with the command that finds it again;
the database in `.hypothesis/` keeps the failures of the machines, which the next run tries first. The exit
status is 1 when anything was found.
"""

import argparse
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from typing import Any

from tests.fuzz.campaigns import CAMPAIGNS
from tests.stack.interlock import refuse_live

AT_ONCE = 2
EVERY_S = 2.0
SECONDS = 600
GRACE_S = 60
SEEDS_APART = 10_000
"""Rounds of one campaign count on from its seed: no other campaign begins among them."""


class Running:
    """One campaign in a process of its own, and the last that it told."""

    def __init__(self, name: str, *, seconds: float, seed: int, once: bool) -> None:
        self.name = name
        self.ends = time.monotonic() + seconds + GRACE_S
        self.told: dict[str, Any] = {"calls": 0, "examples": 0, "seconds": 0.0, "found": None}
        self.noise: deque[str] = deque(maxlen=20)
        command = [sys.executable, "-m", "tests.fuzz.campaigns", name, f"{seconds:.1f}", str(seed)]
        self.process = subprocess.Popen(
            [*command, *(["once"] if once else [])],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def over(self) -> bool:
        if self.process.poll() is None and time.monotonic() > self.ends:
            self.end()
        return self.process.poll() is not None

    def end(self) -> None:
        """With all that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_word(self) -> dict[str, Any]:
        self._reader.join(timeout=5)
        if self.process.returncode and not self.told["found"] and self.process.returncode != -signal.SIGKILL:
            self.told["found"] = {"says": "\n".join(self.noise), "rules": [], "story": [], "seed": None}
        return self.told

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                self.told = json.loads(line)
            except json.JSONDecodeError:
                self.noise.append(line.rstrip("\n"))


class Progress:
    """What is told while it goes on."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.calls = self.examples = 0
        self.findings: list[tuple[str, dict[str, Any]]] = []

    def tell(self, running: list[Running]) -> None:
        parts = []
        for one in running:
            told = one.told
            rate = told["calls"] / told["seconds"] if told["seconds"] else 0
            parts.append(f"{one.name} {told['examples']} examples, {told['calls']:,} calls, {rate:,.0f}/s")
        print(
            f"{time.monotonic() - self.began:6.0f} s  {' | '.join(parts)} | findings: {len(self.findings)}",
            flush=True,
        )

    def ended(self, one: Running) -> None:
        told = one.last_word()
        self.calls += told["calls"]
        self.examples += told["examples"]
        if told["found"]:
            self.findings.append((one.name, told["found"]))
            _tell_finding(one.name, told["found"])


def _tell_finding(name: str, found: dict[str, Any]) -> None:
    print(f"\nFOUND by {name}{', breaks ' + ', '.join(found['rules']) if found['rules'] else ''}")
    print(f"  {found['says']}")
    if found["story"]:
        print(f"  the last that was done: {', '.join(found['story'])}")
    print(
        f"  again: {sys.executable} -m tests.fuzz --only {name} --seed {found['seed']} --once\n", flush=True
    )


def campaign(names: list[str], *, seconds: float, seed: int, once: bool) -> Progress:
    share = seconds * min(AT_ONCE, len(names)) / sum(CAMPAIGNS[name][0] for name in names)
    # The longest first, so that none is left alone at the end.
    waiting = deque(sorted(names, key=lambda name: -CAMPAIGNS[name][0]))
    progress, running = Progress(), list[Running]()
    pause = threading.Event()
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                name = waiting.popleft()
                first = seed if once else seed + SEEDS_APART * list(CAMPAIGNS).index(name)
                lasts = share * CAMPAIGNS[name][0]
                running.append(Running(name, seconds=lasts, seed=first, once=once))
            pause.wait(EVERY_S)
            progress.tell(running)
            for one in [one for one in running if one.over]:
                running.remove(one)
                progress.ended(one)
    finally:
        for one in running:
            one.end()
    return progress


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", nargs="+", choices=list(CAMPAIGNS), default=list(CAMPAIGNS))
    parser.add_argument("--once", action="store_true", help="one round of each, under exactly that seed")
    asked = parser.parse_args()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    print(f"seed {seed}: `make fuzz SEED={seed} SECONDS={asked.seconds:.0f}` does the same again", flush=True)
    progress = campaign(asked.only, seconds=asked.seconds, seed=seed, once=asked.once)
    lasted = time.monotonic() - progress.began
    print(
        f"seed {seed}: {progress.examples:,} examples and {progress.calls:,} calls in {lasted:.0f} s, "
        f"{len(progress.findings)} found"
    )
    raise SystemExit(1 if progress.findings else 0)


if __name__ == "__main__":
    refuse_live()
    main()
