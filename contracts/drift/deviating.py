"""
How a body deviates from a schema, said by where in the document the schema says otherwise.

A validator says that a body is wrong; this says which word of the contract would have to change. It knows the
keywords our documents use; whoever asks holds its silence against the validator's verdict.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

from contracts.documents import escaped, pointed

_SCALAR = ("pattern", "format", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems")
_CHOICES = ("anyOf", "oneOf")
_TYPES = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


class Kind(StrEnum):
    """What can be different; the order is that of a report."""

    OPERATION = "operation"
    STATUS = "status"
    CONTENT = "content type"
    HEADER = "header"
    UNDECLARED = "undeclared field"
    MISSING = "missing field"
    TYPE = "type"
    ENUM = "enum value"
    SHAPE = "shape"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """
    *place* is a JSON pointer into the document, without `#`. *word* is the field, the type, the value or the
    keyword that it is about; *value* is what was seen there.
    """

    kind: Kind
    place: str
    word: str
    value: Any


def deviations(
    document: dict[str, Any], place: str, value: Any, via: str | None = None
) -> Iterator[Deviation]:
    """*via*: the place of the reference that led here, where another type would be said."""
    node = pointed(document, f"#{place}")
    if not isinstance(node, dict):
        return
    where = via or place
    if isinstance(ref := node.get("$ref"), str):
        found = list(deviations(document, ref[1:], value, where))
        yield from found
        if any(one.kind is Kind.TYPE and one.place == where for one in found):
            return
    if "type" in node and not _has_type(value, node["type"]):
        yield Deviation(kind=Kind.TYPE, place=where, word=type_of(value), value=value)
        return
    yield from _scalar(node, place, value)
    yield from _composed(document, node, place, value, where)
    if isinstance(value, dict):
        yield from _object(document, node, place, value)
    elif isinstance(value, list) and "items" in node:
        for one in value:
            yield from deviations(document, f"{place}/items", one)


def type_of(value: Any) -> str:
    return _TYPES[type(value)]


def _has_type(value: Any, said: Any) -> bool:
    allowed = [said] if isinstance(said, str) else said
    own = type_of(value)
    whole = own == "number" and float(value).is_integer()
    return own in allowed or (own == "integer" and "number" in allowed) or (whole and "integer" in allowed)


def _scalar(node: Mapping[str, Any], place: str, value: Any) -> Iterator[Deviation]:
    if ("enum" in node and value not in node["enum"]) or ("const" in node and value != node["const"]):
        yield Deviation(kind=Kind.ENUM, place=place, word=str(value), value=value)
    for keyword in _SCALAR:
        if keyword in node and not _check(keyword, orjson.dumps(node[keyword])).is_valid(value):
            yield Deviation(kind=Kind.SHAPE, place=place, word=keyword, value=value)


@lru_cache(maxsize=512)
def _check(keyword: str, said: bytes) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator({keyword: orjson.loads(said)}, validate_formats=True)


def _composed(
    document: dict[str, Any], node: Mapping[str, Any], place: str, value: Any, where: str
) -> Iterator[Deviation]:
    for index in range(len(node.get("allOf", ()))):
        yield from deviations(document, f"{place}/allOf/{index}", value)
    for keyword in _CHOICES:
        if keyword in node:
            yield from _choice(document, f"{place}/{keyword}", len(node[keyword]), value, where)


def _choice(document: dict[str, Any], place: str, count: int, value: Any, via: str) -> Iterator[Deviation]:
    """Nothing where one branch fits; else what is wrong with the branch that was meant, by its type."""
    meant: list[Deviation] | None = None
    for index in range(count):
        found = list(deviations(document, f"{place}/{index}", value))
        if not found:
            return
        if meant is None and not any(one.kind is Kind.TYPE and one.value is value for one in found):
            meant = found
    if meant is None:
        meant = [Deviation(kind=Kind.TYPE, place=via, word=type_of(value), value=value)]
    yield from meant


def _object(
    document: dict[str, Any], node: Mapping[str, Any], place: str, value: Mapping[str, Any]
) -> Iterator[Deviation]:
    known, others = node.get("properties", {}), node.get("additionalProperties", True)
    for name in node.get("required", ()):
        if name not in value:
            yield Deviation(kind=Kind.MISSING, place=place, word=name, value=None)
    for name, below in value.items():
        if name in known:
            yield from deviations(document, f"{place}/properties/{escaped(name)}", below)
        elif others is False:
            yield Deviation(kind=Kind.UNDECLARED, place=place, word=name, value=below)
        elif isinstance(others, dict):
            yield from deviations(document, f"{place}/additionalProperties", below)
