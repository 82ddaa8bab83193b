"""Paths -> control calls, by a table keyed by path segment; a wrong verb is told the right ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mock_qonto.control import problems
from mock_qonto.control.desk import Control

WILDCARD = "{}"


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    rows: dict[str, Control] = field(default_factory=dict)


class ControlTable:
    __slots__ = ("_root",)

    def __init__(self, rows: Iterable[Control]) -> None:
        self._root = _Node()
        for row in rows:
            node = self._root
            segments = row.path.strip("/").split("/")
            for segment in segments:
                node = node.children.setdefault(WILDCARD if segment.startswith("{") else segment, _Node())
            node.names = tuple(segment[1:-1] for segment in segments if segment.startswith("{"))
            node.rows[row.method] = row

    def find(self, method: str, path: str) -> tuple[Control, Mapping[str, str]]:
        """The row and what its path parameters are; raises 404, or 405 with every verb that is known."""
        node, values = self._root, list[str]()
        for segment in path.removeprefix("/").split("/"):
            child = node.children.get(segment)
            if child is None:
                child = node.children.get(WILDCARD) if segment else None
                if child is None:
                    raise problems.route_unknown(path)
                values.append(segment)
            node = child
        if not node.rows:
            raise problems.route_unknown(path)
        row = node.rows.get("GET" if method == "HEAD" else method)
        if row is None:
            raise problems.verb_unknown(method, path, allowed(node.rows))
        return row, dict(zip(node.names, values, strict=True))


def allowed(rows: Iterable[str]) -> list[str]:
    verbs = set(rows)
    return sorted(verbs | {"HEAD"} if "GET" in verbs else verbs)
