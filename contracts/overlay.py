"""
An edition is written as what differs: OpenAPI Overlay 1.0, as much of it as our editions need.

Rule 1: actions apply in order, `remove` or `update`, never both.
Rule 2: an action whose target matches nothing is an error, or a wrong edition would go unnoticed.
Rule 3: objects merge deeply, a list inside an object grows at its end, everything else is replaced;
        an action on a list appends its update as one entry.

Targets are JSONPath: `$`, `.name`, `['name']`, `['one', 'other']`, `[0]` and `[?(@.name=='text')]`, no more.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Place = tuple[Any, str | int]
"""A container and the key or index in it."""

_STEP = re.compile(
    r"""
      \.(?P<name>[A-Za-z_$][\w$-]*)
    | \[(?P<names>'(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*')*)\]
    | \[(?P<index>\d+)\]
    | \[\?\(?@\.(?P<field>[\w-]+)\s*==\s*'(?P<text>[^']*)'\)?\]
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")


class OverlayError(ValueError):
    """An overlay that cannot be applied; the message names the action."""


def apply(document: dict[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Change *document* in place, action by action, and return it."""
    for number, action in enumerate(overlay["actions"], start=1):
        target = action["target"]
        places = select(document, target)
        if not places:
            raise OverlayError(f"action {number}: {target} matches nothing")
        if action.get("remove", False) is True:
            _remove(places)
        elif "update" in action:
            for container, key in places:
                _update(container, key, action["update"], f"action {number}: {target}")
        else:
            raise OverlayError(f"action {number}: {target} neither removes nor updates")
    return document


def select(document: dict[str, Any], target: str) -> list[Place]:
    """Find where *target* points to. The root is found inside a list of one."""
    places: list[Place] = [([document], 0)]
    for step in _steps(target):
        places = [found for container, key in places for found in _follow(container[key], step)]
    return places


def _steps(target: str) -> Iterator[re.Match[str]]:
    if not target.startswith("$"):
        raise OverlayError(f"{target} does not start with $")
    position = 1
    while position < len(target):
        step = _STEP.match(target, position)
        if step is None:
            raise OverlayError(f"{target}: cannot read {target[position:]!r}")
        yield step
        position = step.end()


def _follow(node: Any, step: re.Match[str]) -> Iterator[Place]:
    if (index := step["index"]) is not None:
        if isinstance(node, list) and int(index) < len(node):
            yield node, int(index)
    elif (field := step["field"]) is not None:
        if isinstance(node, list):
            for at, entry in enumerate(node):
                if isinstance(entry, dict) and entry.get(field) == step["text"]:
                    yield node, at
    elif isinstance(node, dict):
        names = [step["name"]] if step["name"] is not None else _QUOTED.findall(step["names"])
        for name in names:
            plain = re.sub(r"\\(.)", r"\1", name)
            if plain in node:
                yield node, plain


def _remove(places: list[Place]) -> None:
    # Backwards, so that a list's later entries go before they would move.
    for container, key in reversed(places):
        del container[key]


def _update(container: Any, key: str | int, value: Any, where: str) -> None:
    target = container[key]
    if isinstance(target, list):
        target.append(value)
    elif isinstance(target, dict) and isinstance(value, dict):
        _merge(target, value)
    else:
        raise OverlayError(f"{where} is neither a list nor an object to merge an object into")


def _merge(target: dict[str, Any], update: dict[str, Any]) -> None:
    for key, value in update.items():
        before = target.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            _merge(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            before.extend(value)
        else:
            target[key] = value
