"""Which paths an edition serves at all, whatever the verb."""

from functools import cache

import contracts
from contracts import EDITIONS

Shape = tuple[str | None, ...]
"""The segments of a path; None where an id stands."""


def known(edition: str, path: str) -> bool:
    """Whether any operation of *edition* has a path like this one."""
    segments = path.strip("/").split("/")
    return any(_fits(shape, segments) for shape in _shapes(edition).get(len(segments), ()))


def _fits(shape: Shape, segments: list[str]) -> bool:
    return all(
        segment == wanted or (wanted is None and segment)
        for wanted, segment in zip(shape, segments, strict=True)
    )


@cache
def _shapes(edition: str) -> dict[int, tuple[Shape, ...]]:
    assert edition in EDITIONS
    found: dict[int, dict[Shape, None]] = {}
    for operation in contracts.load("qonto", edition).operations.values():
        segments = operation.path.strip("/").split("/")
        shape = tuple(None if segment.startswith("{") else segment for segment in segments)
        found.setdefault(len(shape), {})[shape] = None
    return {length: tuple(shapes) for length, shapes in found.items()}
