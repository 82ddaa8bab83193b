"""
Reading the contract documents that ship with this package.

What is read is passed once through JSON: what is left is plain JSON data, with no date objects and no value
shared between two places, so an overlay that changes one place changes only that one.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from contracts import overlay, parsing

_HERE = Path(__file__).parent


def read(file_name: str) -> dict[str, Any]:
    """A document of its own for every caller, to change as he likes."""
    document = orjson.loads(_as_json(file_name))
    assert isinstance(document, dict)
    return document


def read_edition(name: str, edition: str, *, newest: str) -> dict[str, Any]:
    """The document as it was in *edition*; the file itself is the newest one."""
    document = read(f"{name}.yaml")
    if edition == newest:
        return document
    return overlay.apply(document, read(f"editions/{edition}.yaml"))


def dangling(document: dict[str, Any]) -> tuple[str, ...]:
    """References that point outside the document or to nothing in it."""
    return tuple(sorted({ref for ref in references(document) if not _resolves(document, ref)}))


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        ref = node.get("$ref")
        if isinstance(ref, str):
            yield ref
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(document: dict[str, Any], node: Any) -> Any:
    """Follow a `$ref` to what it names, through as many as there are."""
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        node = pointed(document, node["$ref"])
    return node


def pointed(document: dict[str, Any], ref: str) -> Any:
    if not ref.startswith("#/"):
        raise KeyError(ref)
    node: Any = document
    for part in ref[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


def escaped(name: str) -> str:
    """A name as one part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _resolves(document: dict[str, Any], ref: str) -> bool:
    try:
        pointed(document, ref)
    except (KeyError, IndexError, ValueError, TypeError):
        return False
    return True


@cache
def _as_json(file_name: str) -> bytes:
    # Kept: two editions are two readings of one file, and parsing YAML is most of what loading costs.
    text = (_HERE / file_name).read_text(encoding="utf-8")
    return orjson.dumps(parsing.parsed(text))
