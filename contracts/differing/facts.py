"""
What an edition says, as flat facts: one per field, known by the named schema it belongs to.

A schema that many operations share is told of once, with the operations that use it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from contracts.contract import Contract
from contracts.documents import resolve
from contracts.operation import ContractOperation

_NAMED = "#/components/schemas/"
_CHOICES = ("allOf", "anyOf", "oneOf")
_SHAPES = ("pattern", "format", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems")


class Way(StrEnum):
    ASKED = "request"
    ANSWERED = "answer"


@dataclass(slots=True)
class Field:
    """
    *owner* is the schema it is a field of, without its own name. *promised*: always there in an answer, or
    needed in a request.
    """

    owner: str
    types: frozenset[str] = frozenset()
    values: frozenset[str] | None = None
    shape: tuple[tuple[str, Any], ...] = ()
    default: str | None = None
    """What is meant by whoever leaves it out."""
    promised: bool = False
    operations: dict[str, None] = field(default_factory=dict)


Fields = Mapping[tuple[Way, str], Field]


def fields_of(contract: Contract) -> Fields:
    """By way and name: (answer, `ClientInvoice.pdf_url`)."""
    reader = _Reader(contract.document)
    for operation in contract.operations.values():
        for body in _asked(contract.document, operation):
            reader.read(body, Way.ASKED, operation.id, f"{operation.id} body")
        for body in _answered(operation):
            # Two editions may say the same with another status: it is no part of the name.
            reader.read(body, Way.ANSWERED, operation.id, f"{operation.id} answer")
    return reader.found


def _asked(document: dict[str, Any], operation: ContractOperation) -> Iterator[Any]:
    body = resolve(document, operation.definition.get("requestBody", {}))
    for content in body.get("content", {}).values():
        yield content.get("schema", {})


def _answered(operation: ContractOperation) -> Iterator[Any]:
    for status, response in operation.responses.items():
        if status.startswith("2"):
            for content in response.get("content", {}).values():
                yield content.get("schema", {})


class _Reader:
    def __init__(self, document: dict[str, Any]) -> None:
        self.found: dict[tuple[Way, str], Field] = {}
        self._document = document
        self._seen: set[tuple[Way, str, str]] = set()

    def read(self, schema: Any, way: Way, operation: str, name: str, *, firm: bool = True) -> None:
        """
        Take down every field of *schema*, which is called *name* unless it has a name of its own. One way of
        several promises nothing by itself: it is not *firm*.
        """
        if not isinstance(schema, dict):
            return
        if isinstance(ref := schema.get("$ref"), str):
            own = ref.removeprefix(_NAMED)
            if (way, own, operation) not in self._seen:
                self._seen.add((way, own, operation))
                self.read(resolve(self._document, schema), way, operation, own)
        required = schema.get("required", ()) if firm else ()
        for key, below in schema.get("properties", {}).items():
            self._field(below, way, operation, owner=name, key=key, promised=key in required)
        if "items" in schema:
            self.read(schema["items"], way, operation, f"{name}[]")
        for keyword in _CHOICES:
            for branch in schema.get(keyword, ()):
                self.read(branch, way, operation, name, firm=firm and keyword == "allOf")

    def _field(self, schema: Any, way: Way, operation: str, *, owner: str, key: str, promised: bool) -> None:
        name = f"{owner}.{key}"
        types, values, shape, default = _facts(self._document, schema)
        found = self.found.get((way, name))
        if found is None:
            found = self.found[way, name] = Field(owner, types, values, shape, default)
        else:
            # A branch that only narrows a field takes nothing from what is said of it as a whole.
            found.types |= types
            found.values = None if found.values is None or values is None else found.values | values
        found.promised |= promised
        found.operations[operation] = None
        self.read(schema, way, operation, name)


def _facts(
    document: dict[str, Any], schema: Any
) -> tuple[frozenset[str], frozenset[str] | None, tuple[tuple[str, Any], ...], str | None]:
    node = resolve(document, schema)
    if not isinstance(node, dict):
        return frozenset(), None, (), None
    said = node.get("type", ())
    types = frozenset([said] if isinstance(said, str) else said)
    values = node.get("enum", [node["const"]] if "const" in node else None)
    for keyword in _CHOICES:
        for branch in node.get(keyword, ()):
            types |= _facts(document, branch)[0]
    listed = None if values is None else frozenset("null" if one is None else str(one) for one in values)
    shape = tuple((keyword, node[keyword]) for keyword in _SHAPES if keyword in node)
    default = schema.get("default", node.get("default"))
    return types, listed, shape, None if default is None else str(default)
