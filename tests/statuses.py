"""
Which statuses each operation was seen to answer, noted where the tests hold the two sides in their hands.

What a process has seen it leaves in the folder STATUSES_SEEN, under the name of its STAGE, for
`tests.status_coverage` to read.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import uuid4

from mock_qonto.kernel.bank import Bank

FOLDER: Final = "STATUSES_SEEN"
STAGE: Final = "STAGE"
Pair = tuple[str, str, int]
"""A side ("gateway", or "bank" and its edition), an operation, a status."""


class Seen:
    def __init__(self) -> None:
        self._pairs: set[Pair] = set()

    def answered(self, side: str, operation: str, status: int) -> None:
        self._pairs.add((side, operation, status))

    def bank(self, bank: Bank) -> None:
        """All that its journal still knows, except what it was told to answer instead of its own answer."""
        edition_of = {slug: world.settings.edition for slug, world in bank.worlds.items()}
        for one in bank.journal.exchanges:
            if one.operation is not None and one.world in edition_of and one.verdict != "faulted":
                self.answered(f"bank {edition_of[one.world]}", one.operation, one.status)

    def leave(self) -> None:
        if FOLDER not in os.environ or not self._pairs:
            return
        folder = Path(os.environ[FOLDER]) / os.environ.get(STAGE, "alone")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{uuid4()}.json").write_text(json.dumps(sorted(self._pairs)))


def left_in(folder: Path) -> set[Pair]:
    found: Iterable[list[list[str | int]]] = (json.loads(one.read_text()) for one in folder.glob("*.json"))
    return {(str(side), str(operation), int(status)) for some in found for side, operation, status in some}


SEEN: Final = Seen()
