"""
Which fields a schema knows, as a tree one can hold a body against.

A request schema tolerates unknown fields, because the real API does. Tolerated is not understood: this tree
tells what nobody will read, and what is understood only for the sake of one old client (`x-quirk`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.documents import escaped, resolve

_NESTED_ONE = ("then", "else")
_NESTED_MANY = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fields:
    """The fields of an object, or of every object of a list. Without children, whatever is below is taken."""

    quirk: str | None = None
    children: Mapping[str, "Fields"] = field(default_factory=dict)

    @property
    def has_quirks(self) -> bool:
        return self.quirk is not None or any(child.has_quirks for child in self.children.values())


def known_fields(document: dict[str, Any], schema: Any) -> Fields:
    children: dict[str, Fields] = {}
    quirk = schema.get("x-quirk") if isinstance(schema, dict) else None
    _collect(document, schema, children)
    return Fields(quirk=quirk, children=children)


def unread(fields: Fields, body: Any, pointer: str = "") -> Iterator[str]:
    """Pointers of what the body holds and the schema does not know."""
    if isinstance(body, list):
        for index, entry in enumerate(body):
            yield from unread(fields, entry, f"{pointer}/{index}")
    elif isinstance(body, dict) and fields.children:
        for name, value in body.items():
            child = fields.children.get(name)
            below = f"{pointer}/{escaped(name)}"
            if child is None:
                yield below
            elif isinstance(value, dict | list):
                yield from unread(child, value, below)


def plain_schema(fields: Fields) -> dict[str, Any]:
    """
    A schema for bodies that hold nothing unknown and no quirk.

    Almost every body is one; a compiled validator says so in a microsecond, where walking the tree costs ten.
    """
    if not fields.children:
        return {}
    children = {name: plain_schema(child) for name, child in fields.children.items() if child.quirk is None}
    entry = {"type": "object", "properties": children, "additionalProperties": False}
    return {"properties": children, "additionalProperties": False, "items": entry}


def quirks(fields: Fields, body: Any) -> Iterator[str]:
    """Names of the quirks the body makes use of."""
    if isinstance(body, list):
        for entry in body:
            yield from quirks(fields, entry)
    elif isinstance(body, dict):
        for name, value in body.items():
            child = fields.children.get(name)
            if child is not None:
                if child.quirk is not None:
                    yield child.quirk
                yield from quirks(child, value)


def _collect(document: dict[str, Any], schema: Any, into: dict[str, Fields]) -> None:
    schema = resolve(document, schema)
    if not isinstance(schema, dict):
        return
    for name, below in schema.get("properties", {}).items():
        known = known_fields(document, below)
        before = into.get(name)
        if before is None:
            into[name] = known
        elif not before.children:
            # A branch that only narrows a field hides neither its quirk nor what is below it.
            into[name] = Fields(quirk=before.quirk, children=known.children)
    if "items" in schema:
        _collect(document, schema["items"], into)
    for keyword in _NESTED_ONE:
        _collect(document, schema.get(keyword), into)
    for keyword in _NESTED_MANY:
        for branch in schema.get(keyword, ()):
            _collect(document, branch, into)
