"""How far a run has come, on stderr: a bar on a terminal, a line now and then elsewhere."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from contracts.suite.behaviour import Behaviour
from contracts.suite.running import Outcome, Result

EVERY_S = 2.0


class Progress:
    """*total* behaviours will be tried; with *stop_early* the first broken one is the last."""

    def __init__(self, total: int, *, stop_early: bool = False) -> None:
        self._console = Console(stderr=True)
        self._total = total
        self._stop_early = stop_early
        self._done = self._broken = 0
        self._said_at = time.monotonic()
        self._bar = Bar(
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def begins(self, behaviour: Behaviour) -> None:
        self._bar.update(self._task, description=behaviour.id)
        now = time.monotonic()
        if not self._console.is_terminal and now - self._said_at >= EVERY_S:
            self._said_at = now
            broken = f", {self._broken} broken" if self._broken else ""
            self._console.print(f"{self._done}/{self._total}{broken}: {behaviour.id}", highlight=False)

    def ended(self, result: Result) -> bool:
        """Whether to go on."""
        self._done += 1
        self._bar.advance(self._task)
        if result.outcome is Outcome.BROKEN:
            self._broken += 1
            rules = ", ".join(dict.fromkeys(failure.rule for failure in result.failures))
            self._console.print(f"broken: {result.behaviour.id} ({rules})", highlight=False)
        return not (self._stop_early and self._broken)
