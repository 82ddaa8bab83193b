"""
The route table as a tree keyed by path segment: finding an operation costs its depth, whatever the number of
operations.

A fixed word wins over a parameter (`/invoices/service` over `/invoices/{id}`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from gateway.web.operation import Operation

_SEGMENT_LENGTH_MAX = 200  # no id is that long; a token is 43 characters


@dataclass(slots=True)
class _Node:
    fixed: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    name: str = ""
    methods: dict[str, Operation] = field(default_factory=dict)


class Table:
    __slots__ = ("_root",)

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._plant(operation)

    def _plant(self, operation: Operation) -> None:
        node = self._root
        for segment in operation.path.split("/")[1:]:
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node(name=segment[1:-1])
                assert node.parameter.name == segment[1:-1], f"two names for one segment of {operation.path}"
                node = node.parameter
            else:
                node = node.fixed.setdefault(segment, _Node())
        assert operation.method not in node.methods, f"{operation.method} {operation.path} is planted twice"
        node.methods[operation.method] = operation

    def find(self, segments: Iterable[str]) -> tuple[Mapping[str, Operation], dict[str, str]]:
        """The operations of a path by method, and its parameters; no operations where nothing grows."""
        node, parameters = self._root, {}
        for segment in segments:
            child = node.fixed.get(segment)
            if child is None:
                child = node.parameter
                if child is None or not segment:
                    return {}, {}
                parameters[child.name] = segment
            node = child
        return node.methods, parameters


def segments_of(scope: Scope) -> tuple[str, ...] | None:
    """
    The decoded segments of the request's path, or None where no route can be meant.

    Split before decoding: an encoded slash belongs to its segment. NUL and endless segments never reach a
    database.
    """
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    found = []
    for part in raw.split(b"?", 1)[0].split(b"/")[1:]:
        try:
            segment = unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            return None
        if "\x00" in segment or len(segment) > _SEGMENT_LENGTH_MAX:
            return None
        found.append(segment)
    return tuple(found)
