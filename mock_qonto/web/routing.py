"""
Paths -> operations, by a table keyed by path segment: the cost does not grow with the operations.

Which operations exist is the edition's business: one table an edition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from contracts.contract import Contract, ContractOperation
from mock_qonto.web.call import Endpoint

WILDCARD = "{}"
NO_BLANKS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of `routes.py`, in the order of its columns."""

    id: str
    method: str
    path: str
    endpoint: Endpoint


class Route(NamedTuple):
    """Where a path and a verb lead; *path* holds what stood in the path's blanks."""

    operation: ContractOperation
    endpoint: Endpoint
    path: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """The path has a route, but not for this verb."""

    elsewhere: bool
    """Another edition has the verb, or its existence is in doubt: here the edge does not know it."""


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    by_method: dict[str, tuple[ContractOperation, Endpoint]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)


class RouteTable:
    """The operations of one edition."""

    __slots__ = ("_plain", "_root")

    def __init__(
        self,
        operations: Iterable[Operation],
        contract: Contract,
        in_doubt: Iterable[tuple[str, str]] = (),
    ) -> None:
        """*in_doubt* are verbs and paths that somebody may believe in, with or without a row."""
        self._root = _Node()
        self._plain: dict[tuple[str, str], Route] = {}
        """Paths without a blank: found at one look."""
        for row in operations:
            node = self._root
            names: list[str] = []
            for segment in row.path.strip("/").split("/"):
                wild = segment.startswith("{")
                if wild:
                    names.append(segment[1:-1])
                node = node.children.setdefault(WILDCARD if wild else segment, _Node())
            node.names = tuple(names)
            operation = contract.operations.get(row.id)
            if operation is None:
                node.absent.add(row.method)
            else:
                node.by_method[row.method] = (operation, row.endpoint)
                if not names:
                    self._plain[row.method, row.path] = Route(operation, row.endpoint, NO_BLANKS)
        for method, path in in_doubt:
            known = self._node(path)
            if known is not None and method not in known.by_method:
                known.absent.add(method)

    def _node(self, path: str) -> _Node | None:
        """Where the rows of *path*, as the contract writes it, are kept."""
        node: _Node | None = self._root
        for segment in path.strip("/").split("/"):
            if node is not None:
                node = node.children.get(WILDCARD if segment.startswith("{") else segment)
        return node

    def find(self, method: str, path: str) -> Route | Known | None:
        """The route, or that the path is known without this verb, or None: nothing is there at all."""
        plain = self._plain.get((method, path))
        if plain is not None:
            return plain
        node = self._root
        values: list[str] = []
        for segment in path[1:].split("/"):
            child = node.children.get(segment)
            if child is None:
                child = node.children.get(WILDCARD)
                if child is None or not segment:
                    return None
                values.append(segment)
            node = child
        found = node.by_method.get(method)
        if found is not None:
            return Route(found[0], found[1], dict(zip(node.names, values, strict=True)))
        if not node.by_method:
            return None
        return Known(elsewhere=method in node.absent)
