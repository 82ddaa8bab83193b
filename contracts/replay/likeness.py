"""
The first place where an answer of today is not like the one that was recorded.

Not compared: instants, links, and the words of an error, which name what they are about. A name or an IBAN
may be another one, as long as it is always the same other one: recordings hold pseudonyms.
"""

import re
from dataclasses import dataclass
from typing import Any

from contracts.recordings import staying
from contracts.replay.twins import SHORT, Twins

_LINK = re.compile(r"https?://", re.IGNORECASE)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,18}(?:Z|[+-][0-9:]{5})")
_WORDS_OF_ERRORS = frozenset({"detail", "message", "trace_id", "reason_message"})
_NUMBERS = frozenset({"number", "invoice_number"})
_SIZES = frozenset({"file_size"})
"""Files are not recorded, others stand in for them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """*where* is a JSON path."""

    where: str
    recorded: Any
    live: Any


def difference(recorded: Any, live: Any, twins: Twins) -> Difference | None:
    """None: they are alike. What they pair is remembered in *twins*, up to the difference."""
    return _difference(recorded, live, twins, "$", "", "")


def learn(recorded: Any, live: Any, twins: Twins, name: str = "", inside: str = "") -> None:
    """Pair whatever stands at the same place, as far as two answers are alike at all."""
    if isinstance(recorded, dict) and isinstance(live, dict):
        for key in recorded.keys() & live.keys():
            learn(recorded[key], live[key], twins, key, name or inside)
    elif isinstance(recorded, list) and isinstance(live, list) and len(recorded) == len(live):
        for one, other in zip(recorded, live, strict=True):
            learn(one, other, twins, name, inside)
    elif isinstance(recorded, str) and isinstance(live, str):
        _texts(recorded, live, twins, name, inside)


def aligned(recorded: list[Any], live: list[Any], twins: Twins) -> list[Any]:
    """*live* in the order of *recorded*, where it is known which is which: names are others, and sort so."""
    by_id = {one["id"]: one for one in live if isinstance(one, dict) and "id" in one}
    wanted = [twins.now(one["id"]) if isinstance(one, dict) and "id" in one else None for one in recorded]
    known = [by_id.pop(id, None) if isinstance(id, str) else None for id in wanted]
    if len(by_id) + sum(one is not None for one in known) != len(live) or len(live) != len(recorded):
        return live
    others = iter(by_id.values())
    return [next(others) if one is None else one for one in known]


def _difference(
    recorded: Any, live: Any, twins: Twins, where: str, name: str, inside: str
) -> Difference | None:
    if isinstance(recorded, dict) and isinstance(live, dict):
        return _objects(recorded, live, twins, where, name or inside)
    if isinstance(recorded, list) and isinstance(live, list):
        if len(recorded) != len(live):
            return Difference(f"{where}.length", len(recorded), len(live))
        for index, (one, other) in enumerate(zip(recorded, live, strict=True)):
            found = _difference(one, other, twins, f"{where}[{index}]", name, inside)
            if found is not None:
                return found
        return None
    if isinstance(recorded, str) and isinstance(live, str):
        alike = _texts(recorded, live, twins, name, inside)
    else:
        alike = _numbers(recorded, live) or (type(recorded) is type(live) and recorded == live)
    return None if alike else Difference(where, recorded, live)


def _objects(
    recorded: dict[str, Any], live: dict[str, Any], twins: Twins, where: str, inside: str
) -> Difference | None:
    for name, below in recorded.items():
        if name not in live:
            return Difference(f"{where}.{name}", below, "(not there)")
    for name, below in live.items():
        if name not in recorded:
            return Difference(f"{where}.{name}", "(not there)", below)
    for name, below in recorded.items():
        found = _difference(below, live[name], twins, f"{where}.{name}", name, inside)
        if found is not None:
            return found
    return None


def _numbers(recorded: Any, live: Any) -> bool:
    """1 and 1.0 are the same in JSON; true and 1 are not."""
    plain = (int, float)
    return type(recorded) in plain and type(live) in plain and recorded == live


def _texts(recorded: str, live: str, twins: Twins, name: str, inside: str) -> bool:
    if _uncompared(recorded, live, name):
        return True
    if staying.ID.fullmatch(recorded) and staying.ID.fullmatch(live):
        return twins.pair(recorded, live)
    if name in _NUMBERS and inside != "phone" and staying.DOCUMENT.fullmatch(recorded):
        return twins.pair_numbers(recorded, live)
    if recorded == live:
        return True
    as_it_was = staying.stays(name, recorded, inside=inside)
    return not as_it_was and (len(recorded) < SHORT or twins.pair(recorded, live))


def _uncompared(recorded: str, live: str, name: str) -> bool:
    if name in _WORDS_OF_ERRORS or name in _SIZES:
        return True
    instants = _INSTANT.fullmatch(recorded) and _INSTANT.fullmatch(live)
    return bool(instants or (_LINK.match(recorded) and _LINK.match(live)))
