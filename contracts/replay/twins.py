"""
What was recorded and what stands for it now: ids, people's pseudonyms, and where each series of numbers was.

Rule 1: one for one. What has stood for one thing never stands for another, in either direction.
Rule 2: a number is known by its place in its series: the difference between two series stays what it was.
"""

import re
from collections.abc import Mapping
from typing import Any

from contracts.recordings.staying import DOCUMENT, ID

SHORT = 6
"""Pseudonyms of fewer signs are too often alike by chance to be told apart by them."""
_NUMBER = re.compile(r"(.*?)([0-9]+)$")


class Twins:
    def __init__(self) -> None:
        self._here: dict[str, str] = {}
        self._there: dict[str, str] = {}
        self._shifts: dict[str, int] = {}

    @property
    def unchanged(self) -> bool:
        """Whether everything stands for itself."""
        return self._here == self._there and not any(self._shifts.values())

    def pair(self, recorded: str, live: str) -> bool:
        """Whether *live* may stand for *recorded*; from then on it does."""
        if recorded in self._here or live in self._there:
            return self._here.get(recorded) == live
        self._here[recorded], self._there[live] = live, recorded
        return True

    def pair_numbers(self, recorded: str, live: str) -> bool:
        """Whether two numbers stand at the same place of their series."""
        one, other = _NUMBER.fullmatch(recorded), _NUMBER.fullmatch(live)
        if one is None or other is None or one[1] != other[1]:
            return False
        shift = int(other[2]) - int(one[2])
        return self._shifts.setdefault(one[1], shift) == shift

    def now(self, said: Any) -> Any:
        """A recorded request as it is to be said today."""
        if isinstance(said, str):
            return self._here.get(said) or self._number(said)
        if isinstance(said, list):
            return [self.now(one) for one in said]
        if isinstance(said, dict):
            return {name: self.now(below) for name, below in said.items()}
        return said

    def path(self, path: str) -> str:
        return "/".join(self._here.get(one, one) if ID.fullmatch(one) else one for one in path.split("/"))

    def query(self, query: Mapping[str, list[str]]) -> dict[str, list[str]]:
        return {name: [self.now(value) for value in values] for name, values in query.items()}

    def _number(self, text: str) -> str:
        if DOCUMENT.fullmatch(text) is None or (found := _NUMBER.fullmatch(text)) is None:
            return text
        shift = self._shifts.get(found[1])
        return text if shift is None else f"{found[1]}{int(found[2]) + shift:0{len(found[2])}d}"
